"""Roll up what was measured by the hour, so that a year answers at once, and let go of rows that grew old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import rollup_marks

LAG: Final = timedelta(minutes=50)
"""What is newer is not rolled up: whatever was being written when a row was seen is written by then."""
PAGE: Final = 5_000
_CALLS, _SEEN, _TURNS = "calls", "calls seen", "turns"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the roll-ups reach: up to this attempt, and up to turns told before this moment."""

    call: int = 0
    told_before: datetime = _EPOCH


async def marks(connection: AsyncConnection) -> Marks:
    """Return how far the roll-ups reach."""
    rows = {row.name: row for row in await connection.execute(select(rollup_marks))}
    return Marks(
        rows[_CALLS].up_to if _CALLS in rows else 0,
        _EPOCH + timedelta(seconds=rows[_TURNS].up_to) if _TURNS in rows else _EPOCH,
    )
