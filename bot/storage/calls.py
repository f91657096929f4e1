"""Keep attempts at models: how one becomes a row, and those that were made outside of a turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import insert

from bot.domain.attempt import Attempt
from bot.storage.engine import Database
from bot.storage.tables import llm_calls

MEASURED: Final = tuple(Attempt.__dataclass_fields__)
"""The columns that an attempt fills; those of `PLACE` say where it belongs."""
PLACE: Final = ("turn_id", "guild_id", "campaign_id", "account_id")


def rows_of(
    attempts: Sequence[Attempt],
    *,
    guild_id: int,
    campaign_id: int | None = None,
    turn_id: int | None = None,
    account_id: int | None = None,
) -> list[dict[str, Any]]:
    """Return attempts as rows; `account_id` is who asked, outside of a turn."""
    place = dict(zip(PLACE, (turn_id, guild_id, campaign_id, account_id), strict=True))
    return [place | {name: getattr(attempt, name) for name in MEASURED} for attempt in attempts]


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
        rows = rows_of(attempts, guild_id=guild_id, campaign_id=campaign_id, account_id=account_id)
        async with self._database.begin() as connection:
            await connection.execute(insert(llm_calls), rows)
