"""Read the rule book in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import bot

_PATIENCE = 60.0


class NoRuleBook(Exception):
    """Why the rule book could not be read."""


async def read_apart() -> list[bytes]:
    """Return the rows of the rule book, one as JSON on each line; raises `NoRuleBook`."""
    home = str(Path(bot.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.storage.srd"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            written, said = await process.communicate()
    except TimeoutError:
        process.kill()
        raise NoRuleBook(f"it took longer than {_PATIENCE:.0f} s") from None
    except BaseException:
        process.kill()
        raise
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        raise NoRuleBook(lines[-1] if lines else f"reading it ended with status {process.returncode}")
    return written.splitlines()
