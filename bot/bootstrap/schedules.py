"""Build what is posted by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.domain.statistics import Filters, Scope
from bot.scheduler import Job
from bot.services.binding import BindingService
from bot.services.composing import Composer, Picture
from bot.services.people import PeopleService
from bot.services.ports import Replies
from bot.services.postings import Postings
from bot.services.scheduling import NothingToPost, ScheduleService
from bot.services.statistics import StatisticsService
from bot.storage import Stores

LOOK: Final = timedelta(seconds=30)


class NoCharts:
    """Nobody draws."""

    def kinds(self) -> Mapping[str, str]:
        return {}

    async def draw(self, kind: str, scope: Scope, filters: Filters, language: str) -> Picture:
        raise NothingToPost


def schedules(
    stores: Stores, people: PeopleService, binding: BindingService, statistics: StatisticsService, replies: Replies
) -> tuple[ScheduleService, tuple[Job, ...]]:
    """Return what commands ask for, and the jobs that post."""
    charts = NoCharts()
    postings = Postings(stores, replies, Composer(stores, statistics, charts).compose)
    jobs = (
        Job("schedules", postings.post_due, LOOK, first=LOOK),
        Job("schedules-tidy", postings.tidy, timedelta(days=1)),
    )
    return ScheduleService(stores, people, binding, postings, replies, charts.kinds), jobs
