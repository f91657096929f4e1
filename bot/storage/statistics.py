"""Answer what was measured of models: from the roll-ups as far as they reach, and from the rows themselves after.

Each answer is read as of one moment, so that nothing is counted twice or not at all while a roll-up is made.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Executable, and_, func, select

from bot.domain.statistics import Filters, Scope
from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database, all_rows
from bot.storage.grouped import grouped, read_grouped
from bot.storage.marks import Marks, marks
from bot.storage.measured import CallSums, TurnSums, calls, fold_calls, fold_turns, told
from bot.storage.rolled import Key, Split, keyed, read_calls, read_counts, read_turns, rolled
from bot.storage.tables import campaigns, complaints, llm_calls, turns
from bot.storage.tables.statistics import ROLLED_CALLS, ROLLED_COUNTS, ROLLED_TURNS, RollUp

STRETCH: Final = timedelta(days=31)
"""Rows are read so long a stretch at a time, and not a year of them at once."""
PAGE: Final = 20_000


class _Sums(Protocol):
    def merge(self, other: Any, /) -> None: ...


_S = TypeVar("_S", bound=_Sums)


class Statistics:
    """What was measured, added up by model, by day or by the hour.

    Only sums by model have every speed, last word, check and kind of failure: nobody is shown those by day.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def calls(self, scope: Scope, filters: Filters, split: Split = "model") -> dict[Key, CallSums]:
        """Return the attempts that began in a window, added up."""
        by = keyed(scope, filters, split)
        async with self._database.reading() as connection:
            found: dict[Key, CallSums] = {}
            if not scope.rolled:
                place = llm_calls.c.campaign_id.in_(scope.campaigns or ())
                for start, end in _stretches(filters):
                    began = and_(llm_calls.c.started_at >= start, llm_calls.c.started_at < end)
                    where = and_(place, began)
                    if split == "hour":
                        rows = await all_rows(connection, calls(where))
                        _merge(found, await asyncio.to_thread(fold_calls, rows, by))
                        continue
                    sums = grouped(where, filters, split, on_sqlite=self._database.on_sqlite)
                    _merge(found, await asyncio.to_thread(read_grouped, await all_rows(connection, sums), split))
                return found
            reach = await marks(connection)
            for statement in self._rolled(ROLLED_CALLS, scope, filters, split, reach):
                _merge(found, await asyncio.to_thread(read_calls, await all_rows(connection, statement), split))
            failed = await self._failures(connection, scope, filters, reach) if split == "model" else {}
            for key, failures in failed.items():
                found.setdefault(key, CallSums()).failures.update(
                    {what.removeprefix("failure:"): count for what, count in failures.items()}
                )
            async for rows in _newer(connection, reach):
                _merge(found, await asyncio.to_thread(fold_calls, rows, by))
        return found

    async def turns(self, scope: Scope, filters: Filters, split: Split = "model") -> dict[Key, TurnSums]:
        """Return the turns that were told in a window, added up."""
        by, window = keyed(scope, filters, split), filters.window
        async with self._database.reading() as connection:
            found: dict[Key, TurnSums] = {}
            start = window.start
            place = turns.c.campaign_id.in_(scope.campaigns or ())
            if scope.rolled:
                reach = await marks(connection)
                for statement in self._rolled(ROLLED_TURNS, scope, filters, split, reach):
                    _merge(found, await asyncio.to_thread(read_turns, await all_rows(connection, statement), split))
                start = max(start, reach.told_before)
                place = turns.c.campaign_id.in_(_campaigns(scope))
            for first, last in _stretches(filters, start):
                when = and_(turns.c.told_at >= first, turns.c.told_at < last)
                rows = await all_rows(connection, told(and_(place, when)))
                _merge(found, await asyncio.to_thread(fold_turns, rows, by))
        return found

    async def complaints(self, scope: Scope, filters: Filters) -> dict[str, Counter[str]]:
        """Return by model how often players said what was wrong with the turns that it told in a window."""
        by, window = keyed(scope, filters, "model"), filters.window
        place = turns.c.campaign_id.in_(_campaigns(scope) if scope.rolled else scope.campaigns or ())
        when = and_(turns.c.told_at >= window.start, turns.c.told_at < window.end)
        wrong = select(complaints.c.turn_id, complaints.c.what).join(turns, turns.c.id == complaints.c.turn_id)
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        async with self._database.reading() as connection:
            said: defaultdict[int, Counter[str]] = defaultdict(Counter)
            for row in await all_rows(connection, wrong.where(place, when)):
                said[row.turn_id][row.what] += 1
            of_them = turns.c.id.in_(select(complaints.c.turn_id))
            for row in await all_rows(connection, told(and_(of_them, place, when))) if said else ():
                for key in fold_turns([row], by):
                    if key.model == row.model:
                        found[key.model].update(said[row.id])
        return found

    async def _failures(
        self, connection: AsyncConnection, scope: Scope, filters: Filters, reach: Marks
    ) -> dict[Key, Counter[str]]:
        found: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        for statement in self._rolled(ROLLED_COUNTS, scope, filters, "model", reach):
            for key, counts in read_counts(await all_rows(connection, statement), "model").items():
                found[key].update(counts)
        return found

    def _rolled(
        self, rollup: RollUp, scope: Scope, filters: Filters, split: Split, reach: Marks
    ) -> Iterator[Executable]:
        return rolled(rollup, scope, filters, split, reach, on_sqlite=self._database.on_sqlite)


def _campaigns(scope: Scope) -> Any:
    of = select(campaigns.c.id)
    return of if scope.guild_id is None else of.where(campaigns.c.guild_id == scope.guild_id)


def _stretches(filters: Filters, start: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
    begin, end = start or filters.window.start, filters.window.end
    while begin < end:
        yield begin, min(begin + STRETCH, end)
        begin += STRETCH


async def _newer(connection: AsyncConnection, reach: Marks) -> AsyncGenerator[Sequence[Any]]:
    """Yield the attempts that are not rolled up yet, a page at a time."""
    last = reach.call
    newest = (await connection.execute(select(func.max(llm_calls.c.id)))).scalar_one() or 0
    while last < newest:
        yield await all_rows(connection, calls(and_(llm_calls.c.id > last, llm_calls.c.id <= last + PAGE)))
        last += PAGE


def _merge(found: dict[Key, _S], more: dict[Key, _S]) -> None:
    for key, sums in more.items():
        if key in found:
            found[key].merge(sums)
        else:
            found[key] = sums
