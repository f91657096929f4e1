"""Tell what a server spent in a period, by model and by player."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import ModelSpending, Period, PlayerSpending, Spending, Spent, window
from bot.domain.shares import Share
from bot.storage.accounts import DISCORD
from bot.storage.books import Books
from bot.storage.sums import within
from bot.storage.tables import account_identities, accounts, llm_calls

_BY_MODEL: Final = (
    select(
        llm_calls.c.provider,
        llm_calls.c.model,
        func.sum(llm_calls.c.cost_usd).label("cost"),
        func.count(case((llm_calls.c.cost_usd.is_(None), 1))).label("unknown"),
        func.count().label("calls"),
    )
    .where(within())
    .group_by(llm_calls.c.provider, llm_calls.c.model)
)


async def spending(connection: AsyncConnection, books: Books, guild_id: int, period: Period, now: datetime) -> Spending:
    """Return what a server spent in the period of a moment, by model and by player."""
    begins, ends = window(period, now)
    rows = await connection.execute(_BY_MODEL, {"guild_id": guild_id, "begins": begins, "ends": ends})
    models = [
        ModelSpending(f"{row.provider}/{row.model}", Spent(row.cost or Decimal(0), row.unknown), row.calls)
        for row in rows
    ]
    shares = await books.recount(connection, guild_id, {(period, False), (period, True)}, now)
    server = shares[period, False].get(("server", guild_id), Share())
    by_player = {account_id: share for (_, account_id), share in shares[period, True].items()}
    players = [
        PlayerSpending(account_id, discord_id, name, by_player[account_id].spent, by_player[account_id].turns)
        for account_id, discord_id, name in await _named(connection, by_player)
    ]
    return Spending(
        spent=sum((each.spent for each in models), Spent()),
        turns=server.turns,
        models=tuple(sorted(models, key=lambda each: (-each.spent.amount, -each.calls, each.model))),
        players=tuple(sorted(players, key=lambda each: (-each.spent.amount, -each.turns, each.account_id))),
        ends=ends,
    )


async def _named(connection: AsyncConnection, account_ids: Iterable[int]) -> list[tuple[int, int | None, str]]:
    statement = (
        select(accounts.c.id, func.min(account_identities.c.identity), accounts.c.name)
        .outerjoin(
            account_identities,
            (account_identities.c.account_id == accounts.c.id) & (account_identities.c.provider == DISCORD),
        )
        .where(accounts.c.id.in_(list(account_ids)))
        .group_by(accounts.c.id, accounts.c.name)
    )
    return [(row[0], row[1], row[2]) for row in await connection.execute(statement)]
