"""Keep budgets, and let turns hold of them what they may cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Budget, Period, Spender, Spending, Standing, period_name
from bot.storage.accounts import DISCORD
from bot.storage.books import Books, part_of
from bot.storage.engine import Database
from bot.storage.holds import AHEAD, Advance, Holds, added_up, lapsed
from bot.storage.spending import spending
from bot.storage.tables import account_identities, accounts, budgets, campaigns, guilds
from bot.storage.wish import Wish, standings

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


_WATCHING = and_(
    budgets.c.guild_id == bindparam("guild_id"),
    or_(
        budgets.c.scope == "server",
        and_(budgets.c.scope == "campaign", budgets.c.subject == bindparam("campaign_id")),
        and_(budgets.c.scope == "player", budgets.c.subject.in_(bindparam("account_ids", expanding=True))),
    ),
)


@dataclass(frozen=True, slots=True)
class Reserved:
    """What became of a wish to spend: the ids of the budgets that hold it now, or those that could not, and nothing
    is held.

    When more was taken in advance, `advance` says how much of each budget, and what was wished is held with it.
    """

    budget_ids: tuple[int, ...] = ()
    over: tuple[Standing, ...] = ()
    unwatchable: tuple[Budget, ...] = ()
    advance: Mapping[int, Decimal] = field(default_factory=dict[int, Decimal])


class Budgets:
    """The limits of servers, campaigns and players; every change of what is held locks them first, in id order."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._books = Books(database)
        self._holds = Holds(database)
        # On PostgreSQL their rows are locked, always in the same order; on SQLite the transaction is the only one.
        locking = _BUDGETS.add_columns(*self._books.settled.columns).with_for_update(of=budgets)
        self._lock_watching = locking.where(_WATCHING)
        self._lock = locking.where(budgets.c.id.in_(bindparam("ids", expanding=True)))
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
        """Tell how every budget at a server stands; what processes took in advance of it is left all the same."""
        async with self._database.begin() as connection:
            found = [_budget(row) for row in await connection.execute(_BUDGETS.where(budgets.c.guild_id == guild_id))]
            holds = await self._holds.of(connection, [budget.id for budget in found])
            held = added_up(hold for hold in holds if not (lapsed(hold, now) or hold.holder.startswith(AHEAD)))
            await self._books.recount(connection, guild_id, {part_of(budget) for budget in found}, now)
            return await self._standings(connection, found, held, now)

    async def spending(self, guild_id: int, period: Period, now: datetime) -> Spending:
        """Return what a server spent in the period of a moment."""
        async with self._database.begin() as connection:
            return await spending(connection, self._books, guild_id, period, now)

    async def reserve(
        self,
        spender: Spender,
        estimate: Decimal | None,
        holder: str,
        now: datetime,
        already: Decimal = NOTHING,
        advance: Advance | None = None,
    ) -> Reserved:
        """Hold what a turn may cost in every budget that watches it, or in none.

        Whatever the same holder held before, and what a crash left behind, is let go first. `already` is what the turn
        has cost up to now without being written down: it counts as held. With `advance`, more is held for the turns to
        come where plenty is left.
        """
        watching = {
            "guild_id": spender.guild_id, "campaign_id": spender.campaign_id, "account_ids": spender.account_ids,
        }  # fmt: skip
        async with self._database.begin() as connection:
            rows = (await connection.execute(self._lock_watching, watching)).all()
            if not rows:
                return Reserved()
            self._books.settled.look(rows[0], now)
            found = [_budget(row) for row in rows]
            holds = await self._holds.of(connection, [budget.id for budget in found])
            spent = await self._books.spent(connection, spender.guild_id, found, now)
            wish = Wish(spender, estimate, holder, already, advance)
            unwatchable = tuple(budget for budget in found if estimate is None and budget.unit == "dollars")
            others = [hold for hold in holds if not lapsed(hold, now) and not wish.owns(hold)]
            standing, over = wish.weigh(found, spent, others, now)
            if over and len(kept := await self._holds.without_told(connection, others)) < len(others):
                # They may have been kept after the calls were read.
                spent = await self._books.spent(connection, spender.guild_id, found, now)
                standing, over = wish.weigh(found, spent, kept, now)
            if over or unwatchable:
                await self._holds.drop(connection, [hold.id for hold in holds if lapsed(hold, now) or wish.frees(hold)])
                return Reserved(over=over, unwatchable=unwatchable)
            warned = {row.id for row in rows if row.warned_for == period_name(row.period, now)}
            taken = wish.ahead(standing, warned)
            name, amounts = wish.holds(found, taken)
            gone = [hold.id for hold in holds if hold.holder != name and (lapsed(hold, now) or wish.frees(hold))]
            await self._holds.drop(connection, gone)
            await self._holds.put(connection, name, amounts, now)
            return Reserved(budget_ids=() if taken else tuple(amounts), advance=taken)

    async def release(self, budget_ids: tuple[int, ...], holder: str, now: datetime) -> list[Standing]:
        """Let go of what a turn held; returns the budgets that are to be warned of, each once in its period."""
        async with self._database.begin() as connection:
            rows = (await connection.execute(self._lock, {"ids": budget_ids})).all()
            await self._holds.let_go(connection, budget_ids, holder)
            quiet = [_budget(row) for row in rows if row.warned_for != period_name(row.period, now)]
            if not quiet:
                return []
            self._books.settled.look(rows[0], now)
            warned: list[Standing] = []
            for standing in await self._standings(connection, quiet, {}, now):
                if standing.worth_a_warning:
                    period = period_name(standing.budget.period, now)
                    this = budgets.c.id == standing.budget.id
                    await connection.execute(update(budgets).where(this).values(warned_for=period))
                    warned.append(standing)
            return warned

    async def _standings(
        self, connection: AsyncConnection, found: Sequence[Budget], held: Mapping[int, Decimal], now: datetime
    ) -> list[Standing]:
        if not found:
            return []
        spent = await self._books.spent(connection, found[0].guild_id, found, now)
        return standings(found, spent, held, now)


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
