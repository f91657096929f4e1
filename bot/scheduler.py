"""The jobs that run by the clock; each calls one method of a service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so often; `first` is how long after the start."""

    name: str
    run: Callable[[], Awaitable[None]]
    every: timedelta
    first: timedelta = timedelta(minutes=2)


class Scheduler:
    """Run jobs while the bot runs; what was missed meanwhile is caught up by the next run."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = tuple(jobs)
        self._scheduler: Any = None

    async def start(self) -> None:
        """Let the jobs run from now on."""
        # The library's import takes longer than the event loop may stand still.
        self._scheduler = await asyncio.to_thread(_scheduler)
        for job in self._jobs:
            self._scheduler.add_job(
                job.run,
                "interval",
                seconds=job.every.total_seconds(),
                next_run_time=datetime.now(UTC) + job.first,
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=3600,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Run no more jobs; one that runs just now is ended with the loop."""
        if self._scheduler is not None and self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _scheduler() -> Any:
    # The library knows no types.
    return cast("Any", import_module("apscheduler.schedulers.asyncio")).AsyncIOScheduler(timezone=UTC)
