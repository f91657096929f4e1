"""Back the database up every night."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from bot.errors import OperatorError
from bot.storage.backup import Backup, back_up, backups

log = structlog.stdlib.get_logger(__name__)

NIGHT: Final = 3
"""The hour (UTC) in which the night's copy is made."""
_OVERDUE: Final = timedelta(hours=30)
_TONIGHT: Final = timedelta(hours=12)


class BackupService:
    """Copies of a SQLite file; PostgreSQL has its own tools for that, so `file` is None there."""

    def __init__(
        self, file: Path | None, folder: Path, kept: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._file = file
        self._folder = folder
        self._kept = kept
        self._now = now
        self.trouble: str | None = None
        """Why the last copy could not be made; None when it was."""

    @property
    def wanted(self) -> bool:
        """Say whether copies are made here."""
        return self._file is not None and self._kept > 0

    async def latest(self) -> Backup | None:
        """Return the newest copy."""
        found = await asyncio.to_thread(backups, self._folder)
        return found[0] if found else None

    async def nightly(self) -> None:
        """Make a copy when one is due; what fails is tried again by the next hour."""
        if self._file is None or not self.wanted:
            return
        newest, now = await self.latest(), self._now()
        age = None if newest is None else now - newest.made_at
        if age is not None and age < _OVERDUE and not (now.hour == NIGHT and age > _TONIGHT):
            return
        try:
            made = await asyncio.to_thread(back_up, self._file, self._folder, self._kept, now)
        except OperatorError as error:
            self.trouble = str(error)
            log.error("the database could not be backed up", reason=str(error))
            return
        self.trouble = None
        log.info("backed up", file=str(made.file), bytes=made.size)
