"""Keep what goes wrong at a server from its beginning to its end, each once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text, update

from bot.storage.engine import Database
from bot.storage.tables import incidents


class Incidents:
    """What is wrong at each server: of one kind and subject one at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begin = (
            database.insert(incidents)
            .on_conflict_do_nothing(
                index_elements=["guild_id", "kind", "subject"], index_where=text("ended_at IS NULL")
            )
            .returning(incidents.c.id)
        )

    async def begin(self, guild_id: int, kind: str, subject: str, figures: Mapping[str, Any], now: datetime) -> bool:
        """Note that something is wrong from now on; False where that is known already."""
        row = {"guild_id": guild_id, "kind": kind, "subject": subject, "figures": dict(figures), "began_at": now}
        async with self._database.begin() as connection:
            return (await connection.execute(self._begin, row)).first() is not None

    async def end(self, guild_id: int, kind: str, subject: str, now: datetime) -> bool:
        """Note that it is well again; False where nothing was wrong."""
        mine = (incidents.c.guild_id == guild_id, incidents.c.kind == kind, incidents.c.subject == subject)
        query = update(incidents).where(*mine, incidents.c.ended_at.is_(None)).values(ended_at=now)
        async with self._database.autocommit() as connection:
            return (await connection.execute(query.returning(incidents.c.id))).first() is not None
