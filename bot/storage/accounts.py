"""Know a person by the Discord user they are."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, insert, select

from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.tables import account_identities, accounts

DISCORD = "discord"
_FIND = select(account_identities.c.account_id).where(
    account_identities.c.provider == DISCORD, account_identities.c.identity == bindparam("discord_id")
)
_INSERT = insert(accounts).returning(accounts.c.id)


class _SomebodyWasFasterError(Exception):
    """The same user arrived twice at once; undoes the second account."""


class Accounts:
    """The people Skald has met."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._identify = (
            database.insert(account_identities).on_conflict_do_nothing().returning(account_identities.c.account_id)
        )

    async def find(self, discord_id: int) -> int | None:
        """Return the account of a Discord user; None when they were never met."""
        async with self._database.autocommit() as connection:
            return await self._find(connection, discord_id)

    async def ensure(self, discord_id: int, name: str) -> int:
        """Return the account of a Discord user, made at the first meeting under this name."""
        known = await self.find(discord_id)
        if known is not None:
            return known
        try:
            return await self._create(discord_id, name)
        except _SomebodyWasFasterError:
            async with self._database.autocommit() as connection:
                return (await connection.execute(_FIND, {"discord_id": discord_id})).scalar_one()

    async def _find(self, connection: AsyncConnection, discord_id: int) -> int | None:
        return (await connection.execute(_FIND, {"discord_id": discord_id})).scalar_one_or_none()

    async def _create(self, discord_id: int, name: str) -> int:
        now = datetime.now(UTC)
        async with self._database.begin() as connection:
            account_id = (await connection.execute(_INSERT, {"name": name, "created_at": now})).scalar_one()
            identity = {"account_id": account_id, "provider": DISCORD, "identity": discord_id, "created_at": now}
            if (await connection.execute(self._identify, identity)).first() is None:
                raise _SomebodyWasFasterError
        return account_id
