"""The jobs that run by the clock; each calls one method of a service."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, Final, cast

from bot.services.housekeeping import Housekeeping

FIRST: Final = timedelta(minutes=2)
"""After the start, when whoever waited for it has been answered."""


class Scheduler:
    """Run jobs while the bot runs; what was missed meanwhile is caught up by the next run."""

    def __init__(self, housekeeping: Housekeeping) -> None:
        self._housekeeping = housekeeping
        self._jobs: Any = None

    async def start(self) -> None:
        """Let the jobs run from now on."""
        # The library's import takes longer than the event loop may stand still.
        self._jobs = await asyncio.to_thread(_scheduler)
        self._jobs.add_job(
            self._housekeeping.tidy,
            "interval",
            hours=1,
            next_run_time=datetime.now(UTC) + FIRST,
            id="housekeeping",
            coalesce=True,
            max_instances=1,
            misfire_grace_time=3600,
        )
        self._jobs.start()

    def stop(self) -> None:
        """Run no more jobs; one that runs just now is ended with the loop."""
        if self._jobs is not None and self._jobs.running:
            self._jobs.shutdown(wait=False)


def _scheduler() -> Any:
    # The library knows no types.
    return cast("Any", import_module("apscheduler.schedulers.asyncio")).AsyncIOScheduler(timezone=UTC)
