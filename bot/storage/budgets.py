"""Keep budgets, and what turns in progress hold of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, case, delete, func, insert, or_, select, update

from bot.domain.budget import Budget, Period, Spender, Spending, Standing, period_name
from bot.storage.accounts import DISCORD
from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.spending import Settled, spending, standings
from bot.storage.tables import account_identities, accounts, budget_holds, budgets, campaigns, guilds

HOLD_LASTS: Final = timedelta(minutes=15)
"""A turn is over long before; what is older was left by a crash."""

NOTHING: Final = Decimal(0)

_NAME = case(
    (
        budgets.c.scope == "campaign",
        select(campaigns.c.name).where(campaigns.c.id == budgets.c.subject).scalar_subquery(),
    ),
    (budgets.c.scope == "player", select(accounts.c.name).where(accounts.c.id == budgets.c.subject).scalar_subquery()),
).label("name")
_DISCORD_ID = (
    select(func.min(account_identities.c.identity))
    .where(
        budgets.c.scope == "player",
        account_identities.c.account_id == budgets.c.subject,
        account_identities.c.provider == DISCORD,
    )
    .scalar_subquery()
    .label("discord_id")
)
_BUDGETS = select(budgets, _NAME, _DISCORD_ID).order_by(budgets.c.id)


@dataclass(frozen=True, slots=True)
class Reserved:
    """What became of a wish to spend: the ids of the budgets that hold it now, or those that could not, and nothing
    is held. `near` says that one of them may be worth a warning when the turn is over.
    """

    budget_ids: tuple[int, ...] = ()
    near: bool = False
    over: tuple[Standing, ...] = ()
    unwatchable: tuple[Budget, ...] = ()


class Budgets:
    """The limits of servers, campaigns and players; every change of what is held locks them first, in id order."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._settled = Settled()
        self._greet = database.insert(guilds).on_conflict_do_nothing()
        setting = database.insert(budgets)
        self._set = setting.on_conflict_do_update(
            index_elements=["guild_id", "scope", "subject", "period", "unit"],
            set_={name: setting.excluded[name] for name in ("amount", "warned_for", "set_by", "set_at")},
        ).returning(budgets.c.id)

    async def of_guild(self, guild_id: int) -> list[Budget]:
        """Return the budgets at a server."""
        async with self._database.autocommit() as connection:
            rows = await connection.execute(_BUDGETS.where(budgets.c.guild_id == guild_id))
            return [_budget(row) for row in rows]

    async def set(self, budget: Budget, *, guild_name: str, set_by: int, now: datetime) -> Budget:
        """Set a budget, in place of the one of the same subject, period and unit; its warning may come again."""
        guild = {"id": budget.guild_id, "name": guild_name, "created_at": now}
        row = {
            "guild_id": budget.guild_id,
            "scope": budget.scope,
            "subject": budget.subject,
            "period": budget.period,
            "unit": budget.unit,
            "amount": budget.amount,
            "warned_for": None,
            "set_by": set_by,
            "set_at": now,
        }
        async with self._database.begin() as connection:
            await connection.execute(self._greet, guild)
            return replace(budget, id=(await connection.execute(self._set, row)).scalar_one())

    async def remove(self, guild_id: int, budget_id: int) -> bool:
        """Forget a budget and what is held of it; False when the server has no such budget."""
        mine = and_(budgets.c.guild_id == guild_id, budgets.c.id == budget_id)
        async with self._database.autocommit() as connection:
            return (await connection.execute(delete(budgets).where(mine))).rowcount > 0

    async def standings(self, guild_id: int, now: datetime) -> list[Standing]:
        """Tell how every budget at a server stands."""
        async with self._database.begin() as connection:
            found = [_budget(row) for row in await connection.execute(_BUDGETS.where(budgets.c.guild_id == guild_id))]
            return await standings(connection, found, await _held(connection, found, now), now)

    async def spending(self, guild_id: int, period: Period, now: datetime) -> Spending:
        """Return what a server spent in the period of a moment."""
        async with self._database.begin() as connection:
            return await spending(connection, guild_id, period, now)

    async def reserve(
        self, spender: Spender, estimate: Decimal | None, holder: str, now: datetime, already: Decimal = NOTHING
    ) -> Reserved:
        """Hold what a turn may cost in every budget that watches it, or in none.

        It takes the place of what the same holder held before, which stays where this cannot be held. `already` is what
        the turn has cost up to now without being written down: it counts as held.
        """
        async with self._database.begin() as connection:
            found = [_budget(row) for row in await self._locked(connection, _watching(spender))]
            ids = [budget.id for budget in found]
            held = await _held(connection, found, now, but=holder)
            for budget in found:
                held[budget.id] = held.get(budget.id, NOTHING) + spender.share_of(budget, already)
            unwatchable = tuple(budget for budget in found if estimate is None and budget.unit == "dollars")
            wished = {budget.id: spender.takes(budget, estimate or NOTHING) for budget in found}
            standing = await standings(connection, found, held, now, self._settled)
            over = tuple(each for each in standing if not each.bears(wished[each.budget.id]))
            if over or unwatchable:
                return Reserved(over=over, unwatchable=unwatchable)
            # With it goes what a crash left behind.
            stale = or_(budget_holds.c.holder == holder, budget_holds.c.made_at <= now - HOLD_LASTS)
            await connection.execute(delete(budget_holds).where(budget_holds.c.budget_id.in_(ids), stale))
            for budget in found:
                amount = wished[budget.id] + spender.share_of(budget, already)
                hold = {"budget_id": budget.id, "holder": holder, "amount": amount, "made_at": now}
                await connection.execute(insert(budget_holds), hold)
            near = any(each.comes_near(wished[each.budget.id]) for each in standing)
            return Reserved(budget_ids=tuple(ids), near=near)

    async def let_go(self, budget_ids: tuple[int, ...], holder: str) -> None:
        """Let go of what a turn held, where no budget comes near its end."""
        mine = and_(budget_holds.c.budget_id.in_(budget_ids), budget_holds.c.holder == holder)
        async with self._database.autocommit() as connection:
            await connection.execute(delete(budget_holds).where(mine))

    async def release(self, budget_ids: tuple[int, ...], holder: str, now: datetime) -> list[Standing]:
        """Let go of what a turn held; returns the budgets that are to be warned of, each once in its period."""
        async with self._database.begin() as connection:
            rows = await self._locked(connection, budgets.c.id.in_(budget_ids))
            mine = and_(budget_holds.c.budget_id.in_(budget_ids), budget_holds.c.holder == holder)
            await connection.execute(delete(budget_holds).where(mine))
            quiet = [_budget(row) for row in rows if row.warned_for != period_name(row.period, now)]
            warned: list[Standing] = []
            for standing in await standings(connection, quiet, {}, now, self._settled):
                if standing.worth_a_warning:
                    period = period_name(standing.budget.period, now)
                    this = budgets.c.id == standing.budget.id
                    await connection.execute(update(budgets).where(this).values(warned_for=period))
                    warned.append(standing)
            return warned

    async def _locked(self, connection: AsyncConnection, which: ColumnElement[bool]) -> Sequence[Row[Any]]:
        """Read budgets that nobody else may spend from until the transaction ends.

        On PostgreSQL their rows are locked, always in the same order; on SQLite the transaction is the only one.
        """
        return (await connection.execute(_BUDGETS.where(which).with_for_update(of=budgets))).all()


