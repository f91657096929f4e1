"""Keep how far the roll-ups reach: a mark moves in the transaction that adds what it says is added."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table, insert, select, update

from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.tables import rollup_marks
from bot.storage.tables.statistics import ROLL_UPS

CALLS, SEEN, TURNS = "calls", "calls seen", "turns"
_DAYS: Final = tuple(rollup.days.name for rollup in ROLL_UPS)
CHUNK: Final = 100
"""So many rows are written at once, which holds the event loop up for a few milliseconds."""
PAUSE: Final = 0.02
"""Seconds between two pieces of a long roll-up, for those who play."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
Rows = Sequence[tuple[Table, Sequence[dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the roll-ups reach: up to this attempt, and up to turns told before this moment.

    `days` says by table of days up to which row of its table of hours.
    """

    call: int = 0
    told_before: datetime = EPOCH
    seen: int | None = None
    seen_at: datetime = EPOCH
    days: Mapping[str, int] = field(default_factory=dict[str, int])


async def marks(connection: AsyncConnection) -> Marks:
    """Return how far the roll-ups reach."""
    rows = {row.name: row for row in await connection.execute(select(rollup_marks))}
    seen = rows.get(SEEN)
    return Marks(
        call=rows[CALLS].up_to if CALLS in rows else 0,
        told_before=EPOCH + timedelta(seconds=rows[TURNS].up_to) if TURNS in rows else EPOCH,
        seen=None if seen is None else seen.up_to,
        seen_at=EPOCH if seen is None else seen.at,
        days={name: rows[name].up_to for name in _DAYS if name in rows},
    )


async def begin_marks(database: Database, now: datetime) -> None:
    """Put every mark that is moved at its beginning, unless it is there."""
    begin = database.insert(rollup_marks).on_conflict_do_nothing(index_elements=["name"])
    async with database.begin() as connection:
        for name in (CALLS, TURNS, *_DAYS):
            await connection.execute(begin, {"name": name, "up_to": 0, "at": now})


async def see(database: Database, newest: int, now: datetime) -> None:
    """Keep which attempt was the newest at a moment."""
    mark = database.insert(rollup_marks)
    seen = mark.on_conflict_do_update(
        index_elements=["name"], set_={"up_to": mark.excluded.up_to, "at": mark.excluded.at}
    )
    async with database.autocommit() as connection:
        await connection.execute(seen, {"name": SEEN, "up_to": newest, "at": now})


async def add(database: Database, name: str, before: int, upto: int, rows: Rows, now: datetime) -> bool:
    """Add roll-ups and move their mark; False when somebody else moved it meanwhile."""
    mark = rollup_marks.c
    move = update(rollup_marks).where(mark.name == name, mark.up_to == before).values(up_to=upto, at=now)
    async with database.begin() as connection:
        if not (await connection.execute(move)).rowcount:
            return False
        for table, made in rows:
            for chunk in _chunks(made):
                await connection.execute(insert(table), chunk)
                await asyncio.sleep(0)
    return True


def _chunks(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
