"""Roll up what was measured by the hour and the day, so that a year answers at once, and let go of rows that grew old.

Roll-ups are only ever added to: whatever comes late for an hour becomes further rows of it. A mark says how far they
reach, and moves in the transaction that adds them, so that of two processes one does it, and nothing counts twice.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, and_, delete, func, select

from bot.storage.days import roll_days
from bot.storage.engine import Database
from bot.storage.marks import CALLS, EPOCH, PAUSE, TURNS, Rows, add, begin_marks, marks, see
from bot.storage.measured import Bucket, calls, fold_calls, fold_turns, told
from bot.storage.tables import call_hours, campaigns, count_hours, llm_calls, turn_hours, turns
from bot.storage.tables.statistics import CALL_COUNTS, TURN_COUNTS

LAG: Final = timedelta(minutes=50)
"""Attempts are rolled up so long after they were seen: whatever was being written then, with a lower id, is there."""
TELLING_LAG: Final = timedelta(minutes=10)
"""Turns are rolled up so long after their hour: each is written in the moment that it is told."""
PAGE: Final = 500
STRETCH: Final = timedelta(hours=6)


class RollUps:
    """What was measured, by the hour."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def roll_up(self, now: datetime) -> None:
        """Add what is old enough not to change any more."""
        await begin_marks(self._database, now)
        async with self._database.autocommit() as connection:
            reach = await marks(connection)
            newest = (await connection.execute(select(func.max(llm_calls.c.id)))).scalar_one() or 0
        if reach.seen is None or reach.seen_at <= now - LAG:
            await self._calls(reach.call, reach.seen or 0, now)
            await see(self._database, newest, now)
        end = (now - TELLING_LAG).replace(minute=0, second=0, microsecond=0)
        await self._turns(reach.told_before, end, now)
        await roll_days(self._database, now)

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
            if not await add(self._database, CALLS, after, upto, rows, now):
                return
            after = upto
            await asyncio.sleep(PAUSE)

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
                rows = await asyncio.to_thread(turn_rows, result)
            if not await add(self._database, TURNS, _seconds(reached), _seconds(upto), rows, now):
                return
            reached = upto
            await asyncio.sleep(PAUSE)


def _call_rows(result: CursorResult[Any]) -> Rows:
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


def turn_rows(result: CursorResult[Any]) -> Rows:
    """Return turns as `told` selects them, rolled up by the hour."""
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


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _seconds(moment: datetime) -> int:
    return int((moment - EPOCH).total_seconds())
