"""What holds of every state that the rules can lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple

from bot.domain.campaign import NAME_LENGTH
from bot.domain.character import Affliction, Character
from bot.domain.combat import Combat, Foe
from bot.domain.gear import Item
from bot.domain.plaintext import clean
from bot.domain.rules.coins import MOST_COINS
from bot.domain.rules.experience import MOST_EXPERIENCE
from bot.domain.rules.inventory import ITEM_NAME_LENGTH, MOST_ITEMS, MOST_OF_ONE
from bot.domain.rules.levels import HIGHEST_LEVEL
from bot.domain.rules.slots import slots
from bot.domain.sheet import DESCRIPTION_LENGTH
from bot.domain.skills import SKILL_ABILITY
from bot.domain.srd import CLASSES, RACES
from bot.domain.state import MOST_CHARACTERS, GameState

MOST_HIT_POINTS = 10_000
HIGHEST_POSSIBLE_SCORE = 30
MOST_CONDITIONS = 30
MOST_SPELLS = 100
MOST_FOES = 100

_INDEX_LENGTH = 60
_HEAVIEST = 1_000_000
_LONGEST_ROUNDS = 1_000_000


def broken(state: GameState) -> tuple[str, ...]:
    """Return what does not hold in a state, as short English phrases; nothing for a state the rules know."""
    return (*_in_party(state), *(_in_fight(state.combat, state) if state.combat is not None else ()))


def wrong_with(character: Character) -> tuple[str, ...]:
    """Return what does not hold of a sheet alone, as short English phrases."""
    return tuple(_in_sheet(character))


def _in_party(state: GameState) -> Iterator[str]:
    if len(state.party) > MOST_CHARACTERS:
        yield "too many characters"
    for what, values in (
        ("id", [character.id for character in state.party]),
        ("player", [character.account_id for character in state.party]),
    ):
        if len(set(values)) != len(values):
            yield f"two characters have one {what}"
    for character in state.party:
        yield from (f"character {character.id}: {wrong}" for wrong in _in_sheet(character))


def _in_sheet(character: Character) -> Iterator[str]:
    yield from _in_words(character)
    yield from _in_numbers(character)
    yield from _in_death(character)
    yield from _in_belongings(character)
    yield from _in_conditions(character.conditions)


def _in_words(character: Character) -> Iterator[str]:
    if not any(letter.isalnum() for letter in character.name) or character.name != clean(character.name):
        yield "the name"
    if len(character.name) > NAME_LENGTH or len(character.description) > DESCRIPTION_LENGTH:
        yield "a text is too long"
    if character.race not in RACES or character.class_ not in CLASSES:
        yield "race or class"
    if not set(character.skills) <= set(SKILL_ABILITY) or len(set(character.skills)) != len(character.skills):
        yield "skills"
    if len(character.spells) > MOST_SPELLS or len(set(character.spells)) != len(character.spells):
        yield "spells"
    named = (*character.spells, *character.resistances, *character.vulnerabilities, *character.immunities)
    if any(len(index) > _INDEX_LENGTH for index in (*named, character.concentration)):
        yield "an index is too long"


def _in_numbers(character: Character) -> Iterator[str]:
    if not 1 <= character.level <= HIGHEST_LEVEL:
        yield "level"
    if not all(1 <= score <= HIGHEST_POSSIBLE_SCORE for score in character.scores):
        yield "ability scores"
    if not 0 <= character.experience <= MOST_EXPERIENCE:
        yield "experience"
    if not 1 <= character.max_hit_points <= MOST_HIT_POINTS:
        yield "hit point maximum"
    if not 0 <= character.hit_points <= character.max_hit_points:
        yield "hit points"
    if not 0 <= character.temporary_hit_points <= MOST_HIT_POINTS:
        yield "temporary hit points"
    if not 0 <= character.hit_dice_spent <= max(character.level, 0):
        yield "hit dice"
    level = min(max(character.level, 1), HIGHEST_LEVEL)
    if len(character.slots_spent) != 9 or not all(
        0 <= spent <= most for spent, most in zip(character.slots_spent, slots(character.class_, level), strict=True)
    ):
        yield "spell slots"


def _in_death(character: Character) -> Iterator[str]:
    if not 0 <= character.exhaustion <= 6:
        yield "exhaustion"
    if not (0 <= character.death_successes <= 3 and 0 <= character.death_failures <= 3):
        yield "death saves"
    if character.dead and character.hit_points:
        yield "dead with hit points"
    if character.stable and (character.hit_points or character.dead):
        yield "stable, but not at 0 hit points and alive"
    if character.hit_points and (character.death_successes or character.death_failures):
        yield "death saves of somebody awake"
    if character.exhaustion == 6 and not character.dead:
        yield "alive with six levels of exhaustion"


def _in_belongings(character: Character) -> Iterator[str]:
    if not all(0 <= count <= MOST_COINS for count in astuple(character.coins)):
        yield "coins"
    if len(character.items) > MOST_ITEMS:
        yield "too many items"
    for item in character.items:
        if not _sound(item):
            yield "an item"
            return


def _sound(item: Item) -> bool:
    return (
        any(letter.isalnum() for letter in item.name)
        and item.name == clean(item.name)
        and len(item.name) <= ITEM_NAME_LENGTH
        and len(item.index) <= _INDEX_LENGTH
        and 1 <= item.quantity <= MOST_OF_ONE
        and 0 <= item.weight <= _HEAVIEST
        and not (item.equipped and item.weapon is None and item.armour is None)
        and (item.armour is None or 0 <= item.armour.base <= HIGHEST_POSSIBLE_SCORE)
        and (item.weapon is None or len(item.weapon.damage) <= _INDEX_LENGTH)
    )


def _in_conditions(conditions: tuple[Affliction, ...]) -> Iterator[str]:
    if len(conditions) > MOST_CONDITIONS:
        yield "too many conditions"
    if not all(0 <= each.rounds <= _LONGEST_ROUNDS and len(each.condition) <= _INDEX_LENGTH for each in conditions):
        yield "conditions"


def _in_fight(combat: Combat, state: GameState) -> Iterator[str]:
    keys = [foe.key for foe in combat.foes]
    if len(keys) > MOST_FOES or len(set(keys)) != len(keys):
        yield "foes"
    if combat.round < 1 or not 0 <= combat.current < len(combat.order):
        yield "round or turn of the fight"
    order = [combatant.key for combatant in combat.order]
    if len(set(order)) != len(order) or not set(order) <= {*keys, *(character.key for character in state.party)}:
        yield "order of the fight"
    for foe in combat.foes:
        yield from (f"{foe.key[:_INDEX_LENGTH]}: {wrong}" for wrong in _in_foe(foe))


def _in_foe(foe: Foe) -> Iterator[str]:
    if not 1 <= foe.max_hit_points <= MOST_HIT_POINTS or not 0 <= foe.hit_points <= foe.max_hit_points:
        yield "hit points"
    if not 0 <= foe.temporary_hit_points <= MOST_HIT_POINTS:
        yield "temporary hit points"
    if foe.dead and foe.hit_points:
        yield "dead with hit points"
    yield from _in_conditions(foe.conditions)
