"""Read what the rules wrote down."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from bot.domain.turn import LedgerEntry
from bot.storage.engine import Database
from bot.storage.tables import ledger, turns
from bot.storage.tellings import stands

_OF_TURN = (
    select(ledger.c.kind, ledger.c.actor, ledger.c.summary, ledger.c.detail, ledger.c.changes)
    .join(turns, turns.c.id == ledger.c.turn_id)
    .where(turns.c.campaign_id == bindparam("campaign_id"), turns.c.number == bindparam("number"), stands())
    .order_by(ledger.c.id)
)


REVEALED = "revealed"
"""The kind of the entries that say that a turn's secret is open; their detail names the `turn`."""


class Ledger:
    """Every roll and every change of state, in order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def brought(self, campaign_id: int, number: int) -> bool:
        """Tell whether a turn was told elsewhere, with another secret, and brought here in an archive."""
        query = select(turns.c.channel_id).where(turns.c.campaign_id == campaign_id, turns.c.number == number, stands())
        async with self._database.autocommit() as connection:
            return (await connection.execute(query)).scalar_one_or_none() == 0

    async def reveal(self, campaign_id: int, account_id: int, number: int) -> None:
        """Keep that somebody opened the secret of a turn's dice."""
        row = {
            "campaign_id": campaign_id,
            "account_id": account_id,
            "after_turn": number,
            "kind": REVEALED,
            "actor": "",
            "summary": "",
            "detail": {"turn": number},
            "changes": (),
        }
        async with self._database.autocommit() as connection:
            await connection.execute(insert(ledger), row)

    async def revealed(self, campaign_id: int) -> set[int]:
        """Return the turns whose secrets are open."""
        query = select(ledger.c.detail).where(ledger.c.campaign_id == campaign_id, ledger.c.kind == REVEALED)
        async with self._database.autocommit() as connection:
            return {row.detail["turn"] for row in await connection.execute(query)}

    async def of_turn(self, campaign_id: int, number: int) -> list[LedgerEntry]:
        """Return the entries of a turn's telling that stands."""
        async with self._database.autocommit() as connection:
            rows = await connection.execute(_OF_TURN, {"campaign_id": campaign_id, "number": number})
            return [
                LedgerEntry(row.kind, row.actor, row.summary, row.detail, tuple(map(tuple, row.changes)))
                for row in rows
            ]
