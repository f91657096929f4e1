"""Let a person be the game master for a while: they tell the story, and set what the rules let them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.domain.dice import Roll
from bot.domain.event import Event
from bot.domain.lines import line
from bot.domain.plaintext import escape
from bot.domain.rules.by_hand import Value, set_value
from bot.domain.rules.creatures import find, known
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.altering import Alterations
from bot.services.campaigns import CampaignService
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.rolls import RollService
from bot.services.table import Table
from bot.services.tables import Tables
from bot.services.utterance import Utterance
from bot.storage import Stores
from bot.storage.campaigns import Member


class ChairTaken(SkaldError):
    sentence = N_("{name} is the game master here now. They, or whoever may change this campaign, can /gm back.")


class InTheChairAlready(SkaldError):
    sentence = N_("You are the game master here already. Tell the story with /gm narrate.")


class NobodyInTheChair(SkaldError):
    sentence = N_("No person is the game master here now; the model is. With /gm take, you are.")


class NotInTheChair(SkaldError):
    sentence = N_("Only the person who is the game master can do that, and that is {name}.")


class NobodyMeant(SkaldError):
    sentence = N_("Say whose value it is: pick somebody for “who”.")


@dataclass(frozen=True, slots=True)
class Seated:
    """What became of the chair: who took it or gave it back, and what they tell the story in and of."""

    name: str
    language: str
    waiting: int


class Named(NamedTuple):
    """Somebody whose values can be set."""

    key: str
    name: str
    conditions: tuple[str, ...]


class ChairService:
    """The game master's chair of each campaign; `campaigns.chair` keeps who sits in it."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        campaigns: CampaignService,
        tables: Tables,
        play: PlayService,
        alterations: Alterations,
        rolls: RollService,
    ) -> None:
        self._stores = stores
        self._people = people
        self._campaigns = campaigns
        self._tables = tables
        self._play = play
        self._alterations = alterations
        self._rolls = rolls

    async def take(self, channel_id: int, person: Person) -> Seated:
        """Make a person who may change the campaign its game master; what is being told is told to its end."""
        table = await self._campaigns.changeable(channel_id, person)
        account_id = await self._people.account_of(person)
        # Of two who come at once, one is told that the other was faster.
        async with table.pen:
            chair = table.state.campaign.chair
            if chair is not None:
                raise InTheChairAlready if chair == account_id else ChairTaken(name=await self._name(table, chair))
            # Only of members it is known which Discord users they are.
            await self._stores.campaigns.ensure_member(table.campaign_id, account_id)
            table.members.setdefault(account_id, "player")
            await self._seat(table, account_id)
        return Seated(await self._name(table, account_id), table.state.campaign.language, len(table.waiting))

    async def hand_back(self, channel_id: int, person: Person) -> Seated:
        """Let the model be the game master again; `PlayService.go_on` then has it answer what waits."""
        table = await self._table(channel_id)
        chair = table.state.campaign.chair
        if chair is None:
            raise NobodyInTheChair
        if chair != await self._people.account_of(person):
            await self._campaigns.changeable(channel_id, person)
        await self._seat(table, None)
        return Seated(await self._name(table, chair), table.state.campaign.language, len(table.waiting))

    async def narrate(self, story: Utterance) -> None:
        """Keep what the game master tells; `PlayService.go_on` shows it as the answer to everything that waits."""
        await self.held(story.channel_id, story.person)
        await self._play.keep(replace(story, kind="narration"))

    async def roll(self, channel_id: int, person: Person, notation: str) -> Roll:
        """Roll dice for the table; raises `BadDice` for what is none."""
        await self.held(channel_id, person)
        return self._rolls.roll(notation)

    async def set(self, channel_id: int, person: Person, who: str | None, value: Value, given: str) -> tuple[str, ...]:
        """Set a value of somebody, named by key or name, or the scene's; return the lines that say what changed."""
        table = await self.held(channel_id, person)
        if not who and value != "place":
            raise NobodyMeant
        happened: list[Event] = []

        def ruled(state: GameState) -> Ruled:
            key = "" if not who or value == "place" else who if known(state, who) else find(state, who).key
            after, events = set_value(state, key, value, given)
            happened.extend(events)
            return after, events

        state = await self._alterations.make(table, await self._people.account_of(person), ruled)
        return tuple(said for event in happened if (said := line(event, state.campaign.language)))

    async def held(self, channel_id: int, person: Person) -> Table:
        """Return the table whose game master a person is; raises `NobodyInTheChair` or `NotInTheChair`."""
        table = await self._table(channel_id)
        chair = table.state.campaign.chair
        if chair is None:
            raise NobodyInTheChair
        if chair != await self._people.account_of(person):
            raise NotInTheChair(name=await self._name(table, chair))
        return table

    async def creatures(self, channel_id: int, person: Person) -> Sequence[Named]:
        """List whose values can be set, for the game master alone."""
        if not await self._holds(channel_id, person):
            return ()
        state = (await self._table(channel_id)).state
        foes = () if state.combat is None else state.combat.foes
        return [
            Named(one.key, one.name, tuple(each.condition for each in one.conditions)) for one in (*state.party, *foes)
        ]

    async def party(self, channel_id: int, person: Person) -> tuple[str, ...]:
        """Name the characters of the party, for the game master alone."""
        if not await self._holds(channel_id, person):
            return ()
        return tuple(one.name for one in (await self._table(channel_id)).state.party)

    async def _holds(self, channel_id: int, person: Person) -> bool:
        if channel_id not in self._play.bindings:
            return False
        chair = (await self._table(channel_id)).state.campaign.chair
        return chair is not None and chair == await self._people.account_of(person)

    async def _seat(self, table: Table, account_id: int | None) -> None:
        await self._stores.campaigns.set_chair(table.campaign_id, account_id)
        table.change(lambda state: replace(state, campaign=replace(state.campaign, chair=account_id)))

    async def _name(self, table: Table, account_id: int) -> str:
        member = await member_of(self._stores, table.campaign_id, account_id)
        return escape(member.name[:80]) if member else "?"

    async def _table(self, channel_id: int) -> Table:
        return await self._tables.get(self._play.campaign_in(channel_id))


async def member_of(stores: Stores, campaign_id: int, account_id: int) -> Member | None:
    """Return a member of a campaign by account, None for who is none."""
    members = await stores.campaigns.members(campaign_id)
    return next((one for one in members if one.account_id == account_id), None)
