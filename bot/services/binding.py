"""The campaigns of a server, and the channels they are told in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from bot.domain.campaign import Campaign
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.between_turns import held_still
from bot.services.campaigns import CampaignService, NoSuchCampaign
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.storage import Stores
from bot.storage.directory import Listed

Purpose = Literal["bind", "restore", "clone"]
_DIGITS: Final = 18


class NotAStewardHere(SkaldError):
    sentence = N_("Only someone with the permission Manage Channels can have a campaign told in this channel.")


class Resting(SkaldError):
    sentence = N_("“{name}” is archived or deleted. Bring it back with /campaign restore.")


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a server, and who acts there.

    `here` manages this channel, or does not; `person` manages all channels of the server, or does not.
    """

    guild_id: int
    channel_id: int
    here: Person
    person: Person


class BindingService:
    """List campaigns, and let channels tell them or no longer."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        campaigns: CampaignService,
        play: PlayService,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._people = people
        self._campaigns = campaigns
        self._play = play
        self._now = now

    async def listed(self, guild_id: int, person: Person) -> list[Listed]:
        """Return the campaigns of a server that somebody may know of; a steward of all channels knows all."""
        return [one for one in await self._of(guild_id, person) if self._seen(one, person)]

    async def choices(self, guild_id: int, person: Person, purpose: Purpose) -> list[Listed]:
        """Return the campaigns that somebody may have told in a channel, restore, or take as a template."""
        statuses = {"bind": ("open", "paused"), "restore": ("archived", "deleted")}.get(
            purpose, ("open", "paused", "archived")
        )
        roles = ("owner",) if purpose == "restore" else ("owner", "gm")
        return [
            one
            for one in await self._of(guild_id, person)
            if one.status in statuses and self._stands(one) and (person.steward or one.role in roles)
        ]

    async def bind(self, place: Place, chosen: str) -> Campaign:
        """Have a campaign told in a channel, too.

        Raises a sentence for whoever may not change it or manage the channel, and `ChannelTaken`.
        """
        if not place.here.steward:
            raise NotAStewardHere
        table = await self._campaigns.at_server(campaign_id_of(chosen), place.guild_id, place.person)
        async with table.door:
            campaign = table.state.campaign
            if campaign.status not in ("open", "paused"):
                raise Resting(name=campaign.name)
            await self._stores.channels.bind(campaign.id, place.channel_id)
            self._play.bind(place.channel_id, campaign.id)
        return campaign

    async def unbind(self, channel_id: int, person: Person) -> Campaign:
        """Have nothing told in a channel any more; the story stays. Raises `StillTelling` while a turn is told."""
        table = await self._campaigns.changeable(channel_id, person)
        async with held_still(table):
            await self._stores.channels.unbind(channel_id)
            self._play.unbind(channel_id)
        return table.state.campaign

    async def _of(self, guild_id: int, person: Person) -> list[Listed]:
        return await self._stores.directory.of_guild(guild_id, await self._people.account_of(person))

    def _stands(self, one: Listed) -> bool:
        """Tell whether a campaign is there still: a deleted one is for a day."""
        return one.delete_after is None or one.delete_after > self._now()

    def _seen(self, one: Listed, person: Person) -> bool:
        if person.steward:
            return self._stands(one)
        if one.status == "deleted":
            return one.role == "owner" and self._stands(one)
        if one.role is not None:
            return one.role != "removed"
        return one.entry == "open" and one.status != "archived"


def campaign_id_of(chosen: str) -> int:
    """Read the id that the list of campaigns gives for one; raises `NoSuchCampaign` for anything else."""
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) <= _DIGITS):
        raise NoSuchCampaign
    return int(chosen)
