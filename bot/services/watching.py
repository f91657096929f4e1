"""Look for what a server's admins must know of: models that fail or became slow, budgets, the disk, the backups."""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import structlog

from bot.domain.statistics import P95_FROM, Filters, Scope, Window
from bot.llm.models import KeyBreaker
from bot.services.backups import BackupService
from bot.services.statistics import StatisticsService
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

FAILING: Final = 0.3
"""The share of an hour's attempts that failed from which a model fails; it is well again below half of that."""
FEWEST: Final = 10
SLOWER: Final = 2.0
"""How many times last week's 95th percentile the last day's is when a model became slow."""
LOW_DISK: Final = 1_000_000_000
NO_BACKUP: Final = timedelta(hours=48)
KINDS: Final = ("failing", "breaker", "budget", "slow", "disk", "backup")
"""What is looked for here; what others begin, they end."""

Subject = tuple[str, str]
Found = dict[Subject, Mapping[str, Any]]
"""What is wrong by its kind and subject, with the figures that say so."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What concerns whoever runs the program: where its data lie, and which server hears of it."""

    data_dir: Path
    server: int | None


class Watch:
    """Begin an incident for what is wrong, once, and end it when it is well."""

    def __init__(
        self,
        stores: Stores,
        statistics: StatisticsService,
        breakers: Callable[[], list[KeyBreaker]],
        copies: BackupService,
        machine: Machine,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._statistics = statistics
        self._breakers = breakers
        self._copies = copies
        self._machine = machine
        self._now = now
        self._since = now()
        # Two windows over a week of turns are read once an hour for each server.
        self._slow: dict[int, tuple[datetime, Found]] = {}

    async def look(self) -> None:
        """Look at every server that wants notices."""
        servers = await self._stores.guilds.with_notices()
        if not servers:
            return
        found: dict[int, Found] = {guild_id: {} for guild_id in servers}
        failing = await self._failing()
        resting = await self._resting()
        machine = await self._of_the_machine()
        host = self._machine.server if self._machine.server is not None or len(servers) > 1 else servers[0]
        for guild_id in servers:
            found[guild_id] |= failing.get(guild_id, {}) | resting.get(guild_id, {}) | await self._budgets(guild_id)
            found[guild_id] |= await self._slower(guild_id)
            if guild_id == host:
                found[guild_id] |= machine
            await self._keep(guild_id, found[guild_id])

    async def _keep(self, guild_id: int, found: Found) -> None:
        now, incidents = self._now(), self._stores.incidents
        known = {(one.kind, one.subject): one for one in await incidents.open_at(guild_id) if one.kind in KINDS}
        for kind, subject in known.keys() - found.keys():
            await incidents.end(guild_id, kind, subject, now)
        for kind, subject in found.keys() - known.keys():
            # What is only not well yet, but never was bad enough, is no incident.
            if found[kind, subject].get("bad", True):
                await incidents.begin(guild_id, kind, subject, found[kind, subject], now)

    async def _failing(self) -> dict[int, Found]:
        failing: dict[int, Found] = defaultdict(dict)
        for one in await self._stores.reliability.since(self._now() - timedelta(hours=1)):
            share = one.failed / one.attempts
            if one.attempts >= FEWEST and share >= FAILING / 2:
                figures = {"attempts": one.attempts, "failed": one.failed, "bad": share >= FAILING}
                failing[one.guild_id]["failing", f"{one.provider}/{one.model}"] = figures
        return failing

    async def _resting(self) -> dict[int, Found]:
        """Find providers that are left alone; whom that concerns is who asked them within a day."""
        open_ones = {one.provider: one.breaker for one in self._breakers() if not one.breaker.admits()}
        resting: dict[int, Found] = defaultdict(dict)
        if not open_ones:
            return resting
        for one in await self._stores.reliability.since(self._now() - timedelta(days=1)):
            if breaker := open_ones.get(one.provider):
                because = breaker.because.__name__ if breaker.because else ""
                resting[one.guild_id]["breaker", one.provider] = {"because": because}
        return resting

    async def _budgets(self, guild_id: int) -> Found:
        found: Found = {}
        for standing in await self._stores.budgets.standings(guild_id, self._now()):
            spent, amount = standing.spent.amount, standing.budget.amount
            figures = {
                "scope": standing.budget.scope,
                "period": standing.budget.period,
                "unit": standing.budget.unit,
                "name": standing.budget.name,
                "spent": str(spent),
                "amount": str(amount),
                "ends": int(standing.ends.timestamp()),
            }
            # The period is part of the subject: a new one begins with nothing wrong.
            subject = f"{standing.budget.id}@{figures['ends']}"
            if standing.worth_a_warning:
                found["budget", f"{subject}:80"] = figures
            if amount and spent >= amount:
                found["budget", f"{subject}:100"] = figures
        return found

    async def _slower(self, guild_id: int) -> Found:
        now = self._now().replace(minute=0, second=0, microsecond=0)
        if (known := self._slow.get(guild_id)) and known[0] == now:
            return known[1]
        scope, day = Scope(guild_id), Window(now - timedelta(days=1), now)
        week = Window(day.start - timedelta(days=7), day.start)
        before = {one.model: one.first_word for one in await self._statistics.models(scope, Filters(week))}
        found: Found = {}
        for one in await self._statistics.models(scope, Filters(day)):
            then, wait = before.get(one.model), one.first_word
            if then is None or not then.p95 or wait.p95 is None or min(then.count, wait.count) < P95_FROM:
                continue
            if wait.p95 >= SLOWER * 0.75 * then.p95:
                figures = {"p95": wait.p95, "count": wait.count, "before": then.p95, "before_count": then.count}
                found["slow", one.model] = figures | {"bad": wait.p95 >= SLOWER * then.p95}
        self._slow[guild_id] = now, found
        return found

    async def _of_the_machine(self) -> Found:
        return await self._disk() | await self._backup()

    async def _disk(self) -> Found:
        free = (await asyncio.to_thread(shutil.disk_usage, self._machine.data_dir)).free
        return {("disk", "data"): {"free": free, "bad": free < LOW_DISK}} if free < 2 * LOW_DISK else {}

    async def _backup(self) -> Found:
        if not self._copies.wanted:
            return {}
        latest = await self._copies.latest()
        last = latest.made_at if latest else None
        waited = self._now() - (last or self._since)
        if waited < NO_BACKUP and not self._copies.trouble:
            return {}
        figures = {"last": int(last.timestamp()) if last else None, "why": self._copies.trouble}
        return {("backup", "database"): figures}
