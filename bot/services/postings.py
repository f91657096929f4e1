"""Post what is due by the clock: each slot once, by whichever process comes first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.domain.cron import BadCron, NeverComes, TooOften, cron
from bot.domain.schedule import LATE, Run, Schedule
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.campaigns import NoSuchCampaign
from bot.services.chart_kinds import NoSuchChart, WhichCampaign
from bot.services.draughtsman import DraughtsmanBusy
from bot.services.ports import Attachment, CannotSpeak, ChannelGone, OutOfReach, Replies
from bot.services.zones import NoSuchZone, zone_named
from bot.storage import Stores
from bot.storage.schedules import DRAWING, SENDING

log = structlog.stdlib.get_logger(__name__)

INCIDENT: Final = "schedule"
ABANDONED: Final = timedelta(minutes=3)
"""Whoever began a run and has not gone on for so long is taken to be gone; Discord's silence is waited out alike."""
GIVE_UP: Final = timedelta(hours=12)
"""A run that could not be made for so long is made no more."""
_RUNS_KEPT: Final = timedelta(days=90)
_BATCH: Final = 50
_NONCE: Final = 25
_HINDRANCES: Final = (CannotSpeak, NoSuchCampaign, NoSuchChart, WhichCampaign)
"""What does not mend itself, so that its owner has to."""

LATE_NOTE: Final = N_("-# Late: this was planned for {when}.")
PAUSED: Final = N_(
    "Your schedule {number} for {place} is paused. {why}\nWhen that is mended, /stats schedule resume goes on with it."
)
FAILED: Final = N_("The last post failed, and I do not know why; whoever runs me finds it in the log.")
GIVEN_UP: Final = N_("The last post was given up: for hours it could not be made.")


class PlaceGone(SkaldError):
    sentence = N_("Its channel is gone, or I cannot see it any more.")


@dataclass(frozen=True, slots=True)
class Post:
    """What is posted: a text of at most 1,800 characters, and pictures."""

    text: str
    files: tuple[Attachment, ...] = ()


Compose = Callable[[Run], Awaitable[Post]]
"""Make what a run posts."""


class Postings:
    """The clock's side of schedules."""

    def __init__(
        self,
        stores: Stores,
        replies: Replies,
        compose: Compose,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._replies = replies
        self._compose = compose
        self._now = now

    async def post_due(self) -> None:
        """Post whatever is due, the last missed slot of each schedule only, and what was begun and left."""
        while run := await self._stores.schedules.abandoned(self._now(), ABANDONED):
            if self._now() - run.slot > GIVE_UP:
                await self._fail(run, GIVEN_UP)
            elif run.schedule.status == "active" or run.by_hand:
                await self._make(run)
            else:
                await self._stores.schedules.end(run, "paused", self._now())
        # A schedule is moved on before it is posted, so that each batch holds others.
        while due := await self._stores.schedules.due(self._now(), _BATCH):
            for schedule in due:
                run = await self._claim(schedule)
                if run is not None:
                    await self._make(run)

    async def post(self, run: Run) -> None:
        """Make a run; raises why it could not be posted."""
        made = await self._compose(run)
        late = not run.by_hand and self._now() - run.slot > LATE
        text = made.text
        if late:
            planned = translate(LATE_NOTE, run.schedule.order.language)
            text = f"{text}\n{planned.format(when=f'<t:{int(run.slot.timestamp())}:f>')}"
        if not await self._stores.schedules.note(run, SENDING, self._now()):
            return  # somebody removed the schedule while its picture was drawn
        # An answer of Discord's that is lost on its way must not make two posts of one.
        nonce = f"schedule-{run.id}"[:_NONCE]
        message_id = await self._replies.send(run.schedule.order.channel_id, text, made.files, nonce)
        await self._stores.schedules.end(run, "late" if late else "posted", self._now(), message_id)
        await self.well(run.schedule)

    async def well(self, schedule: Schedule) -> None:
        """Note that nothing is wrong with a schedule any more."""
        if schedule.why is not None:
            await self._stores.schedules.explain(schedule.id, None)
        await self._stores.incidents.end(schedule.order.guild_id, INCIDENT, str(schedule.id), self._now())

    async def tidy(self) -> None:
        """Forget what ran long ago."""
        await self._stores.schedules.drop_runs_before(self._now() - _RUNS_KEPT)

    async def _claim(self, schedule: Schedule) -> Run | None:
        now, order = self._now(), schedule.order
        try:
            line, zone = cron(order.cron), zone_named(order.zone)
            slot, after = line.latest(now, zone), line.after(now, zone)
        except (BadCron, NeverComes, TooOften, NoSuchZone) as unreadable:
            # A zone may be gone from the world since it was chosen.
            await self._pause(schedule, unreadable)
            return None
        # What is due was due before as well, should the rules of the zone have changed since.
        return await self._stores.schedules.claim(schedule, max(slot, schedule.due_at), after, now)

    async def _make(self, run: Run) -> None:
        """Post a run; whatever hinders it is kept, and told to whoever can mend it."""
        try:
            await self.post(run)
        except (OutOfReach, DraughtsmanBusy):
            # It stays begun, and is taken up again as if its process had gone.
            await self._stores.schedules.note(run, DRAWING, self._now())
        except _HINDRANCES as hindered:
            await self._stores.schedules.end(run, "refused", self._now())
            await self._pause(run.schedule, hindered)
        except Exception:
            log.exception("a scheduled post failed", schedule=run.schedule.id)
            await self._fail(run, FAILED)

    async def _fail(self, run: Run, why: str) -> None:
        """Let one slot go, and say so where schedules are listed; the next one is tried as ever."""
        await self._stores.schedules.end(run, "failed", self._now())
        await self._stores.schedules.explain(run.schedule.id, translate(why, run.schedule.order.language))
        await self._begin_incident(run.schedule, "failed")

    async def _pause(self, schedule: Schedule, hindered: SkaldError) -> None:
        """Post no more of it, and tell its owner why."""
        order = schedule.order
        why = (PlaceGone() if isinstance(hindered, ChannelGone) else hindered).say(order.language)
        if not await self._stores.schedules.pause(schedule.id, order.guild_id, why):
            return
        await self._begin_incident(schedule, "refused" if isinstance(hindered, CannotSpeak) else "unreadable")
        told = translate(PAUSED, order.language)
        told = told.format(number=schedule.id, place=f"<#{order.channel_id}>", why=why)
        for discord_id in await self._owner(schedule):
            await self._replies.tell_person(discord_id, told)

    async def _owner(self, schedule: Schedule) -> Sequence[int]:
        if schedule.account_id is None:
            return ()
        try:
            return (await self._stores.identities.of(schedule.account_id)).discord_ids
        except LookupError:
            return ()  # forgotten meanwhile

    async def _begin_incident(self, schedule: Schedule, what: str) -> None:
        order = schedule.order
        figures = {"schedule": schedule.id, "channel": order.channel_id, "post": order.what, "outcome": what}
        await self._stores.incidents.begin(order.guild_id, INCIDENT, str(schedule.id), figures, self._now())
