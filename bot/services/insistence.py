"""Go on asking a database that is away until it is there again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.errors import OperatorError
from bot.storage.errors import DatabaseClosed

log = structlog.stdlib.get_logger(__name__)

Answer = TypeVar("Answer")
# Seconds between two tries.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


async def insist(ask: Callable[[], Awaitable[Answer]], sleep: Callable[[float], Awaitable[None]], what: str) -> Answer:
    """Return the answer, however long it takes; raises `DatabaseClosed` when Skald stops. `what` is for the log."""
    pause = SHORTEST_PAUSE
    while True:
        try:
            return await ask()
        except DatabaseClosed:
            raise  # the next start does it
        except OperatorError as error:
            log.error("the database is away", waiting=what, again_in=pause, reason=str(error))
            await sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