def _watching(spender: Spender) -> ColumnElement[bool]:
    return and_(
        budgets.c.guild_id == spender.guild_id,
        or_(
            budgets.c.scope == "server",
            and_(budgets.c.scope == "campaign", budgets.c.subject == spender.campaign_id),
            and_(budgets.c.scope == "player", budgets.c.subject.in_(spender.account_ids)),
        ),
    )


async def _held(
    connection: AsyncConnection, found: Sequence[Budget], now: datetime, but: str = ""
) -> dict[int, Decimal]:
    """Return what is held of budgets, by their ids, by anybody but one."""
    statement = (
        select(budget_holds.c.budget_id, func.sum(budget_holds.c.amount).label("amount"))
        .where(
            budget_holds.c.budget_id.in_([budget.id for budget in found]),
            budget_holds.c.made_at > now - HOLD_LASTS,
            budget_holds.c.holder != but,
        )
        .group_by(budget_holds.c.budget_id)
    )
    return {row.budget_id: row.amount for row in await connection.execute(statement)}


def _budget(row: Row[Any]) -> Budget:
    return Budget(
        id=row.id,
        guild_id=row.guild_id,
        scope=row.scope,
        subject=row.subject,
        period=row.period,
        unit=row.unit,
        amount=row.amount,
        name=row.name,
        discord_id=row.discord_id,
    )
