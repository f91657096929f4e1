"""Let characters come into a scene and leave it."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.character import Character
from bot.domain.plaintext import escape
from bot.domain.rules import attendance
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.admission import admit
from bot.services.altering import Alterations
from bot.services.characters import NoCharacter
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.table import Table
from bot.services.tables import Tables


class NoSuchCharacter(SkaldError):
    sentence = N_("There is no character {name} in this campaign.")


class NotYourCharacter(SkaldError):
    sentence = N_(
        "{name} is somebody else’s character. Whoever runs this campaign, or someone with the permission Manage "
        "Channels, can do that."
    )


class Attendance:
    """Who of a party is in the scene."""

    def __init__(self, people: PeopleService, tables: Tables, alterations: Alterations, play: PlayService) -> None:
        self._people = people
        self._tables = tables
        self._alterations = alterations
        self._play = play

    async def join(self, channel_id: int, person: Person, name: str | None = None) -> Character:
        """Bring a person's character into the scene, or, for who may change the campaign, anybody's by name."""
        return await self._change(channel_id, person, name, attendance.join)

    async def leave(self, channel_id: int, person: Person, name: str | None = None) -> Character:
        """Take a person's character out of the scene, or, for who may change the campaign, anybody's by name."""
        return await self._change(channel_id, person, name, attendance.leave)

    async def party(self, channel_id: int) -> tuple[Character, ...]:
        """List the characters of the campaign in a channel."""
        return (await self._table(channel_id)).state.party

    async def _change(
        self,
        channel_id: int,
        person: Person,
        name: str | None,
        rule: Callable[[GameState, Character], Ruled],
    ) -> Character:
        table = await self._table(channel_id)
        account_id = await self._people.account_of(person)
        character = _meant(table, account_id, name)
        if character.account_id == account_id:
            admit(table, account_id)
        elif not person.steward and table.members.get(account_id) not in ("owner", "gm"):
            raise NotYourCharacter(name=escape(character.name))

        def ruled(state: GameState) -> Ruled:
            # As the sheet stands when the change is written, which a turn may have changed meanwhile.
            return rule(state, next(one for one in state.party if one.id == character.id))

        await self._alterations.make(table, account_id, ruled)
        return character

    async def _table(self, channel_id: int) -> Table:
        return await self._tables.get(self._play.campaign_in(channel_id))


def _meant(table: Table, account_id: int, name: str | None) -> Character:
    character = table.state.named(name) if name else table.state.character_of(account_id)
    if character is not None:
        return character
    if name:
        raise NoSuchCharacter(name=escape(name[:80]))
    raise NoCharacter
