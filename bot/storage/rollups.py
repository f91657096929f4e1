"""Roll up what was measured by the hour, so that a year answers at once, and let go of rows that grew old.

Roll-ups are only ever added to: whatever comes late for an hour becomes further rows of it. A mark says how far they
reach, and moves in the transaction that adds them, so that of two processes one does it, and nothing counts twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, Table, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.measured import Bucket, calls, fold_calls, fold_turns, told
from bot.storage.tables import call_hours, campaigns, count_hours, llm_calls, rollup_marks, turn_hours, turns
from bot.storage.tables.statistics import CALL_COUNTS, TURN_COUNTS

LAG: Final = timedelta(minutes=50)
"""Attempts are rolled up so long after they were seen: whatever was being written then, with a lower id, is there."""
TELLING_LAG: Final = timedelta(minutes=10)
"""Turns are rolled up so long after their hour: each is written in the moment that it is told."""
PAGE: Final = 1_000
CHUNK: Final = 200
"""So many rows are written at once, which holds the event loop up for a few milliseconds."""
STRETCH: Final = timedelta(hours=12)

_CALLS, _SEEN, _TURNS = "calls", "calls seen", "turns"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_Rows = list[tuple[Table, list[dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the roll-ups reach: up to this attempt, and up to turns told before this moment."""

    call: int = 0
    told_before: datetime = _EPOCH
    seen: int | None = None
    seen_at: datetime = _EPOCH


async def marks(connection: AsyncConnection) -> Marks:
    """Return how far the roll-ups reach."""
    rows = {row.name: row for row in await connection.execute(select(rollup_marks))}
    seen = rows.get(_SEEN)
    return Marks(
        call=rows[_CALLS].up_to if _CALLS in rows else 0,
        told_before=_EPOCH + timedelta(seconds=rows[_TURNS].up_to) if _TURNS in rows else _EPOCH,
        seen=None if seen is None else seen.up_to,
        seen_at=_EPOCH if seen is None else seen.at,
    )


class RollUps:
    """What was measured, by the hour."""

    def __init__(self, database: Database) -> None:
        self._database = database
        mark = database.insert(rollup_marks)
        self._begin_mark = mark.on_conflict_do_nothing(index_elements=["name"])
        self._see = mark.on_conflict_do_update(
            index_elements=["name"], set_={"up_to": mark.excluded.up_to, "at": mark.excluded.at}
        )

    async def roll_up(self, now: datetime) -> None:
        """Add what is old enough not to change any more."""
        async with self._database.begin() as connection:
            for name in (_CALLS, _TURNS):
                await connection.execute(self._begin_mark, {"name": name, "up_to": 0, "at": now})
        async with self._database.autocommit() as connection:
            reach = await marks(connection)
            newest = (await connection.execute(select(func.max(llm_calls.c.id)))).scalar_one() or 0
        if reach.seen is None or reach.seen_at <= now - LAG:
            await self._calls(reach.call, reach.seen or 0, now)
            async with self._database.autocommit() as connection:
                await connection.execute(self._see, {"name": _SEEN, "up_to": newest, "at": now})
        end = (now - TELLING_LAG).replace(minute=0, second=0, microsecond=0)
        await self._turns(reach.told_before, end, now)

    async def forget_calls(self, before: datetime) -> int:
        """Delete attempts from before a moment that are rolled up; return how many."""
        forgotten = 0
        while True:
            async with self._database.begin() as connection:
                reach = await marks(connection)
                old = (
                    select(llm_calls.c.id)
                    .where(llm_calls.c.started_at < before, llm_calls.c.id <= reach.call)
                    .limit(PAGE)
                )
                gone = (await connection.execute(delete(llm_calls).where(llm_calls.c.id.in_(old)))).rowcount
            forgotten += gone
            if gone < PAGE:
                return forgotten

    async def _calls(self, after: int, last: int, now: datetime) -> None:
        while after < last:
            upto = min(after + PAGE, last)
            async with self._database.reading() as connection:
                result = await connection.execute(calls(and_(llm_calls.c.id > after, llm_calls.c.id <= upto)))
                rows = await asyncio.to_thread(_call_rows, result)
            if not await self._add(_CALLS, after, upto, rows, now):
                return
            after = upto

    async def _turns(self, start: datetime, end: datetime, now: datetime) -> None:
        everywhere = turns.c.campaign_id.in_(select(campaigns.c.id))
        reached = start
        while reached < end:
            async with self._database.reading() as connection:
                later = select(func.min(turns.c.told_at)).where(turns.c.told_at >= reached, turns.c.status == "told")
                first = (await connection.execute(later)).scalar_one()
                begin = end if first is None else min(_hour(first), end)
                upto = min(begin + STRETCH, end)
                when = and_(everywhere, turns.c.told_at >= begin, turns.c.told_at < upto)
                result = await connection.execute(told(when))
                rows = await asyncio.to_thread(_turn_rows, result)
            if not await self._add(_TURNS, _seconds(reached), _seconds(upto), rows, now):
                return
            reached = upto

    async def _add(self, name: str, before: int, upto: int, rows: _Rows, now: datetime) -> bool:
        """Add roll-ups and move the mark; False when somebody else moved it meanwhile."""
        mark = rollup_marks.c
        move = update(rollup_marks).where(mark.name == name, mark.up_to == before).values(up_to=upto, at=now)
        async with self._database.begin() as connection:
            if not (await connection.execute(move)).rowcount:
                return False
            for table, made in rows:
                for chunk in _chunks(made):
                    await connection.execute(insert(table), chunk)
                    await asyncio.sleep(0)
        return True


def _call_rows(result: CursorResult[Any]) -> _Rows:
    sums = fold_calls(result.all(), _whole)
    hours = [
        {
            **bucket._asdict(),
            **{name: each.counts[name] for name in CALL_COUNTS},
            "cost_usd": each.cost,
            "speeds": each.speeds.tobytes(),
        }
        for bucket, each in sums.items()
    ]
    failures = [
        {**bucket._asdict(), "what": f"failure:{kind}", "count": count}
        for bucket, each in sums.items()
        for kind, count in each.failures.items()
    ]
    return [(call_hours, hours), (count_hours, failures)]


def _turn_rows(result: CursorResult[Any]) -> _Rows:
    sums = fold_turns(result.all(), _whole)
    hours = [
        {
            **bucket._asdict(),
            **{name: each.counts[name] for name in TURN_COUNTS},
            "cost_usd": each.cost,
            "first_words": each.first_words.tobytes(),
            "last_words": each.last_words.tobytes(),
            "checks": each.checks.tobytes(),
        }
        for bucket, each in sums.items()
    ]
    return [(turn_hours, hours)]


def _whole(bucket: Bucket) -> Bucket:
    return bucket


def _chunks(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _seconds(moment: datetime) -> int:
    return int((moment - _EPOCH).total_seconds())
