"""Say what is posted by the clock, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.domain.cron import cron
from bot.domain.schedule import DIGEST, Every, Order, Schedule, line_of
from bot.errors import SkaldError
from bot.i18n import N_, language_names, translate
from bot.services.binding import BindingService, campaign_id_of
from bot.services.campaigns import BadLanguage, NoSuchCampaign
from bot.services.chart_kinds import WhichCampaign
from bot.services.charting import ChartService
from bot.services.people import PeopleService, Person, Reach
from bot.services.ports import ChannelGone, Replies
from bot.services.postings import PlaceGone, Postings
from bot.services.zones import zone_named, zone_names
from bot.storage import Stores
from bot.storage.directory import Listed

MOST: Final = 20
"""Schedules of one server."""
LONGEST: Final = 400
DEFAULT_AT: Final = "9:00"
DIGEST_NAME: Final = N_("The week in three sentences")
_OF_THE_OPERATOR: Final = ("system",)
_OF_ONE_CAMPAIGN: Final = "campaign"
_DIGITS: Final = 18
_WEEK: Final = 7

Change = Literal["pause", "resume", "remove"]


class NotAScheduler(SkaldError):
    sentence = N_("Only someone with the permission Manage Channels or Manage Server can have me post by the clock.")


class NoSuchSchedule(SkaldError):
    sentence = N_("There is no such schedule here. Pick one from the list, or see /stats schedule list.")


class NotThatNow(SkaldError):
    sentence = N_("That schedule is {status} already.")


class EnoughSchedules(SkaldError):
    sentence = N_("This server has {most} schedules, and no more. Remove one first: /stats schedule remove.")


class NothingToPost(SkaldError):
    sentence = N_("I cannot post that by the clock. Pick one from the list.")


class BadDays(SkaldError):
    sentence = N_("A schedule looks back over 1 to {most} days.")


class DigestDays(SkaldError):
    sentence = N_("A digest holds a week against the week before, however often it comes: leave out the days.")


class OneCampaign(SkaldError):
    sentence = N_(
        "You manage this channel, not the whole server, so I post figures of one campaign you are in. Name it."
    )


class WhenMissing(SkaldError):
    sentence = N_("Say how often, or give a line of cron; not both.")


class TimeTwice(SkaldError):
    sentence = N_("A line of cron says the time of day by itself: leave out the other.")


class JustPosted(SkaldError):
    sentence = N_("That was posted by hand less than a minute ago.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, as they typed it; `here` is the person with their rights in the channel meant.

    `person` has their rights at the whole server.
    """

    here: Person
    person: Person
    guild_id: int
    guild_name: str
    channel_id: int
    what: str
    every: Every | None
    at: str | None
    cron: str | None
    zone: str
    language: str
    days: int | None = None
    campaign: str | None = None


