"""Add up the calls of a whole period in the database, by campaign or by player."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, bindparam, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Spent
from bot.domain.shares import Share, Shares, Subject
from bot.storage.tables import actions, llm_calls, turns

_COST = func.sum(llm_calls.c.cost_usd).label("cost")
_UNKNOWN = func.count(case((llm_calls.c.cost_usd.is_(None), 1))).label("unknown")

TOLD = turns.c.status == "told"
OVER = or_(TOLD, and_(turns.c.status == "failed", turns.c.take > 1))
"""A turn that gets no more calls: a first telling that failed is tried again, one that was to replace it is not."""


def within() -> ColumnElement[bool]:
    """Choose the calls of a server in a period: `guild_id`, `begins` and `ends` (exclusive)."""
    started_at = llm_calls.c.started_at
    return and_(
        llm_calls.c.guild_id == bindparam("guild_id"),
        started_at >= bindparam("begins", type_=started_at.type),
        started_at < bindparam("ends", type_=started_at.type),
    )


_SETTLED = and_(
    within(),
    llm_calls.c.id <= bindparam("through"),
    llm_calls.c.id.not_in(bindparam("open", expanding=True)),
)


def _by_turn() -> CTE:
    calls = select(llm_calls.c.campaign_id, llm_calls.c.turn_id, _COST, _UNKNOWN).where(_SETTLED)
    return calls.group_by(llm_calls.c.campaign_id, llm_calls.c.turn_id).cte("by_turn")


def _places() -> Any:
    by_turn = _by_turn()
    return (
        select(
            by_turn.c.campaign_id,
            func.sum(by_turn.c.cost).label("cost"),
            func.sum(by_turn.c.unknown).label("unknown"),
            func.count(case((TOLD, 1))).label("turns"),
        )
        .select_from(by_turn.outerjoin(turns, turns.c.id == by_turn.c.turn_id))
        .group_by(by_turn.c.campaign_id)
    )


def _players() -> Any:
    """Select, for each account and number of sharers, the whole cost of the turns; dividing it is for decimals."""
    by_turn = _by_turn()
    took_part = (
        select(actions.c.turn_id, actions.c.account_id)
        .where(actions.c.turn_id.in_(select(by_turn.c.turn_id)))
        .distinct()
        .cte("took_part")
    )
    sharers = (
        select(took_part.c.turn_id, func.count().label("sharers")).group_by(took_part.c.turn_id).subquery("sharers")
    )
    return (
        select(
            took_part.c.account_id,
            sharers.c.sharers,
            func.sum(by_turn.c.cost).label("cost"),
            func.sum(by_turn.c.unknown).label("unknown"),
            func.count(case((TOLD, 1))).label("turns"),
        )
        .join(sharers, sharers.c.turn_id == took_part.c.turn_id)
        .join(by_turn, by_turn.c.turn_id == took_part.c.turn_id)
        .join(turns, turns.c.id == took_part.c.turn_id)
        .group_by(took_part.c.account_id, sharers.c.sharers)
    )


_PLACES = _places()
_PLAYERS = _players()
_ALONE = (
    select(llm_calls.c.account_id, _COST, _UNKNOWN)
    .where(_SETTLED, llm_calls.c.turn_id.is_(None), llm_calls.c.account_id.is_not(None))
    .group_by(llm_calls.c.account_id)
)


async def sum_up(connection: AsyncConnection, which: Mapping[str, Any], *, by_player: bool) -> Shares:
    """Add up a server's calls in a period, up to the call `through` and without those in `open`."""
    return await (_by_player if by_player else _by_place)(connection, which)


async def _by_place(connection: AsyncConnection, which: Mapping[str, Any]) -> Shares:
    shares: dict[Subject, Share] = {}
    whole = Share()
    for row in await connection.execute(_PLACES, which):
        share = Share(_spent(row), row.turns)
        whole += share
        if row.campaign_id is not None:
            shares["campaign", row.campaign_id] = share
    shares["server", which["guild_id"]] = whole
    return shares


async def _by_player(connection: AsyncConnection, which: Mapping[str, Any]) -> Shares:
    shares: dict[Subject, Share] = {}
    for row in await connection.execute(_PLAYERS, which):
        spent = _spent(row)
        share = Share(Spent(spent.amount / row.sharers, spent.unknown), row.turns)
        shares["player", row.account_id] = shares.get(("player", row.account_id), Share()) + share
    for row in await connection.execute(_ALONE, which):
        shares["player", row.account_id] = shares.get(("player", row.account_id), Share()) + Share(_spent(row))
    return shares


def _spent(row: Any) -> Spent:
    return Spent(row.cost if row.cost is not None else Decimal(0), int(row.unknown))
