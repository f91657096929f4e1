"""Keep what turns in progress hold of budgets, and what processes took in advance for the turns to come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row, and_, bindparam, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import turn_of
from bot.storage.engine import Database
from bot.storage.tables import budget_holds, turns

HOLD_LASTS: Final = timedelta(minutes=15)
"""A turn is over long before; what is older was left by a crash."""
AHEAD: Final = "ahead:"
"""How the names of those begin that hold for turns to come."""

_HELD: Final = select(budget_holds).where(budget_holds.c.budget_id.in_(bindparam("budget_ids", expanding=True)))
_DROP: Final = delete(budget_holds).where(budget_holds.c.id.in_(bindparam("ids", expanding=True)))
_LET_GO: Final = delete(budget_holds).where(
    budget_holds.c.budget_id.in_(bindparam("budget_ids", expanding=True)), budget_holds.c.holder == bindparam("holder")
)


@dataclass(frozen=True, slots=True)
class Advance:
    """Who takes in advance of which budgets, and what the turns in progress hold, by budget, of what was taken before.

    Nothing else of that may be given to turns any more. Of a budget that is not among these nothing is taken.
    """

    holder: str
    budget_ids: frozenset[int]
    in_flight: Mapping[int, Decimal] = field(default_factory=dict[int, Decimal])


class Holds:
    """The holds of budgets that are locked."""

    def __init__(self, database: Database) -> None:
        inserting = database.insert(budget_holds)
        self._put = inserting.on_conflict_do_update(
            index_elements=["budget_id", "holder"],
            set_={name: inserting.excluded[name] for name in ("amount", "made_at")},
        )

    async def of(self, connection: AsyncConnection, budget_ids: Sequence[int]) -> Sequence[Row[Any]]:
        """Return every hold of some budgets, also those that lapsed."""
        return (await connection.execute(_HELD, {"budget_ids": budget_ids})).all()

    async def put(
        self, connection: AsyncConnection, holder: str, amounts: Mapping[int, Decimal], now: datetime
    ) -> None:
        """Hold amounts, by budget, in place of what this holder held of them."""
        rows = [
            {"budget_id": budget_id, "holder": holder, "amount": amount, "made_at": now}
            for budget_id, amount in amounts.items()
        ]
        await connection.execute(self._put, rows)

    async def drop(self, connection: AsyncConnection, ids: Collection[int]) -> None:
        """Remove holds."""
        if ids:
            await connection.execute(_DROP, {"ids": list(ids)})

    async def let_go(self, connection: AsyncConnection, budget_ids: Sequence[int], holder: str) -> None:
        """Remove what a holder holds of some budgets."""
        await connection.execute(_LET_GO, {"budget_ids": budget_ids, "holder": holder})

    async def without_told(self, connection: AsyncConnection, holds: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
        """Leave out what is held for turns whose calls are kept already: they would count twice."""
        holders = {turn: hold.holder for hold in holds if (turn := turn_of(hold.holder)) is not None}
        if not holders:
            return holds
        numbered = (turns.c.campaign_id, turns.c.number, turns.c.take)
        these = or_(*(and_(*(column == part for column, part in zip(numbered, turn, strict=True))) for turn in holders))
        found = await connection.execute(select(*numbered).where(turns.c.status == "told", these))
        told = {holders[row.campaign_id, row.number, row.take] for row in found}
        return [hold for hold in holds if hold.holder not in told]


def lapsed(hold: Row[Any], now: datetime) -> bool:
    """Tell whether a hold is so old that its turn cannot be in progress."""
    return hold.made_at <= now - HOLD_LASTS


def added_up(holds: Iterable[Row[Any]]) -> dict[int, Decimal]:
    """Return what is held of each budget."""
    held: dict[int, Decimal] = {}
    for hold in holds:
        held[hold.budget_id] = held.get(hold.budget_id, Decimal(0)) + hold.amount
    return held
