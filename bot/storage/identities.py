"""Keep which Discord users are one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.accounts import DISCORD
from bot.storage.engine import Database
from bot.storage.tables import account_identities, accounts


@dataclass(frozen=True, slots=True)
class Identities:
    """An account and the Discord users it belongs to, in the order they came."""

    account_id: int
    name: str
    language: str | None
    since: datetime
    discord_ids: tuple[int, ...]


class IdentityStore:
    """The Discord users behind each account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, account_id: int) -> Identities:
        """Return an account's Discord users; raises `LookupError` for an account that is not there."""
        query = (
            select(accounts, account_identities.c.identity)
            .outerjoin(
                account_identities,
                (account_identities.c.account_id == accounts.c.id) & (account_identities.c.provider == DISCORD),
            )
            .where(accounts.c.id == account_id)
            .order_by(account_identities.c.id)
        )
        async with self._database.autocommit() as connection:
            rows = (await connection.execute(query)).all()
        if not rows:
            raise LookupError(f"no account {account_id}")
        ids = tuple(row.identity for row in rows if row.identity is not None)
        return Identities(account_id, rows[0].name, rows[0].language, rows[0].created_at, ids)

    async def remove(self, account_id: int, discord_id: int) -> bool:
        """Part a Discord user from an account; False when it is not one of several of that account."""
        mine = (account_identities.c.account_id == account_id, account_identities.c.provider == DISCORD)
        async with self._database.begin() as connection:
            # Two who part at once must not both leave, so they come one after the other.
            await connection.execute(select(accounts.c.id).where(accounts.c.id == account_id).with_for_update())
            ids = (await connection.execute(select(account_identities.c.identity).where(*mine))).scalars().all()
            if discord_id not in ids or len(ids) == 1:
                return False
            await connection.execute(
                delete(account_identities).where(*mine, account_identities.c.identity == discord_id)
            )
        return True
