"""Keep the servers and what their admins chose."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, select

from bot.storage.engine import Database
from bot.storage.tables import guilds

_DEFAULT_MODEL = select(guilds.c.default_model).where(guilds.c.id == bindparam("guild_id"))


class Guilds:
    """The servers Skald is on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        row = database.insert(guilds)
        self._greet = row.on_conflict_do_update(index_elements=["id"], set_={"name": row.excluded.name})
        chosen = {"name": row.excluded.name, "default_model": row.excluded.default_model}
        self._set_default = row.on_conflict_do_update(index_elements=["id"], set_=chosen)

    async def greet(self, guild_id: int, guild_name: str) -> None:
        """Know a server by its name from now on."""
        row = {"id": guild_id, "name": guild_name, "created_at": datetime.now(UTC)}
        async with self._database.autocommit() as connection:
            await connection.execute(self._greet, row)

    async def default_model(self, guild_id: int) -> str | None:
        """Return the model a server chose for its campaigns; None where nobody did, or the server is not known."""
        async with self._database.autocommit() as connection:
            return (await connection.execute(_DEFAULT_MODEL, {"guild_id": guild_id})).scalar_one_or_none()

    async def set_default_model(self, guild_id: int, guild_name: str, model: str | None) -> None:
        """Choose the model of a server, which may be new here; None for the operator's."""
        row = {"id": guild_id, "name": guild_name, "default_model": model, "created_at": datetime.now(UTC)}
        async with self._database.autocommit() as connection:
            await connection.execute(self._set_default, row)
