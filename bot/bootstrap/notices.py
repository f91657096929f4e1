"""Put together what looks after the servers by itself: copies of the database, and notices of what goes wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.bootstrap.story import Story
from bot.config import Settings
from bot.scheduler import Job
from bot.services.backups import BackupService
from bot.services.notices import Notices
from bot.services.ports import Replies
from bot.services.statistics import StatisticsService
from bot.services.watching import Machine, Watch
from bot.storage.backup import backups_of
from bot.storage.engine import Database


def notices(
    settings: Settings, story: Story, statistics: StatisticsService, replies: Replies, database: Database
) -> tuple[Notices, tuple[Job, ...]]:
    """Build the notices, and the jobs that make copies and look for what is wrong."""
    file = Path(database.place) if database.on_sqlite else None
    copies = BackupService(file, backups_of(settings.data_dir), settings.backups_kept)
    machine = Machine(settings.data_dir, settings.operator_server)
    watch = Watch(story.stores, statistics, story.models.breakers, copies, machine)
    told = Notices(story.stores, story.servers, replies, watch, story.models.label)
    return told, (
        Job("backup", copies.nightly, timedelta(hours=1), first=timedelta(minutes=5)),
        # After the first copy was made: one that is too old only because nobody was here is no trouble.
        Job("notices", told.look_and_tell, timedelta(minutes=2), first=timedelta(minutes=8)),
    )
