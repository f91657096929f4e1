"""Let a party rest by a command, where nobody gains anything by it that the story does not know."""

from __future__ import annotations

from bot.domain.dice import Dice
from bot.domain.event import Event
from bot.domain.lines import line, signed
from bot.domain.rules.rests import RestKind, rest
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.admission import admit
from bot.services.altering import Alterations
from bot.services.between_turns import between_turns
from bot.services.characters import NoCharacter
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.tables import Tables


class AskInTheStory(SkaldError):
    sentence = N_(
        "Others are here as well, so the story decides when there is time to rest: say there that you want to. "
        "Whoever runs this campaign can use this command at any time."
    )


class RestService:
    """Short and long rests outside of the story."""

    def __init__(
        self, people: PeopleService, tables: Tables, play: PlayService, alterations: Alterations, dice: Dice
    ) -> None:
        self._people = people
        self._tables = tables
        self._play = play
        self._alterations = alterations
        self._dice = dice

    async def rest(self, channel_id: int, person: Person, kind: RestKind, spend: int | None) -> tuple[str, ...]:
        """Let everybody in the scene rest; return the lines that say what it gave them, in the campaign's language.

        Only for who plays alone or runs the campaign. Raises `NoCharacter` and `AskInTheStory` for others, and what the
        rules refuse.
        """
        table = await self._tables.get(self._play.campaign_in(channel_id))
        account_id = await self._people.account_of(person)
        admit(table, account_id)
        runs = person.steward or table.members.get(account_id) in ("owner", "gm")
        if not runs and table.state.character_of(account_id) is None:
            raise NoCharacter
        if not runs and {one.account_id for one in table.state.present} != {account_id}:
            raise AskInTheStory
        happened: list[Event] = []

        def ruled(state: GameState) -> Ruled:
            after, events = rest(state, kind, self._dice, spend)
            happened.extend(events)
            return after, events

        async with between_turns(table):
            state = await self._alterations.make(table, account_id, ruled)
        said = (signed(event.kind, line(event, state.campaign.language)) for event in happened)
        return tuple(one for one in said if one)
