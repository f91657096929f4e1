"""Build what is posted by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.scheduler import Job
from bot.services.binding import BindingService
from bot.services.charting import ChartService
from bot.services.composing import Composer
from bot.services.people import PeopleService
from bot.services.ports import Replies
from bot.services.postings import Postings
from bot.services.scheduling import ScheduleService
from bot.services.statistics import StatisticsService
from bot.storage import Stores

LOOK: Final = timedelta(seconds=30)


def schedules(
    stores: Stores,
    people: PeopleService,
    binding: BindingService,
    statistics: StatisticsService,
    charts: ChartService,
    replies: Replies,
) -> tuple[ScheduleService, tuple[Job, ...]]:
    """Return what commands ask for, and the jobs that post."""
    postings = Postings(stores, replies, Composer(stores, statistics, charts).compose)
    jobs = (
        Job("schedules", postings.post_due, LOOK, first=LOOK),
        Job("schedules-tidy", postings.tidy, timedelta(days=1)),
    )
    return ScheduleService(stores, people, binding, postings, replies, charts), jobs
