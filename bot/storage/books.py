"""Keep in memory what servers have spent, so that a turn adds up only what is new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Budget, Period, Spent, window
from bot.domain.shares import Bill, Share, Shares, Subject, charge
from bot.storage.engine import Database
from bot.storage.newer import bills, newer_calls, open_calls
from bot.storage.settled import Settled
from bot.storage.sums import sum_up

FAR: Final = 20_000
"""To read so many calls, of every server, takes as long as to add up one server's month in the database."""

Part = tuple[Period, bool]
"""A period, and whether it is told by player; by server and campaign otherwise."""


@dataclass(frozen=True, slots=True)
class _Book:
    """What a server had spent up to the call `through`, but for the calls in `open`, whose turns were not over.

    It lasts no longer than a day of UTC, so no period ends before it does. What it holds can only be too much, never
    too little: no call is ever changed or deleted, and a campaign or account that goes only takes its references away.
    """

    day: date
    through: int
    open: frozenset[int]
    parts: Mapping[Part, Shares] = field(default_factory=dict[Part, Shares])


class Books:
    """The books of this process; each process has its own, and finds what others wrote as it finds what it wrote."""

    def __init__(self, database: Database) -> None:
        self.settled = Settled(database)
        self._books: dict[int, _Book] = {}

    async def spent(
        self, connection: AsyncConnection, guild_id: int, budgets: Collection[Budget], now: datetime
    ) -> dict[int, Spent]:
        """Return what was spent of budgets of a server, by their ids; `settled` has to have looked before."""
        shares = await self.shares(connection, guild_id, {part_of(budget) for budget in budgets}, now)
        return {budget.id: _spent(shares[part_of(budget)], budget) for budget in budgets}

    async def recount(
        self, connection: AsyncConnection, guild_id: int, parts: set[Part], now: datetime
    ) -> Mapping[Part, Shares]:
        """Return what was spent at a server in each part, added up from its first call on."""
        self._books.pop(guild_id, None)
        self.settled.look((await connection.execute(select(*self.settled.columns))).one(), now)
        return await self.shares(connection, guild_id, parts, now)

    async def shares(
        self, connection: AsyncConnection, guild_id: int, parts: set[Part], now: datetime
    ) -> Mapping[Part, Shares]:
        """Return what was spent at a server in each part; `settled` has to have looked before."""
        if not parts:
            return {}
        # As it is before anything is read: what others find settled meanwhile may be missing in what is read here.
        through, newest = self.settled.through, self.settled.newest
        day, book = window("day", now)[0].date(), self._books.get(guild_id)
        if book is None or book.day != day or newest - book.through > FAR:
            # While nothing is known to be settled, a book serves once: what is not committed yet may be missing in it.
            start = newest if through is None else through
            book = _Book(day, start, await open_calls(connection, guild_id, start, *window("month", now)))
        missing = {part: await self._sum(connection, guild_id, book, part, now) for part in parts - book.parts.keys()}
        if missing:
            book = replace(book, parts={**book.parts, **missing})
        rows = await newer_calls(connection, guild_id, book.through, book.open)
        new = await bills(connection, guild_id, rows, by_player=any(by_player for _, by_player in book.parts))
        if through is not None:
            # A new one: another turn may be reading this one.
            self._books[guild_id] = _brought_forward(book, new, through, now)
        return {part: _charged(book.parts[part], new, part, now) for part in parts}

    async def _sum(self, connection: AsyncConnection, guild_id: int, book: _Book, part: Part, now: datetime) -> Shares:
        period, by_player = part
        begins, ends = window(period, now)
        which = {"guild_id": guild_id, "begins": begins, "ends": ends, "through": book.through, "open": [*book.open]}
        return await sum_up(connection, which, by_player=by_player)


def _brought_forward(book: _Book, new: Iterable[Bill], through: int, now: datetime) -> _Book:
    """Add to a book those of the newer bills that will not change, up to the call `through`."""
    through = max(through, book.through)
    done: list[Bill] = []
    waiting: set[int] = set()
    for bill in new:
        ids = [call.id for call in bill.calls]
        if bill.over and max(ids) <= through:
            done.append(bill)
        else:
            waiting.update(call for call in ids if call <= through)
    parts = {part: _charged(shares, done, part, now) for part, shares in book.parts.items()} if done else book.parts
    return _Book(book.day, through, frozenset(waiting), parts)


def part_of(budget: Budget) -> Part:
    """Return the part of a server's spending that a budget limits."""
    return budget.period, budget.scope == "player"


def _charged(shares: Shares, new: Iterable[Bill], part: Part, now: datetime) -> Shares:
    charged: dict[Subject, Share] = dict(shares)
    period, by_player = part
    for bill in new:
        charge(charged, bill, *window(period, now), by_player=by_player)
    return charged


def _spent(shares: Shares, budget: Budget) -> Spent:
    share = shares.get((budget.scope, budget.subject), Share())
    return Spent(Decimal(share.turns)) if budget.unit == "turns" else share.spent
