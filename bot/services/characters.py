"""Make characters and show their sheets."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.character import Character
from bot.domain.sheet import new_sheet
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.table import Table, Tables
from bot.storage import Stores


class NoCharacter(SkaldError):
    sentence = N_("You have no character in this campaign yet. Make one with /character create.")


class CharacterService:
    """Keep the sheets of a campaign's party."""

    def __init__(self, stores: Stores, people: PeopleService, tables: Tables, play: PlayService) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._play = play

    async def create(
        self, channel_id: int, person: Person, *, name: str, race: str, class_: str, description: str
    ) -> Character:
        """Make the person's character in the campaign of a channel."""
        table = await self._table(channel_id)
        account_id = await self._people.account_of(person)
        sheet = new_sheet(
            campaign_id=table.campaign_id,
            account_id=account_id,
            name=name,
            race=race,
            class_=class_,
            description=description,
        )
        character = await self._stores.characters.create(sheet)
        await self._stores.campaigns.ensure_member(table.campaign_id, account_id)
        table.change(lambda state: replace(state, party=(*state.party, character)))
        return character

    async def show(self, channel_id: int, person: Person) -> Character:
        """Return the person's sheet."""
        table = await self._table(channel_id)
        character = table.state.character_of(await self._people.account_of(person))
        if character is None:
            raise NoCharacter
        return character

    async def _table(self, channel_id: int) -> Table:
        return await self._tables.get(self._play.campaign_in(channel_id))
