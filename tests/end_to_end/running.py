"""What a killable bot process runs; loaded once by the fork server."""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection

# Loaded here, so that every process forked from the server has them already.
import cogs.absence
import cogs.campaigns
import cogs.characters
import cogs.help
import cogs.play  # noqa: F401
from bot.__main__ import main


def run_bot(environment: dict[str, str], said: Connection) -> None:
    """Run `python -m bot` with these settings and nobody's `.env`, its log going down the pipe."""
    os.dup2(said.fileno(), 2)
    # What the fork server wrote to may have been a file, and a stream goes on treating a pipe as one.
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    os.environ.update(environment)
    os.chdir(environment["DATA_DIR"])
    sys.exit(main(["run"]))
