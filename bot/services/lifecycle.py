"""Pause campaigns and go on with them, put them away, bring them back, and remove them for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.domain.campaign import Campaign, Status
from bot.domain.rules.departing import at_rest
from bot.domain.sheet import outfitted
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.between_turns import held_still
from bot.services.binding import NotAStewardHere, Place, campaign_id_of
from bot.services.campaigns import CampaignService
from bot.services.people import Person
from bot.services.play import PlayService
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

DAY: Final = timedelta(days=1)


class PausedAlready(SkaldError):
    sentence = N_("This campaign is paused already. Go on with /campaign resume.")


class NotPaused(SkaldError):
    sentence = N_("This campaign is not paused.")


class NotPlayedHere(SkaldError):
    sentence = N_("That campaign is not played in this channel any more. Nothing was done.")


class NothingToRestore(SkaldError):
    sentence = N_("“{name}” is neither archived nor deleted, so there is nothing to restore. See /campaign list.")


class LifecycleService:
    """What becomes of campaigns after they began."""

    def __init__(
        self,
        stores: Stores,
        campaigns: CampaignService,
        tables: Tables,
        play: PlayService,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._campaigns = campaigns
        self._tables = tables
        self._play = play
        self._now = now

    async def pause(self, channel_id: int, person: Person) -> Campaign:
        """Hear nobody until `resume`; a turn that is being told is told to its end."""
        table = await self._campaigns.changeable(channel_id, person)
        async with table.door:
            if table.state.campaign.status == "paused":
                raise PausedAlready
            await self._keep(table, "paused")
        return table.state.campaign

    async def resume(self, channel_id: int, person: Person) -> Campaign:
        """Hear everybody again, and answer what was written before the pause."""
        table = await self._campaigns.changeable(channel_id, person)
        async with table.door:
            if table.state.campaign.status != "paused":
                raise NotPaused
            channels = await self._stores.directory.channels(table.campaign_id)
            for channel in channels:
                # What was said in the pause is not taken in by a later start either.
                if (newest := self._play.listening.newest(channel)) is not None:
                    await self._stores.directory.heard(channel, newest)
            await self._keep(table, "open")
        await self._play.resume(channels)
        await self._play.go_on(channel_id)
        return table.state.campaign

    async def archive(self, channel_id: int, person: Person) -> Campaign:
        """Put a campaign away: no channel tells it until `restore`. Raises `StillTelling` while a turn is told."""
        table = await self._campaigns.owned(channel_id, person)
        await self._close(table, "archived", None)
        return table.state.campaign

    async def doomed(self, channel_id: int, person: Person) -> Campaign:
        """Return the campaign that somebody is about to delete, if they may."""
        return (await self._campaigns.owned(channel_id, person)).state.campaign

    async def delete(self, campaign_id: int, channel_id: int, person: Person) -> tuple[Campaign, datetime]:
        """Delete a campaign that is played in a channel; return when it is gone for good, until then `restore` helps.

        Raises `StillTelling` while a turn is told.
        """
        table = await self._campaigns.owned(channel_id, person)
        if table.campaign_id != campaign_id:
            raise NotPlayedHere
        gone = self._now() + DAY
        await self._close(table, "deleted", gone)
        return table.state.campaign, gone

    async def restore(self, place: Place, chosen: str) -> Campaign:
        """Open an archived or deleted campaign in a channel; its owner may where it was told before.

        Raises a sentence for whoever may not, one that is neither, or a channel that tells another.
        """
        table = await self._campaigns.at_server(campaign_id_of(chosen), place.guild_id, place.person, ("owner",))
        directory = self._stores.directory
        if not (place.here.steward or await directory.told_in(table.campaign_id, place.channel_id)):
            raise NotAStewardHere
        async with table.door:
            if not await directory.reopen(table.campaign_id, place.channel_id):
                raise NothingToRestore(name=table.state.campaign.name)
            _now_is(table, "open")
            self._play.bind(place.channel_id, table.campaign_id)
        await self._play.resume([place.channel_id])
        return table.state.campaign

    async def purge(self, now: datetime) -> int:
        """Remove the deleted campaigns whose day is over, and return how many; their characters go to rest first."""
        removed = 0
        for campaign_id in await self._stores.directory.due(now):
            try:
                removed += await self._purge(campaign_id, now)
            except (SkaldError, LookupError):
                # One that cannot go must not keep the others.
                log.exception("a deleted campaign could not be removed", campaign=campaign_id)
        return removed

    async def _purge(self, campaign_id: int, now: datetime) -> bool:
        table = await self._tables.get(campaign_id)
        async with table.door, table.pen:
            if table.worker is not None:
                return False
            sheets = {one.id: one for one in table.state.party}
            made = await self._stores.characters.of_campaign(campaign_id)
            resting = [replace(at_rest(sheets.get(one.id) or outfitted(one)), campaign_id=0) for one in made]
            return await self._stores.directory.purge(table.state.campaign, now, resting)

    async def _close(self, table: Table, status: Status, delete_after: datetime | None) -> None:
        # Nothing is kept, and no turn begins, until the channels are free.
        async with held_still(table):
            if table.state.campaign.status not in ("open", "paused"):
                raise NotPlayedHere
            for channel_id in await self._stores.directory.close(table.campaign_id, status, delete_after):
                self._play.unbind(channel_id)
            _now_is(table, status)

    async def _keep(self, table: Table, status: Status) -> None:
        await self._stores.campaigns.set_status(table.campaign_id, status)
        _now_is(table, status)


def _now_is(table: Table, status: Status) -> None:
    table.change(lambda state: replace(state, campaign=replace(state.campaign, status=status)))
