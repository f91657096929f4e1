"""Put together what compares models: figures, charts, duels, ratings, replays, and what is posted and told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.bootstrap.notices import notices
from bot.bootstrap.replaying import replays
from bot.bootstrap.schedules import schedules
from bot.bootstrap.story import Story
from bot.config import Settings
from bot.scheduler import Job
from bot.services.asking import Asking
from bot.services.ballots import Ballots
from bot.services.binding import BindingService
from bot.services.campaigns import CampaignService
from bot.services.charting import ChartService
from bot.services.complaints import ComplaintService
from bot.services.draughtsman import Draughtsman
from bot.services.duel_wishes import DuelWishes
from bot.services.duelling import Duelling
from bot.services.figures_file import FiguresService
from bot.services.leaderboard import Leaderboard
from bot.services.measuring import EVERY as MEASURING
from bot.services.measuring import Measuring
from bot.services.memory import MemoryService
from bot.services.notices import Notices
from bot.services.ports import Replies
from bot.services.replay import ReplayService
from bot.services.scheduling import ScheduleService
from bot.services.statistics import StatisticsService
from bot.services.status import StatusService
from bot.services.vitals import EVERY, VitalsService
from bot.storage.engine import Database


@dataclass(frozen=True, slots=True)
class Comparing:
    """What the cogs may ask for about models, and how well they do."""

    asking: Asking
    ballots: Ballots
    charts: ChartService
    complaints: ComplaintService
    duelling: Duelling
    duel_wishes: DuelWishes
    figures: FiguresService
    leaderboard: Leaderboard
    notices: Notices
    replays: ReplayService
    schedules: ScheduleService
    statistics: StatisticsService
    vitals: VitalsService
    _draughtsman: Draughtsman

    async def close(self) -> None:
        """Let votes stand open, stop replays where they are, and draw no more."""
        self.ballots.close()
        await self.replays.close()
        self._draughtsman.close()


def comparing(
    settings: Settings,
    story: Story,
    replies: Replies,
    database: Database,
    campaigns: CampaignService,
    binding: BindingService,
    memory: MemoryService,
    status: StatusService,
) -> tuple[Comparing, tuple[Job, ...]]:
    """Build it all, and the jobs that measure, post and tell."""
    stores, people, tables, play = story.stores, story.people, story.tables, story.play
    vitals, statistics = VitalsService(stores, status, settings.data_dir), StatisticsService(stores, people)
    leaderboard, draughtsman = Leaderboard(stores, settings.secret_key), Draughtsman()
    charts = ChartService(statistics, leaderboard, vitals, draughtsman)
    scheduling, posting = schedules(stores, people, binding, statistics, charts, replies)
    noticing, watching = notices(settings, story, statistics, replies, database)
    retold = replays(settings, story, replies)
    built = Comparing(
        asking=Asking(stores, people, statistics, story.models, play.campaign_in),
        ballots=story.ballots,
        charts=charts,
        complaints=ComplaintService(stores, people, tables, play, memory),
        duelling=story.duelling,
        duel_wishes=_duel_wishes(story, campaigns, settings.prompt_chars),
        figures=FiguresService(stores, people, statistics),
        leaderboard=leaderboard,
        notices=noticing,
        replays=retold,
        schedules=scheduling,
        statistics=statistics,
        vitals=vitals,
        _draughtsman=draughtsman,
    )
    return built, (
        Job("roll-ups", Measuring(stores, settings.raw_days).roll_up, MEASURING),
        Job("replays", retold.go_on, timedelta(seconds=30), first=timedelta(seconds=10)),
        Job("vitals", vitals.sample, EVERY, first=EVERY),
        *posting,
        *watching,
    )


def _duel_wishes(story: Story, campaigns: CampaignService, prompt_chars: int) -> DuelWishes:
    stores, people, tables, play, models = story.stores, story.people, story.tables, story.play, story.models
    wished = story.duelling.wished
    return DuelWishes(stores, people, campaigns, tables, play, models, story.budgets, wished, prompt_chars=prompt_chars)