class ScheduleService:
    """Add schedules, list them, and change them."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        binding: BindingService,
        postings: Postings,
        replies: Replies,
        charts: ChartService,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._people = people
        self._binding = binding
        self._postings = postings
        self._replies = replies
        self._charts = charts
        self._now = now

    def offered(self) -> Mapping[str, str]:
        """Return what can be posted, by kind, each with its name."""
        charts = {kind: name for kind, name in self._charts.kinds().items() if kind not in _OF_THE_OPERATOR}
        return {DIGEST: DIGEST_NAME, **charts}

    def named(self, language: str) -> Sequence[tuple[str, str]]:
        """Return what can be posted with its names in a language, as a list of values and labels."""
        return [(kind, translate(name, language)) for kind, name in self.offered().items()]

    async def campaigns(self, person: Person, guild_id: int) -> Sequence[Listed]:
        """Return the campaigns that somebody may choose."""
        listed = await self._binding.listed(guild_id, person)
        if person.steward:
            return listed
        own = await self._stores.own_figures.campaigns_of(guild_id, await self._people.account_of(person))
        return [one for one in listed if one.id in own]

    async def zones(self) -> Sequence[str]:
        """Return the names of time zones."""
        return await asyncio.to_thread(zone_names)

    def check(self, wish: Wish) -> None:
        """Check that somebody may have things posted there; raises `NotAScheduler`."""
        if not wish.here.steward:
            raise NotAScheduler

    async def add(self, wish: Wish) -> Schedule:
        """Have something posted by the clock; each refusal has a sentence of its own."""
        self.check(wish)
        order = await self._order(wish)
        self._check_place(order.channel_id)
        now = self._now()
        due_at = cron(order.cron).after(now, await self._zone(order.zone))
        account_id = await self._people.account_of(wish.person)
        added = await self._stores.schedules.add(order, wish.guild_name, account_id, due_at, now, most=MOST)
        if added is None:
            raise EnoughSchedules(most=MOST)
        return Schedule(added, order, account_id, "active", None, due_at)

    async def listed(self, reach: Reach) -> tuple[Schedule, ...]:
        """Return the schedules that somebody may change, oldest first."""
        if not reach.person.steward:
            raise NotAScheduler
        found = await self._stores.schedules.of_guild(reach.guild_id)
        return tuple(one for one in found if reach.covers(one.order.channel_id))

    async def pause(self, reach: Reach, chosen: str) -> Schedule:
        """Post no more of it until it is resumed."""
        schedule = await self._chosen(reach, chosen)
        if not await self._stores.schedules.pause(schedule.id, reach.guild_id):
            raise NotThatNow(status=(N_("paused"),))
        return replace(schedule, status="paused", why=None)

    async def resume(self, reach: Reach, chosen: str) -> Schedule:
        """Post again from its next time on; raises why its place does not take it."""
        schedule = await self._chosen(reach, chosen)
        self._check_place(schedule.order.channel_id)
        line, zone = cron(schedule.order.cron), await self._zone(schedule.order.zone)
        due_at = line.after(self._now(), zone)
        if not await self._stores.schedules.resume(schedule.id, reach.guild_id, due_at):
            raise NotThatNow(status=(N_("active"),))
        await self._postings.well(schedule)
        return replace(schedule, status="active", why=None, due_at=due_at)

    async def remove(self, reach: Reach, chosen: str) -> Schedule:
        """Forget it."""
        schedule = await self._chosen(reach, chosen)
        if not await self._stores.schedules.remove(schedule.id, reach.guild_id):
            raise NoSuchSchedule
        await self._postings.well(schedule)
        return schedule

    async def run(self, reach: Reach, chosen: str) -> Schedule:
        """Post it now; what the clock owes stays as it is. Raises why it cannot be posted."""
        schedule = await self._chosen(reach, chosen)
        now = self._now()
        # Whoever presses twice gets one.
        run = await self._stores.schedules.begin(schedule, now.replace(second=0, microsecond=0), now)
        if run is None:
            raise JustPosted
        try:
            await self._postings.post(run)
        except ChannelGone:
            await self._stores.schedules.end(run, "refused", self._now())
            raise PlaceGone from None
        except BaseException:
            # Whoever asked is told, and asks again when they want it again.
            await self._stores.schedules.end(run, "failed", self._now())
            raise
        return schedule

    async def _order(self, wish: Wish) -> Order:
        if wish.what not in self.offered():
            raise NothingToPost
        if wish.what == _OF_ONE_CAMPAIGN and wish.campaign is None:
            raise WhichCampaign
        if (wish.every is None) == (wish.cron is None):
            raise WhenMissing
        if wish.cron is not None and wish.at is not None:
            raise TimeTwice
        line = wish.cron if wish.every is None else line_of(wish.every, wish.at or DEFAULT_AT)
        cron(line := " ".join((line or "").split()))
        if wish.language not in (names := language_names()):
            raise BadLanguage(languages=", ".join(names.values()))
        usual = 30 if wish.every == "month" else _WEEK
        if not 1 <= (days := usual if wish.days is None else wish.days) <= LONGEST:
            raise BadDays(most=LONGEST)
        if wish.what == DIGEST:
            if wish.days not in (None, _WEEK):
                raise DigestDays
            days = _WEEK
        campaign_id = await self._campaign(wish)
        zone = (await self._zone(wish.zone)).key
        return Order(wish.guild_id, wish.channel_id, wish.what, line, zone, wish.language, days, campaign_id)

    async def _campaign(self, wish: Wish) -> int | None:
        """Return the campaign that was chosen, None for the server: what is posted is what one may look at oneself."""
        if wish.campaign is None:
            if not wish.person.steward:
                raise OneCampaign
            return None
        campaign_id = campaign_id_of(wish.campaign)
        if campaign_id not in {one.id for one in await self.campaigns(wish.person, wish.guild_id)}:
            raise NoSuchCampaign
        return campaign_id

    async def _zone(self, name: str) -> ZoneInfo:
        return await asyncio.to_thread(zone_named, name)

    def _check_place(self, channel_id: int) -> None:
        try:
            self._replies.check(channel_id)
        except ChannelGone:
            raise PlaceGone from None

    async def _chosen(self, reach: Reach, chosen: str) -> Schedule:
        wanted = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) <= _DIGITS else 0
        found = [one for one in await self.listed(reach) if one.id == wanted]
        if not found:
            raise NoSuchSchedule
        return found[0]
