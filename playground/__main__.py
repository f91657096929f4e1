"""`python -m playground`: serve the loopback Discord and run the bot in it."""

from __future__ import annotations

import sys

from playground.program import main

if __name__ == "__main__":
    sys.exit(main())
