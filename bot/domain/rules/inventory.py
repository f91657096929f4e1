"""What characters carry: given, taken, handed on, used up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.character import Character
from bot.domain.equipment import item_name
from bot.domain.event import Event
from bot.domain.gear import Item
from bot.domain.plaintext import clean, escape, fold, shorten, shown
from bot.domain.rules.creatures import creature
from bot.domain.rules.encumbrance import carried
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.sheets import called, sheet_of, with_sheet
from bot.domain.state import GameState
from bot.i18n import N_, translate

MOST_ITEMS = 60
MOST_OF_ONE = 10_000
ITEM_NAME_LENGTH = 60

_ITEMS_TOLD = 300
# What does not get less by being used.
_LASTING = frozenset(
    {"backpack", "bedroll", "rope-hempen-50-feet", "tinderbox", "waterskin", "spellbook", "component-pouch"}
    | {"thieves-tools", "sprig-of-mistletoe", "amulet", "lute", "quiver", "crystal", "orb", "net", "crowbar"}
    | {"clothes-common", "book"}
)


class NamelessItem(AgainstTheRules):
    sentence = N_("An item needs a name with at least one letter in it.")


class BadQuantity(AgainstTheRules):
    sentence = N_("{quantity} of a thing cannot change hands; from 1 to {most} can.")


class TooManyItems(AgainstTheRules):
    sentence = N_("{name} cannot carry more than {most} different things.")


class StackFull(AgainstTheRules):
    sentence = N_("{name} cannot carry more than {most} of one thing.")


class NoSuchItem(AgainstTheRules):
    sentence = N_("{name} has no “{asked}”, only: {items}.")

    def __init__(self, character: Character, asked: str) -> None:
        self._items = character.items
        super().__init__(name=called(character), asked=shown(asked, ITEM_NAME_LENGTH))

    def say(self, language: str) -> str:
        names = ", ".join(clean(item_name(item, language)) for item in self._items)
        items = escape(shorten(names, _ITEMS_TOLD)) or "–"
        return translate(self.sentence, language).format(**self.values, items=items)


class NotEnoughOfIt(AgainstTheRules):
    sentence = N_("{name} has only {have} of that.")


class CannotUse(AgainstTheRules):
    sentence = N_("{name} is in no state to use anything.")


class NotUsedUp(AgainstTheRules):
    sentence = N_("A weapon, armour or tool is not used up: it is worn, wielded or worked with.")


def item_of(character: Character, name: str) -> Item:
    """Return the stack people mean by a name in either language, or a part of one; raises `NoSuchItem`."""
    meant = fold(name[:ITEM_NAME_LENGTH])
    names = [(item, {fold(item.name), fold(item_name(item, "fr")), fold(item.index)}) for item in character.items]
    for item, known in names:
        if meant and meant in known:
            return item
    words = set(meant.split())
    partly = [item for item, known in names if words and any(words <= set(one.split()) for one in known)]
    if len(partly) == 1:
        return partly[0]
    raise NoSuchItem(character, name)


def give_item(state: GameState, key: str, item: Item, quantity: int = 1, reason: str = "") -> Ruled:
    """Put some of a thing among a character's; raises an `AgainstTheRules` for what they cannot have."""
    character = sheet_of(state, key)
    after = _more(character, item, quantity)
    return with_sheet(state, after), (_event("give", character, item, quantity, reason),)


def take_item(state: GameState, key: str, name: str, quantity: int = 1, reason: str = "") -> Ruled:
    """Take some of a thing away from a character; raises `NoSuchItem`, `NotEnoughOfIt`."""
    character = sheet_of(state, key)
    item = item_of(character, name)
    return with_sheet(state, _less(character, item, quantity)), (_event("take", character, item, quantity, reason),)


def pass_item(state: GameState, key: str, to: str, name: str, quantity: int = 1, reason: str = "") -> Ruled:
    """Hand some of a thing from one character to another; raises what giving and taking raise."""
    character, receiver = sheet_of(state, key), sheet_of(state, to)
    item = item_of(character, name)
    state = with_sheet(state, _less(character, item, quantity))
    state = with_sheet(state, _more(sheet_of(state, to), item, quantity))
    event = _event("pass", character, item, quantity, reason)
    detail = {**event.detail, "to": receiver.key, "to_name": receiver.name}
    return state, (replace(event, detail=detail),)


def use_item(state: GameState, key: str, name: str, reason: str = "") -> tuple[GameState, tuple[Event, ...], Item]:
    """Use one of a thing up and return it as well; what it does beside that is for whoever asked to rule.

    Raises `CannotUse` for whoever cannot act, `NotUsedUp` for what lasts.
    """
    character = sheet_of(state, key)
    if not creature(state, key).able:
        raise CannotUse(name=called(character))
    item = item_of(character, name)
    if item.weapon is not None or item.armour is not None or item.index in _LASTING:
        raise NotUsedUp()
    return with_sheet(state, _less(character, item, 1)), (_event("use", character, item, 1, reason),), item


def _more(character: Character, item: Item, quantity: int) -> Character:
    _bounded(quantity)
    name = shorten(clean(item.name), ITEM_NAME_LENGTH)
    if not any(letter.isalnum() for letter in name):
        raise NamelessItem()
    fresh = replace(item, name=name, quantity=quantity, equipped=False, weight=max(0, item.weight))
    items = list(character.items)
    for place, known in enumerate(items):
        if replace(known, quantity=quantity, equipped=False) == fresh:
            if known.quantity + quantity > MOST_OF_ONE:
                raise StackFull(name=called(character), most=MOST_OF_ONE)
            items[place] = replace(known, quantity=known.quantity + quantity)
            break
    else:
        if len(items) >= MOST_ITEMS:
            raise TooManyItems(name=called(character), most=MOST_ITEMS)
        items.append(fresh)
    carried(character, tuple(items), character.coins)
    return replace(character, items=tuple(items))


def _less(character: Character, item: Item, quantity: int) -> Character:
    _bounded(quantity)
    if quantity > item.quantity:
        raise NotEnoughOfIt(name=called(character), have=item.quantity)
    left = replace(item, quantity=item.quantity - quantity)
    items = (left if one is item else one for one in character.items)
    return replace(character, items=tuple(one for one in items if one.quantity))


def _bounded(quantity: int) -> None:
    if not 1 <= quantity <= MOST_OF_ONE:
        raise BadQuantity(quantity=max(-MOST_OF_ONE, min(quantity, 10**12)), most=MOST_OF_ONE)


def _event(how: str, character: Character, item: Item, quantity: int, reason: str) -> Event:
    detail: dict[str, Any] = {
        "character": character.key,
        "how": how,
        "item": item.name,
        "index": item.index,
        "quantity": quantity,
        "reason": reason,
    }
    return Event("item", character.name, detail)
