"""Keep what was asked of models outside of a turn: a test, a question about the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from bot.domain.attempt import Attempt
from bot.storage.engine import Database
from bot.storage.tables import llm_calls

_MEASURED = tuple(Attempt.__dataclass_fields__)


class Calls:
    """Attempts at models that belong to no turn."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        attempts: Sequence[Attempt],
        *,
        guild_id: int,
        campaign_id: int | None = None,
        account_id: int | None = None,
    ) -> None:
        """Keep attempts on a server that is known here (`Guilds.greet`), and who asked, where somebody did."""
        if not attempts:
            return
        where = {"guild_id": guild_id, "campaign_id": campaign_id, "account_id": account_id}
        rows: list[dict[str, Any]] = [
            where | {name: getattr(attempt, name) for name in _MEASURED} for attempt in attempts
        ]
        async with self._database.begin() as connection:
            await connection.execute(insert(llm_calls), rows)
