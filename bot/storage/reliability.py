"""Read how reliable models were of late, for all servers at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.storage.engine import Database
from bot.storage.tables import llm_calls

_NOT_PLAY = ("replay", "test")
_OURS = ("Cancelled",)


@dataclass(frozen=True, slots=True)
class Reliability:
    """How many attempts at a model a server made, and how many of them failed."""

    guild_id: int
    provider: str
    model: str
    attempts: int
    failed: int


class Reliabilities:
    """What attempts at models came to since some moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, moment: datetime) -> list[Reliability]:
        """Count the attempts since a moment, by server and model; what was broken off by us counts as none."""
        row = llm_calls.c
        failed = func.count(row.error_class)
        query = (
            select(row.guild_id, row.provider, row.model, func.count(), failed)
            .where(
                row.started_at >= moment,
                row.guild_id.is_not(None),
                row.purpose.not_in(_NOT_PLAY),
                func.coalesce(row.error_class, "").not_in(_OURS),
            )
            .group_by(row.guild_id, row.provider, row.model)
        )
        async with self._database.autocommit() as connection:
            return [Reliability(*found) for found in await connection.execute(query)]
