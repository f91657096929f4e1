"""Find out whether the database answers, without ever waiting long for it."""

from __future__ import annotations

import asyncio

from bot.errors import SkaldError
from bot.storage.engine import Database


class Pulse:
    """Ask the database for a sign of life; however many ask at once, it is asked one question at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asking: asyncio.Task[None] | None = None

    async def trouble(self, within: float) -> str | None:
        """Say why the database does not answer, None when it did within so many seconds."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
            self._asking.add_done_callback(self._heard)
        asking = self._asking
        # A question that was cancelled would cost the database its connection; it is left to end, and shared.
        done, _ = await asyncio.wait({asking}, timeout=within)
        if not done:
            return f"it does not answer within {within:g} s"
        if asking.cancelled():
            return "it is being closed"
        error = asking.exception()
        if error is None:
            return None
        return str(error) if isinstance(error, SkaldError) else f"it fails with {type(error).__name__}"

    async def close(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait({self._asking})

    def _heard(self, asked: asyncio.Task[None]) -> None:
        self._asking = None
        if not asked.cancelled():
            asked.exception()  # whoever still waits tells it; nobody may be left to

    async def _ask(self) -> None:
        async with self._database.autocommit() as connection:
            await connection.exec_driver_sql("SELECT 1")
