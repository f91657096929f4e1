"""Keep what was measured small: by the hour, and without rows that grew old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

EVERY: Final = timedelta(minutes=10)


class Measuring:
    """Roll up what was measured; attempts older than `raw_days` are kept only in their sums."""

    def __init__(self, stores: Stores, raw_days: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._stores = stores
        self._kept = timedelta(days=raw_days)
        self._now = now

    async def roll_up(self) -> None:
        """Add up what is new, and let go of what is old."""
        now = self._now()
        await self._stores.rollups.roll_up(now)
        if gone := await self._stores.rollups.forget_calls(now - self._kept):
            log.info("attempts at models grew old and are kept by the hour only", gone=gone)
