"""Keep what goes wrong at a server from its beginning to its end, each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select, text, update

from bot.storage.engine import Database
from bot.storage.tables import incidents

_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that went wrong at a server, and whether its beginning and its end were told."""

    id: int
    guild_id: int
    kind: str
    subject: str
    figures: Mapping[str, Any]
    began_at: datetime
    told_at: datetime | None = None
    ended_at: datetime | None = None


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

    async def open_at(self, guild_id: int) -> list[Incident]:
        """Return what is wrong at a server now, the oldest first."""
        return await self._found(incidents.c.guild_id == guild_id, incidents.c.ended_at.is_(None))

    async def untold(self, guild_id: int) -> list[Incident]:
        """Return that of which the beginning, or the end, has not been told at a server."""
        begun = incidents.c.told_at.is_(None)
        ended = incidents.c.ended_at.is_not(None) & incidents.c.end_told_at.is_(None)
        return await self._found(incidents.c.guild_id == guild_id, or_(begun, ended))

    async def claim(self, incident: Incident, now: datetime) -> bool:
        """Note that one is told as it is, its end too when it has one; False when another process tells it."""
        mine = [incidents.c.id == incident.id]
        values: dict[str, Any] = {"told_at": incident.told_at or now}
        if incident.told_at is None:
            mine.append(incidents.c.told_at.is_(None))
        if incident.ended_at is not None:
            mine.append(incidents.c.end_told_at.is_(None))
            values["end_told_at"] = now
        query = update(incidents).where(*mine).values(values).returning(incidents.c.id)
        async with self._database.autocommit() as connection:
            return (await connection.execute(query)).first() is not None

    async def unclaim(self, incident: Incident) -> None:
        """Note that it could not be told after all."""
        query = update(incidents).where(incidents.c.id == incident.id)
        async with self._database.autocommit() as connection:
            await connection.execute(query.values(told_at=incident.told_at, end_told_at=None))

    async def _found(self, *where: Any) -> list[Incident]:
        columns = [incidents.c[name] for name in Incident.__dataclass_fields__]
        query = select(*columns).where(*where).order_by(incidents.c.id).limit(_AT_ONCE)
        async with self._database.autocommit() as connection:
            return [Incident(*row) for row in await connection.execute(query)]
