"""Keep the servers and what their admins chose."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.domain.quiet import QuietHours
from bot.domain.server import ServerSettings
from bot.storage.engine import Database
from bot.storage.tables import guilds

# How the columns are called in the domain.
_COLUMNS = {
    "language": guilds.c.language,
    "default_model": guilds.c.default_model,
    "notices_channel_id": guilds.c.ops_channel_id,
    "creator_role_id": guilds.c.creator_role_id,
    "rating": guilds.c.rating,
    "quiet": guilds.c.quiet,
}
_CHOSEN = select(*(column.label(name) for name, column in _COLUMNS.items())).where(guilds.c.id == bindparam("guild_id"))
_WITH_NOTICES = select(guilds.c.id).where(guilds.c.ops_channel_id.is_not(None)).order_by(guilds.c.id)


class Guilds:
    """The servers Skald is on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        row = database.insert(guilds)
        self._greet = row.on_conflict_do_update(index_elements=["id"], set_={"name": row.excluded.name})
        claim = row.on_conflict_do_update(
            index_elements=["id"],
            set_={"name": row.excluded.name, "greeted_at": row.excluded.greeted_at},
            where=guilds.c.greeted_at.is_(None) | (guilds.c.greeted_at < bindparam("quiet_since")),
        )
        self._claim = claim.returning(guilds.c.id)

    async def greet(self, guild_id: int, guild_name: str) -> None:
        """Know a server by its name from now on."""
        row = {"id": guild_id, "name": guild_name, "created_at": datetime.now(UTC)}
        async with self._database.autocommit() as connection:
            await connection.execute(self._greet, row)

    async def claim_greeting(self, guild_id: int, guild_name: str, now: datetime, quiet: timedelta) -> bool:
        """Note that a server is greeted now; False when somebody did so within the `quiet` time before.

        One step: of several who ask at once, one is told True.
        """
        row = {"id": guild_id, "name": guild_name, "created_at": now, "greeted_at": now, "quiet_since": now - quiet}
        async with self._database.autocommit() as connection:
            return (await connection.execute(self._claim, row)).first() is not None

    async def settings(self, guild_id: int) -> ServerSettings:
        """Return what a server chose; nothing where nobody did, or the server is not known."""
        async with self._database.autocommit() as connection:
            row = (await connection.execute(_CHOSEN, {"guild_id": guild_id})).one_or_none()
        if row is None:
            return ServerSettings()
        chosen: dict[str, Any] = {name: getattr(row, name) for name in _COLUMNS}
        chosen["quiet"] = QuietHours(**row.quiet) if row.quiet else None
        return ServerSettings(**chosen)

    async def choose(self, guild_id: int, guild_name: str, choices: dict[str, Any]) -> None:
        """Keep choices by their names in `ServerSettings`, None to give one up; the server may be new here."""
        row = {"id": guild_id, "name": guild_name, "created_at": datetime.now(UTC)}
        values = {
            _COLUMNS[name]: asdict(value) if isinstance(value, QuietHours) else value for name, value in choices.items()
        }
        async with self._database.begin() as connection:
            await connection.execute(self._greet, row)
            await connection.execute(update(guilds).where(guilds.c.id == guild_id).values(values))

    async def with_notices(self) -> list[int]:
        """Return the servers that chose a channel for notices."""
        async with self._database.autocommit() as connection:
            return list((await connection.execute(_WITH_NOTICES)).scalars())
