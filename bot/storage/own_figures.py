"""Read what one campaign or one player did and cost, from the rows themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, select, true

from bot.domain.statistics import Filters, Scope, Window
from bot.storage.engine import Database, all_rows
from bot.storage.measured import COUNTED, ELSEWHERE, PLAYED, told
from bot.storage.tables import accounts, actions, campaigns, characters, ledger, llm_calls, members, turns

_COST: Final = func.sum(llm_calls.c.cost_usd).label("cost")
_UNPRICED: Final = func.count(case((llm_calls.c.cost_usd.is_(None), 1))).label("unpriced")


class OwnFigures:
    """What was measured of one campaign or one player."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def campaigns_of(self, guild_id: int, account_id: int) -> tuple[int, ...]:
        """Return the campaigns of a server that somebody is in, be it to watch."""
        statement = (
            select(campaigns.c.id)
            .join(members, members.c.campaign_id == campaigns.c.id)
            .where(
                campaigns.c.guild_id == guild_id,
                members.c.account_id == account_id,
                members.c.role.in_(("owner", "gm", "player", "spectator")),
            )
            .order_by(campaigns.c.id)
        )
        async with self._database.autocommit() as connection:
            return tuple((await connection.execute(statement)).scalars())

    async def turns(self, campaign_id: int, window: Window) -> Sequence[Any]:
        """Return the turns a campaign told in a window, in their order, with what all attempts of each cost."""
        mine = and_(turns.c.campaign_id == campaign_id, _told(window))
        costs = (
            select(llm_calls.c.turn_id, func.count().label("of"), _COST, _UNPRICED)
            .where(COUNTED, llm_calls.c.turn_id.in_(select(turns.c.id).where(mine)))
            .group_by(llm_calls.c.turn_id)
        )
        async with self._database.reading() as connection:
            paid = await all_rows(connection, costs)
            rows = await all_rows(connection, told(mine).order_by(turns.c.number, turns.c.take))
        return await asyncio.to_thread(_paired, rows, paid)

    async def spent(self, campaign_id: int, window: Window) -> Any:
        """Return what the attempts of a campaign cost in a window."""
        began = and_(llm_calls.c.started_at >= window.start, llm_calls.c.started_at < window.end)
        async with self._database.reading() as connection:
            statement = select(_COST, _UNPRICED).where(llm_calls.c.campaign_id == campaign_id, began, COUNTED)
            return (await connection.execute(statement)).one()

    async def players(self, campaign_id: int, window: Window) -> int:
        """Count the accounts whose actions were told in a window."""
        statement = (
            select(func.count(actions.c.account_id.distinct()))
            .join(turns, turns.c.id == actions.c.turn_id)
            .where(turns.c.campaign_id == campaign_id, PLAYED, _told(window))
        )
        async with self._database.reading() as connection:
            return (await connection.execute(statement)).scalar_one()

    async def acted(self, account_id: int, scope: Scope, window: Window) -> int:
        """Count what a player sent in a window."""
        here = actions.c.channel_id != ELSEWHERE
        sent = and_(here, actions.c.received_at >= window.start, actions.c.received_at < window.end)
        statement = (
            select(func.count())
            .select_from(actions.join(campaigns, campaigns.c.id == actions.c.campaign_id))
            .where(actions.c.account_id == account_id, sent, _within(scope))
        )
        async with self._database.reading() as connection:
            return (await connection.execute(statement)).scalar_one()

    async def shares(self, scope: Scope, filters: Filters, account_id: int | None = None) -> Sequence[Any]:
        """Return the turns told in a window by account, model and number of sharers, with their whole cost.

        Dividing it is for decimals.
        """
        # Whoever shares a turn with somebody counts, too: it is turns that are looked for by account.
        theirs = select(actions.c.turn_id).where(actions.c.account_id == account_id)
        played = true() if account_id is None else turns.c.id.in_(theirs)
        sharing = (
            select(actions.c.turn_id, actions.c.account_id)
            .join(turns, turns.c.id == actions.c.turn_id)
            .join(campaigns, campaigns.c.id == turns.c.campaign_id)
            .where(PLAYED, _told(filters.window), _within(scope), _asked(filters), played)
            .distinct()
            .cte("sharing")
        )
        heads = select(sharing.c.turn_id, func.count().label("heads")).group_by(sharing.c.turn_id).subquery()
        costs = (
            select(llm_calls.c.turn_id, _COST, _UNPRICED)
            .where(COUNTED, llm_calls.c.turn_id.in_(select(sharing.c.turn_id)))
            .group_by(llm_calls.c.turn_id)
            .subquery()
        )
        statement = (
            select(
                sharing.c.account_id,
                accounts.c.name,
                turns.c.model,
                heads.c.heads,
                func.count().label("turns"),
                func.sum(costs.c.cost).label("cost"),
                func.coalesce(func.sum(costs.c.unpriced), 0).label("unpriced"),
            )
            .select_from(
                sharing.join(heads, heads.c.turn_id == sharing.c.turn_id)
                .join(turns, turns.c.id == sharing.c.turn_id)
                .join(accounts, accounts.c.id == sharing.c.account_id)
                .outerjoin(costs, costs.c.turn_id == sharing.c.turn_id)
            )
            .where(true() if account_id is None else sharing.c.account_id == account_id)
            .group_by(sharing.c.account_id, accounts.c.name, turns.c.model, heads.c.heads)
        )
        async with self._database.reading() as connection:
            return await all_rows(connection, statement)

    async def threw(self, account_id: int, scope: Scope, window: Window) -> Sequence[Any]:
        """Return what the ledger keeps of rolls that a player's characters made in turns told in a window."""
        statement = (
            select(ledger.c.detail)
            .join(turns, turns.c.id == ledger.c.turn_id)
            .join(campaigns, campaigns.c.id == turns.c.campaign_id)
            .join(
                characters,
                and_(
                    characters.c.account_id == account_id,
                    characters.c.campaign_id == turns.c.campaign_id,
                    characters.c.name == ledger.c.actor,
                ),
            )
            .where(PLAYED, _told(window), _within(scope))
        )
        async with self._database.reading() as connection:
            return await all_rows(connection, statement)


def _paired(rows: Sequence[Any], paid: Sequence[Any]) -> Sequence[tuple[Any, Any]]:
    costs = {cost.turn_id: cost for cost in paid}
    return [(row, costs.get(row.id)) for row in rows]


def _told(window: Window) -> ColumnElement[bool]:
    return and_(turns.c.told_at >= window.start, turns.c.told_at < window.end)


def _within(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a joined campaign belongs to a scope."""
    place = true() if scope.guild_id is None else campaigns.c.guild_id == scope.guild_id
    return place if scope.campaigns is None else and_(place, campaigns.c.id.in_(scope.campaigns))


def _asked(filters: Filters) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = []
    if filters.model is not None:
        wanted.append(turns.c.model == filters.model)
    if filters.language is not None:
        wanted.append(campaigns.c.language == filters.language)
    return and_(true(), *wanted)
