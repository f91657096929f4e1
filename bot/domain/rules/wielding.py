"""Put on and take off: what a character wears and has at hand."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.character import Character
from bot.domain.event import Event
from bot.domain.gear import Item
from bot.domain.rules.armour import armour_class
from bot.domain.rules.creatures import creature
from bot.domain.rules.inventory import CannotUse, item_of
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.sheets import called, sheet_of, with_sheet
from bot.domain.state import GameState
from bot.i18n import N_

MOST_AT_HAND = 3


class NothingToWield(AgainstTheRules):
    sentence = N_("{name} can only equip weapons, armour and shields; that is none.")


class ArmourInFight(AgainstTheRules):
    sentence = N_("Armour takes minutes to put on or off: not in the middle of a fight.")


def equip(state: GameState, key: str, name: str) -> Ruled:
    """Wear or take in hand one of a character's things; what stands in its way is put away.

    One armour and one shield are worn at a time, no shield goes with what needs two hands, and three weapons are at
    hand at most. Raises `NothingToWield`, `ArmourInFight`, `CannotUse`.
    """
    character = sheet_of(state, key)
    item = _wieldable(state, character, name)
    if item.equipped:
        return state, ()
    away = [one for one in character.items if one.equipped and _in_the_way(one, item)]
    at_hand = [one for one in character.items if one.equipped and one.weapon is not None and one not in away]
    if item.weapon is not None:
        away += at_hand[: max(0, len(at_hand) + 1 - MOST_AT_HAND)]
    after = _changed(character, item, away)
    return with_sheet(state, after), (_event(character, after, item, True, away),)


def unequip(state: GameState, key: str, name: str) -> Ruled:
    """Take off or put away one of a character's things; raises as `equip` does."""
    character = sheet_of(state, key)
    item = _wieldable(state, character, name)
    if not item.equipped:
        return state, ()
    after = _changed(character, None, [item])
    return with_sheet(state, after), (_event(character, after, item, False, []),)


def _wieldable(state: GameState, character: Character, name: str) -> Item:
    if not creature(state, character.key).able:
        raise CannotUse(name=called(character))
    item = item_of(character, name)
    if item.weapon is None and item.armour is None:
        raise NothingToWield(name=called(character))
    if state.combat is not None and item.armour is not None and item.armour.kind != "shield":
        raise ArmourInFight()
    return item


def _in_the_way(worn: Item, item: Item) -> bool:
    if worn.armour is not None and item.armour is not None:
        return (worn.armour.kind == "shield") == (item.armour.kind == "shield")
    return (_is_shield(worn) and _takes_two_hands(item)) or (_takes_two_hands(worn) and _is_shield(item))


def _is_shield(item: Item) -> bool:
    return item.armour is not None and item.armour.kind == "shield"


def _takes_two_hands(item: Item) -> bool:
    return item.weapon is not None and "two-handed" in item.weapon.properties


def _changed(character: Character, on: Item | None, off: list[Item]) -> Character:
    def stands(item: Item) -> Item:
        if item is on:
            return replace(item, equipped=True)
        return replace(item, equipped=False) if any(item is other for other in off) else item

    return replace(character, items=tuple(stands(item) for item in character.items))


def _event(before: Character, after: Character, item: Item, on: bool, away: list[Item]) -> Event:
    detail = {
        "character": before.key,
        "item": item.name,
        "index": item.index,
        "equipped": on,
        "put_away": [[other.name, other.index] for other in away],
        "armour_class_before": armour_class(before),
        "armour_class": armour_class(after),
    }
    return Event("equip", before.name, detail)
