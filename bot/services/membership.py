"""Who belongs to a campaign, and as what."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.domain.campaign import Campaign, Role
from bot.domain.plaintext import escape
from bot.domain.rules.departing import InTheFight, at_rest, depart
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.admission import NotInvited, Removed
from bot.services.altering import Alterations
from bot.services.between_turns import StillTelling, between_turns, look_again
from bot.services.campaigns import CampaignService
from bot.services.lifecycle import NotPlayedHere
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores
from bot.storage.characters import Move

Seat = Literal["player", "spectator"]
GivenRole = Literal["gm", "player", "spectator"]


class InAlready(SkaldError):
    sentence = N_("{name} is in this campaign already, as just that.")


class YouAreIn(SkaldError):
    sentence = N_("You are in this campaign already.")


class NotIn(SkaldError):
    sentence = N_("{name} is not in this campaign. Ask them in with /campaign invite.")


class YouAreNotIn(SkaldError):
    sentence = N_("You are not in this campaign.")


class OwnerStays(SkaldError):
    sentence = N_("Whoever owns a campaign stays in it. Hand it over first: /campaign handover.")


class OnlyTheOwner(SkaldError):
    sentence = N_("Only the owner of this campaign, or someone with the permission Manage Channels, can do that.")


class NoBots(SkaldError):
    sentence = N_("Bots do not play along.")


class NotAtThisServer(SkaldError):
    sentence = N_("{name} is not at this server any more.")


class MembershipService:
    """Let people into campaigns and out of them; whoever goes keeps their character."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        campaigns: CampaignService,
        tables: Tables,
        play: PlayService,
        alterations: Alterations,
    ) -> None:
        self._stores = stores
        self._people = people
        self._campaigns = campaigns
        self._tables = tables
        self._play = play
        self._alterations = alterations

    async def invite(self, channel_id: int, person: Person, guest: Person, seat: Seat = "player") -> Campaign:
        """Ask somebody in; raises a sentence for a person without the right, or a guest who is in already."""
        table = await self._campaigns.changeable(channel_id, person)
        account_id = await self._people.account_of(guest)
        async with table.door:
            was = table.members.get(account_id)
            if was in ("owner", "gm", "player") or was == seat:
                raise InAlready(name=escape(guest.name))
            await self._give(table, account_id, "invited" if seat == "player" else "spectator")
        return table.state.campaign

    async def join(
        self, channel_id: int, person: Person, seat: Seat = "player", campaign_id: int | None = None
    ) -> Campaign:
        """Come in, of the campaign with an id only; a player who wants to watch lets their character go to rest.

        Raises a sentence for whoever was not asked, was taken out, or is in as that already.
        """
        table = await self._table(channel_id)
        if campaign_id not in (None, table.campaign_id):
            raise NotPlayedHere
        account_id = await self._people.account_of(person)
        was = table.members.get(account_id)
        if was == "removed":
            raise Removed
        if was in ("owner", "gm") or was == seat:
            raise YouAreIn
        if seat == "player" and was in (None, "spectator") and table.state.campaign.rules.entry == "invited":
            raise NotInvited
        if seat == "spectator":
            await self._take_home(table, account_id, account_id, "left")
        async with table.door:
            # Somebody may have been taken out, or given the chair, while their character went home.
            if table.members.get(account_id) != was:
                raise YouAreIn
            await self._give(table, account_id, seat)
        await look_again(self._play, channel_id)
        return table.state.campaign

    async def leave(self, channel_id: int, person: Person) -> Campaign:
        """Leave a campaign, with the character; raises a sentence for its owner, and in the middle of a fight."""
        table = await self._table(channel_id)
        account_id = await self._people.account_of(person)
        was = table.members.get(account_id)
        if was == "owner":
            raise OwnerStays
        if was in (None, "removed"):
            raise YouAreNotIn
        await self._take_home(table, account_id, account_id, "left")
        async with table.door:
            if table.members.get(account_id) == "removed":
                raise Removed
            await self._stores.members.drop(table.campaign_id, account_id)
            table.members.pop(account_id, None)
        await self._leave_chair(table, account_id)
        await look_again(self._play, channel_id)
        return table.state.campaign

    async def remove(self, channel_id: int, person: Person, member: Person) -> bool:
        """Take somebody out, who keeps their character; False while that one has to stay, in a fight or a turn.

        They are heard no more at once; in the second case, this is to be asked once more when that is over.
        """
        table = await self._campaigns.changeable(channel_id, person)
        account_id = await self._people.account_of(member)
        was = table.members.get(account_id)
        plays = table.state.character_of(account_id) is not None
        if was == "owner":
            raise OwnerStays
        if was in (None, "removed") and not plays:
            raise NotIn(name=escape(member.name))
        if was == "gm" and not await self._campaigns.may(table, person, ("owner",)):
            raise OnlyTheOwner
        async with table.door:
            await self._give(table, account_id, "removed")
        await self._leave_chair(table, account_id)
        try:
            await self._take_home(table, account_id, await self._people.account_of(person), "removed")
        except (InTheFight, StillTelling):
            return False
        finally:
            await look_again(self._play, channel_id)
        return True

    async def give_role(self, channel_id: int, person: Person, member: Person, role: GivenRole) -> Campaign:
        """Let a member help to run a campaign, play it or watch it."""
        table = await self._owned(channel_id, person)
        account_id = await self._people.account_of(member)
        was = self._was(table, account_id, member)
        if was == "owner":
            raise OwnerStays
        if was == role:
            raise InAlready(name=escape(member.name))
        if role == "spectator":
            await self._take_home(table, account_id, await self._people.account_of(person), "left")
        async with table.door:
            self._was(table, account_id, member)
            await self._give(table, account_id, role)
        if role != "gm":
            await self._leave_chair(table, account_id)
        await look_again(self._play, channel_id)
        return table.state.campaign

    async def heir(self, channel_id: int, person: Person, heir: Person) -> Campaign:
        """Return the campaign that somebody is about to hand over, if they may, and to somebody who can have it."""
        table = await self._owned(channel_id, person)
        if self._was(table, await self._people.account_of(heir), heir) == "owner":
            raise InAlready(name=escape(heir.name))
        return table.state.campaign

    async def hand_over(self, campaign_id: int, channel_id: int, person: Person, heir: Person) -> Campaign:
        """Let another member own a campaign; whoever owned it helps to run it from then on."""
        table = await self._owned(channel_id, person)
        if table.campaign_id != campaign_id:
            raise NotPlayedHere
        account_id = await self._people.account_of(heir)
        async with table.door:
            if self._was(table, account_id, heir) == "owner":
                raise InAlready(name=escape(heir.name))
            if not await self._stores.members.hand_over(campaign_id, account_id):
                raise NotIn(name=escape(heir.name))
            table.members = {one: "gm" if role == "owner" else role for one, role in table.members.items()}
            table.members[account_id] = "owner"
            table.change(lambda state: replace(state, campaign=replace(state.campaign, owner_id=account_id)))
        return table.state.campaign

    async def _table(self, channel_id: int) -> Table:
        return await self._tables.get(self._play.campaign_in(channel_id))

    async def _owned(self, channel_id: int, person: Person) -> Table:
        table = await self._table(channel_id)
        if not await self._campaigns.may(table, person, ("owner",)):
            raise OnlyTheOwner
        return table

    def _was(self, table: Table, account_id: int, member: Person) -> Role:
        role = table.members.get(account_id)
        if role in (None, "invited", "removed"):
            raise NotIn(name=escape(member.name))
        return role

    async def _give(self, table: Table, account_id: int, role: Role) -> None:
        await self._stores.campaigns.set_role(table.campaign_id, account_id, role)
        table.members[account_id] = role

    async def _take_home(self, table: Table, account_id: int, by: int, reason: str) -> None:
        """Let somebody's character, if they play one, rest at home; raises `InTheFight` or `StillTelling`."""
        character = table.state.character_of(account_id)
        if character is None:
            return
        async with between_turns(table):
            await self._alterations.make(
                table,
                by,
                lambda state: depart(state, character, reason),
                lambda before, after: [
                    Move(one.id, None, replace(at_rest(one), campaign_id=0))
                    for one in before.party
                    if one.id == character.id
                ],
            )

    async def _leave_chair(self, table: Table, account_id: int) -> None:
        """Let the model be the game master again where somebody who goes was."""
        if table.state.campaign.chair == account_id:
            await self._stores.campaigns.set_chair(table.campaign_id, None)
            table.change(lambda state: replace(state, campaign=replace(state.campaign, chair=None)))
