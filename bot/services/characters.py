"""Show the sheets of characters, and let their players arrange what they carry."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.character import Character
from bot.domain.rules.ruled import Ruled
from bot.domain.rules.wielding import equip, unequip
from bot.domain.state import GameState
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.altering import Alterations
from bot.services.between_turns import between_turns
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores


class NoCharacter(SkaldError):
    sentence = N_("You have no character in this campaign yet. Make one with /character create.")


class CharacterService:
    """Keep the sheets of a campaign's party."""

    def __init__(
        self, stores: Stores, people: PeopleService, tables: Tables, play: PlayService, alterations: Alterations
    ) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._play = play
        self._alterations = alterations

    async def show(self, channel_id: int, person: Person) -> Character:
        """Return the person's sheet."""
        table = await self._table(channel_id)
        return _own(table, await self._people.account_of(person))

    async def wield(self, channel_id: int, person: Person, item: str, *, on: bool) -> Character:
        """Let the person's character put on or draw one of their things, or put it away; return the sheet after it."""
        rule = equip if on else unequip
        return await self.change(channel_id, person, lambda state, key: rule(state, key, item))

    async def change(self, channel_id: int, person: Person, rule: Callable[[GameState, str], Ruled]) -> Character:
        """Apply a rule to the person's character, by its key; return the sheet after it.

        Raises what the rule raises, and `StillTelling` while a turn is told, which may change what they have.
        """
        table = await self._table(channel_id)
        account_id = await self._people.account_of(person)
        key = _own(table, account_id).key
        async with between_turns(table):
            await self._alterations.make(table, account_id, lambda state: rule(state, key))
        return _own(table, account_id)

    async def _table(self, channel_id: int) -> Table:
        return await self._tables.get(self._play.campaign_in(channel_id))


def _own(table: Table, account_id: int) -> Character:
    character = table.state.character_of(account_id)
    if character is None:
        raise NoCharacter
    return character
