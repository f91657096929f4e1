"""Show the outside that the bot is alive: it touches a file while it is connected, and a container asks its age."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

# The standard library's, because a container starts this module every half minute and it should be cheap.
log = logging.getLogger(__name__)

BEAT_SECONDS = 15.0
STALE_SECONDS = 60.0


async def beat(
    alive: Callable[[], bool],
    file: Path,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Touch the file for as long as `alive` says so; runs until it is cancelled, and takes the file away then.

    A loop that hangs touches nothing either, which is what a health check is to find out.
    """
    try:
        while True:
            if alive():
                _touch(file)
            await sleep(BEAT_SECONDS)
    finally:
        _remove(file)


def _touch(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as error:
        log.warning("the health check will fail: %s cannot be touched (%s)", file, error.strerror)


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s cannot be removed (%s)", file, error.strerror)


def trouble(file: Path, now: float) -> str | None:
    """Say what is wrong, None when the file was touched lately; `now` is in seconds of the system's clock."""
    try:
        age = now - file.stat().st_mtime
    except FileNotFoundError:
        return f"Skald is not connected to Discord: {file} is not there"
    except OSError as error:
        return f"{file} cannot be read ({error.strerror})"
    return f"Skald has not been connected to Discord for {age:.0f} seconds" if age > STALE_SECONDS else None


def main(argv: list[str]) -> int:
    """Tell whether the bot that touches the file named on the command line is alive, by the exit status."""
    wrong = trouble(Path(argv[0]), time.time())
    sys.stdout.write(f"{wrong or 'connected'}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
