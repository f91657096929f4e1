"""Roll hours up into days, so that a year is read from a few hundred days instead of thousands of hours.

Days are sums of rows of hours, and are only ever added to, as these are; an hour that comes late becomes one more row
of its day. What of the hours is no part of a day yet has a higher id than the mark.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, func, select

from bot.storage.engine import Database
from bot.storage.marks import PAUSE, add, marks
from bot.storage.tables.statistics import ROLL_UPS, RollUp

SETTLED: Final = timedelta(hours=3)
"""A day is rolled up so long after its end: nearly all that belongs to it is in its hours by then."""
PAGE: Final = 4_000


async def roll_days(database: Database, now: datetime, page: int = PAGE) -> None:
    """Add the hours of days that ended."""
    ended = (now - SETTLED).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for rollup in ROLL_UPS:
        more = True
        while more:
            more = await _roll_some(database, rollup, ended, now, page)


async def _roll_some(database: Database, rollup: RollUp, ended: datetime, now: datetime, page: int) -> bool:
    """Roll up a page of one table; False when there is no more."""
    hours, days = rollup.hours, rollup.days
    column = hours.c
    async with database.reading() as connection:
        after = (await marks(connection)).days[days.name]
        later = column.id > after
        running = select(func.min(column.id)).where(later, column.hour >= ended)
        first_running = (await connection.execute(running)).scalar_one()
        newest = (await connection.execute(select(func.max(column.id)))).scalar_one() or 0
        last = newest if first_running is None else first_running - 1
        if last <= after:
            return False
        newer = select(hours).where(later, column.id <= min(after + page, last)).order_by(column.id)
        result = await connection.execute(newer)
        upto, made = await asyncio.to_thread(_days, result, rollup, last)
    if not await add(database, days.name, after, upto, [(days, made)], now):
        return False
    await asyncio.sleep(PAUSE)
    return True


def _days(result: CursorResult[Any], rollup: RollUp, last: int) -> tuple[int, list[dict[str, Any]]]:
    """Return the id of the last row that is in the sums, and the sums by day."""
    rows = _whole_days(result.mappings().all(), last)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    keys, numbers, samples = rollup.keys, rollup.numbers, rollup.samples
    for row in rows:
        day = row["hour"].replace(hour=0)
        key = (day, *(row[name] for name in keys))
        if (sums := found.get(key)) is None:
            sums = found[key] = {"day": day, **{name: row[name] for name in (*keys, *numbers)}}
            sums |= {name: bytearray(row[name]) for name in samples}
            continue
        for name in numbers:
            sums[name] += row[name]
        for name in samples:
            sums[name] += row[name]
    for sums in found.values():
        sums |= {name: bytes(sums[name]) for name in samples}
    return rows[-1]["id"], list(found.values())


def _whole_days(rows: Sequence[Any], last: int) -> Sequence[Any]:
    """Leave the day that a page ends in to the next page, which has the rest of it."""
    if rows[-1]["id"] >= last:
        return rows
    newest = max(row["hour"] for row in rows).date()
    place = next(place for place, row in enumerate(rows) if row["hour"].date() == newest)
    return rows[:place] or rows
