"""Keep what players say is wrong with a telling: one complaint of each person, the last they sent."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, literal_column, select

from bot.domain.complaint import Complained, ToldBy
from bot.storage.engine import Database
from bot.storage.tables import complaints, turns

_TOLD = select(turns.c.id, turns.c.channel_id, turns.c.model).where(
    turns.c.campaign_id == bindparam("campaign_id"),
    turns.c.number == bindparam("number"),
    turns.c.take == bindparam("take"),
    turns.c.status == literal_column("'told'"),
)
# What the columns hold; PostgreSQL refuses to compare them with anything larger.
_LARGEST_ID = 2**63 - 1
_LARGEST = 2**31 - 1


class Complaints:
    """What players say is wrong."""

    def __init__(self, database: Database) -> None:
        self._database = database
        row = database.insert(complaints)
        self._complain = row.on_conflict_do_update(
            index_elements=["turn_id", "account_id"],
            set_={name: row.excluded[name] for name in ("what", "words", "made_at")},
        ).returning(complaints.c.id)

    async def told(self, campaign_id: int, number: int, take: int) -> ToldBy | None:
        """Return one telling; None when there is none, or cannot be."""
        if not (0 < campaign_id <= _LARGEST_ID and 0 < number <= _LARGEST and 0 < take <= _LARGEST):
            return None
        values = {"campaign_id": campaign_id, "number": number, "take": take}
        async with self._database.autocommit() as connection:
            row = (await connection.execute(_TOLD, values)).one_or_none()
        return None if row is None else ToldBy(*row)

    async def complain(self, turn_id: int, account_id: int, what: Complained, words: str) -> int:
        """Keep what somebody says is wrong, in the place of what they said before; return the complaint's id."""
        row = {"turn_id": turn_id, "account_id": account_id, "what": what, "words": words}
        async with self._database.autocommit() as connection:
            return (await connection.execute(self._complain, {**row, "made_at": datetime.now(UTC)})).scalar_one()
