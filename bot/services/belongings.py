"""Hand things and coins on, put them down, change coins."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.character import Character
from bot.domain.gear import Coin, Item
from bot.domain.plaintext import shown
from bot.domain.rules.coins import exchange_coins, pass_coins
from bot.domain.rules.creatures import creature
from bot.domain.rules.inventory import CannotUse, item_of, pass_item, take_item
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.sheets import called, sheet_of
from bot.domain.state import GameState
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.admission import admit
from bot.services.characters import CharacterService
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.tables import Tables


class NotHere(AgainstTheRules):
    sentence = N_("There is no character {name} in the scene. Pick one of those that are offered while you type.")


class NothingNamed(SkaldError):
    sentence = N_("Name a thing to give, or a kind of coin.")


class Belongings:
    """What characters do with what they carry, outside of the story."""

    def __init__(self, characters: CharacterService, people: PeopleService, tables: Tables, play: PlayService) -> None:
        self._characters = characters
        self._people = people
        self._tables = tables
        self._play = play

    async def give(
        self, channel_id: int, person: Person, to: str, item: str | None, coin: Coin | None, quantity: int
    ) -> tuple[Character, Character, Item | None]:
        """Hand a thing or coins from the person's character to another in the scene.

        Return both as they are after it, and the thing; None for coins.
        """
        if (item is None) is (coin is None):
            raise NothingNamed
        receiver, thing = "", None

        def rule(state: GameState, key: str) -> Ruled:
            nonlocal receiver, thing
            _able(state, key)
            other = _present(state, to, key)
            receiver = other.key
            if coin is not None:
                return pass_coins(state, key, other.key, quantity, coin)
            thing = item_of(sheet_of(state, key), item or "")
            return pass_item(state, key, other.key, item or "", quantity)

        giver = await self._change(channel_id, person, rule)
        state = (await self._tables.get(self._play.campaign_in(channel_id))).state
        return giver, sheet_of(state, receiver), thing

    async def drop(self, channel_id: int, person: Person, item: str, quantity: int) -> Character:
        """Let the person's character leave a thing behind; return the sheet after it."""
        return await self._change(channel_id, person, lambda state, key: take_item(state, key, item, quantity))

    async def exchange(self, channel_id: int, person: Person, amount: int, coin: Coin, into: Coin) -> Character:
        """Change coins of one kind into another of the same worth; return the sheet after it."""
        return await self._change(channel_id, person, lambda state, key: exchange_coins(state, key, amount, coin, into))

    async def others(self, channel_id: int, person: Person) -> list[str]:
        """Name the characters in the scene beside the person's own."""
        account_id = await self._people.account_of(person)
        state = (await self._tables.get(self._play.campaign_in(channel_id))).state
        return [one.name for one in state.present if one.account_id != account_id]

    async def _change(self, channel_id: int, person: Person, rule: Callable[[GameState, str], Ruled]) -> Character:
        table = await self._tables.get(self._play.campaign_in(channel_id))
        admit(table, await self._people.account_of(person))
        return await self._characters.change(channel_id, person, rule)


def _able(state: GameState, key: str) -> None:
    if not creature(state, key).able:
        raise CannotUse(name=called(sheet_of(state, key)))


def _present(state: GameState, name: str, key: str) -> Character:
    found = state.named(name[:200])
    if found is None or found not in state.present or found.key == key:
        raise NotHere(name=shown(name))
    return found
