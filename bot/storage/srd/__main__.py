"""Write the rule book as rows, one as JSON on each line."""

from __future__ import annotations

import json
import sys

from bot.output import while_read
from bot.storage.srd.rows import rows

if __name__ == "__main__":
    with while_read():
        for row in rows():
            sys.stdout.write(json.dumps(row, separators=(",", ":")) + "\n")
