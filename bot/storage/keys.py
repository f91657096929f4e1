"""Keep the keys that servers brought, sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.storage.accounts import DISCORD
from bot.storage.engine import Database
from bot.storage.tables import account_identities, accounts, guilds, provider_keys

_SEALED = select(provider_keys.c.provider, provider_keys.c.sealed).where(
    provider_keys.c.guild_id == bindparam("guild_id")
)
_LIST = (
    select(provider_keys, accounts.c.name, account_identities.c.identity)
    .outerjoin(accounts, accounts.c.id == provider_keys.c.added_by)
    .outerjoin(
        account_identities,
        (account_identities.c.account_id == accounts.c.id) & (account_identities.c.provider == DISCORD),
    )
    .where(provider_keys.c.guild_id == bindparam("guild_id"))
    .order_by(provider_keys.c.provider, account_identities.c.id)
)


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A server's key for a provider as it is kept, and who brought it; None for somebody who is gone."""

    guild_id: int
    provider: str
    sealed: bytes
    last_four: str
    added_by: int | None
    added_at: datetime
    added_by_name: str | None = None
    added_by_discord_id: int | None = None


class Keys:
    """The keys of the servers, one for each provider."""

    def __init__(self, database: Database) -> None:
        self._database = database
        guild = database.insert(guilds)
        self._greet = guild.on_conflict_do_update(index_elements=["id"], set_={"name": guild.excluded.name})
        row = database.insert(provider_keys)
        fresh = {name: row.excluded[name] for name in ("sealed", "last_four", "added_by", "added_at")}
        self._put = row.on_conflict_do_update(index_elements=["guild_id", "provider"], set_=fresh)

    async def put(self, key: SealedKey, guild_name: str) -> None:
        """Keep a key in the place of the one the server had for this provider; the server may be new here."""
        server = {"id": key.guild_id, "name": guild_name, "created_at": key.added_at}
        row = {
            "guild_id": key.guild_id,
            "provider": key.provider,
            "sealed": key.sealed,
            "last_four": key.last_four,
            "added_by": key.added_by,
            "added_at": key.added_at,
        }
        async with self._database.begin() as connection:
            await connection.execute(self._greet, server)
            await connection.execute(self._put, row)

    async def sealed(self, guild_id: int) -> dict[str, bytes]:
        """Return a server's sealed keys by provider."""
        async with self._database.autocommit() as connection:
            return {row.provider: row.sealed for row in await connection.execute(_SEALED, {"guild_id": guild_id})}

    async def of_guild(self, guild_id: int) -> list[SealedKey]:
        """Return a server's keys and who brought them, by provider."""
        async with self._database.autocommit() as connection:
            rows = (await connection.execute(_LIST, {"guild_id": guild_id})).all()
        found: dict[str, SealedKey] = {}
        for row in rows:
            # Somebody may be several Discord users; the first one is known longest.
            found.setdefault(
                row.provider,
                SealedKey(
                    guild_id=row.guild_id,
                    provider=row.provider,
                    sealed=row.sealed,
                    last_four=row.last_four,
                    added_by=row.added_by,
                    added_at=row.added_at,
                    added_by_name=row.name,
                    added_by_discord_id=row.identity,
                ),
            )
        return list(found.values())

    async def remove(self, guild_id: int, provider: str) -> bool:
        """Take a server's key away; False when there was none."""
        gone = delete(provider_keys).where(provider_keys.c.guild_id == guild_id, provider_keys.c.provider == provider)
        async with self._database.autocommit() as connection:
            return (await connection.execute(gone)).rowcount > 0
