"""Watch how the program and its machine are, and tell whoever runs them."""

from __future__ import annotations

import asyncio
import os
import platform
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.domain.statistics import Spread, Window
from bot.domain.vitals import Vitals, spread_of
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.gauges import Gauges
from bot.services.status import BreakerReport, StatusService
from bot.storage import Stores

EVERY: Final = timedelta(minutes=1)
KEPT: Final = timedelta(days=35)


class BadVitalDays(SkaldError):
    sentence = N_("How the machine does is kept for {most} days: choose from 1 to {most}.")


@dataclass(frozen=True, slots=True)
class SystemReport:
    """How this process is now, and how its gauges were spread over a window; `processes` use this database."""

    now: Vitals
    spreads: Mapping[str, Spread]
    window: Window
    samples: int
    processes: int
    breakers: tuple[BreakerReport, ...]


class VitalsService:
    """Take a sample a minute of everything that can run short."""

    def __init__(
        self,
        stores: Stores,
        status: StatusService,
        data_dir: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._status = status
        self._gauges = Gauges(data_dir)
        self._now = now
        self._looking = asyncio.Lock()
        self._machine = platform.node()
        self.process = f"{self._machine}:{os.getpid()}"

    async def sample(self) -> None:
        """Look, and keep what was seen."""
        await self._stores.vitals.add(await self.look())

    async def look(self) -> Vitals:
        """Return how this process is now; rates are since the look before."""
        async with self._looking:
            machine = await asyncio.to_thread(self._gauges.read)
        report = await self._status.report()
        return Vitals(
            at=self._now(),
            process=self.process,
            **machine,  # pyright: ignore[reportArgumentType]
            lag=report.lag * 1000,
            latency=None if report.latency is None else report.latency * 1000,
            waiting=report.actions_waiting,
            telling=report.turns_in_progress,
            database=None if report.database else await self._stores.vitals.size(),
            resting=sum(breaker.states.get("open", 0) for breaker in report.breakers),
        )

    async def series(self, window: Window) -> tuple[Vitals, ...]:
        """Return what this process and those before it on this machine showed, the oldest first.

        Of more than two days, every second, third or so of the samples is returned.
        """
        return await self._stores.vitals.between(window, self._machine)

    async def report(self, days: int = 1) -> SystemReport:
        """Tell how this process is and was in the last days; raises `BadVitalDays`."""
        if not 1 <= days <= KEPT.days:
            raise BadVitalDays(most=KEPT.days)
        now = self._now()
        window = Window(now - timedelta(days=days), now)
        samples, gauges = await self._stores.vitals.gauges(window, self._machine)
        return SystemReport(
            now=await self.look(),
            spreads=await asyncio.to_thread(_spreads, gauges),
            window=window,
            samples=samples,
            processes=max(await self._stores.vitals.processes(now - 3 * EVERY), 1),
            breakers=(await self._status.report()).breakers,
        )


def _spreads(gauges: Mapping[str, array[float]]) -> dict[str, Spread]:
    return {name: spread_of(values) for name, values in gauges.items()}
