"""What has to be done now and then, whether or not anybody plays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import structlog

log = structlog.stdlib.get_logger(__name__)

Chore = Callable[[], Awaitable[int | None]]
"""Something to tidy up; returns how many things went, None where nobody counts."""


class Housekeeping:
    """Tidy up: each chore for itself, so that one that fails keeps none of the others from being done.

    Several processes may do the same chore at once; each of them is made for that.
    """

    def __init__(self, chores: Mapping[str, Chore]) -> None:
        self._chores = dict(chores)

    async def tidy(self) -> None:
        """Do every chore once."""
        for name, chore in self._chores.items():
            try:
                gone = await chore()
            except Exception:
                log.exception("a chore failed; the next hour tries again", chore=name)
            else:
                if gone:
                    log.info("tidied up", chore=name, gone=gone)
