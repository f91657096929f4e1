"""Take told turns back, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Update, bindparam, select, update

from bot.storage.engine import Database
from bot.storage.tables import campaigns, ledger, turns
from bot.storage.tellings import stands

_LAST = (
    select(turns.c.id, turns.c.number, turns.c.channel_id, turns.c.reply_ids, turns.c.state_before)
    .where(turns.c.campaign_id == bindparam("campaign_id"), stands())
    .order_by(turns.c.number.desc())
    .limit(bindparam("count"))
)


@dataclass(frozen=True, slots=True)
class Undoable:
    """A told turn: where its messages stand, and the document of the state it began with."""

    id: int
    number: int
    channel_id: int
    reply_ids: tuple[int, ...]
    state_before: str


class Undo:
    """The told turns of a campaign, from the newest back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last(self, campaign_id: int, count: int) -> list[Undoable]:
        """Return the newest turns of the story, the newest first."""
        async with self._database.autocommit() as connection:
            rows = await connection.execute(_LAST, {"campaign_id": campaign_id, "count": count})
            return [
                Undoable(row.id, row.number, row.channel_id, tuple(row.reply_ids), row.state_before or "")
                for row in rows
            ]

    async def take_back(self, campaign_id: int, undone: Sequence[Undoable], state: str) -> None:
        """Mark turns as taken back and put a state in the place of the one they left, all or nothing.

        What people changed by hand since is part of that state, and of the ledger before whatever is told next.
        """
        ids, now = [turn.id for turn in undone], datetime.now(UTC)
        async with self._database.begin() as connection:
            await connection.execute(update(turns).where(turns.c.id.in_(ids)).values(reverted_at=now))
            await connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(state=state))
            await connection.execute(_preceding(campaign_id, min(turn.number for turn in undone)))

    async def precede(self, campaign_id: int, number: int) -> None:
        """Let what people changed by hand after a turn stand before it, which was told again from there."""
        async with self._database.autocommit() as connection:
            await connection.execute(_preceding(campaign_id, number))


def _preceding(campaign_id: int, number: int) -> Update:
    by_hand = (ledger.c.campaign_id == campaign_id) & ledger.c.turn_id.is_(None) & (ledger.c.after_turn >= number)
    return update(ledger).where(by_hand).values(after_turn=number - 1)
