"""Whether a spell can be cast now, with which slot, and on how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.domain.character import Character
from bot.domain.plaintext import shorten, shown
from bot.domain.rules.actions import CannotAct, mark, named, place_of, use_action
from bot.domain.rules.creatures import creature
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.rules.slots import slots_left
from bot.domain.spell import Spell
from bot.domain.spellbooks import SPELL_ABILITY
from bot.domain.state import GameState
from bot.i18n import N_

MOST_IN_AN_AREA = 20

_RITUALISTS = frozenset({"bard", "cleric", "druid", "wizard"})
_LISTED = 400
_QUICK = ("action", "reaction")

Thing = TypeVar("Thing")


class NoCaster(AgainstTheRules):
    sentence = N_("{name} casts no spells.")


class SpellNotKnown(AgainstTheRules):
    sentence = N_("{name} does not know {spell}. {name} knows: {known}.")


class NoSlot(AgainstTheRules):
    sentence = N_("{name} has no spell slot left that {spell} can be cast with. Slots left: {left}.")


class SlotTooLow(AgainstTheRules):
    sentence = N_("{spell} needs a slot of level {level} at least.")


class TakesTooLong(AgainstTheRules):
    sentence = N_("{spell} takes {time} to cast, too long for a fight.")


class HasReacted(AgainstTheRules):
    sentence = N_("{name} has used the reaction of this round.")


@dataclass(frozen=True, slots=True)
class Means:
    """How a spell is cast: `level` is that of the slot, 0 for a cantrip; `spends` says whether a slot is used up."""

    caster: Character
    level: int
    spends: bool
    ritual: bool = False


def means(state: GameState, key: str, spell: Spell, level: int) -> Means:
    """Return how somebody can cast a spell now; `level` 0 takes the lowest slot that will do.

    Raises `AgainstTheRules` where they cannot.
    """
    caster = caster_of(state, key)
    if spell.index not in caster.spells:
        known = shorten(", ".join(sorted(caster.spells)), _LISTED) or "–"
        raise SpellNotKnown(name=shown(caster.name), spell=spell.name, known=known)
    if state.combat is not None and not spell.time.endswith(_QUICK):
        raise TakesTooLong(spell=spell.name, time=spell.time)
    if spell.level == 0:
        return Means(caster, 0, spends=False)
    ritual = spell.ritual and state.combat is None and caster.class_ in _RITUALISTS and level <= spell.level
    if ritual:
        return Means(caster, spell.level, spends=False, ritual=True)
    return Means(caster, _slot(caster, spell, level), spends=True)


def caster_of(state: GameState, key: str) -> Character:
    """Return the character with a key who casts spells; raises `NoCaster`."""
    caster = next((character for character in state.party if character.key == key), None)
    if caster is None or caster.class_ not in SPELL_ABILITY:
        raise NoCaster(name=shown(creature(state, key).name))
    return caster


def spend(state: GameState, means: Means, spell: Spell) -> GameState:
    """Use up the slot, and in a fight the reaction or the action, which a bonus action counts as, too.

    Raises `AgainstTheRules`.
    """
    key = means.caster.key
    if means.spends:
        spent = list(means.caster.slots_spent)
        spent[means.level - 1] += 1
        changed = replace(means.caster, slots_spent=tuple(spent))
        state = replace(state, party=tuple(changed if each.id == changed.id else each for each in state.party))
    return _react(state, key) if spell.time.endswith("reaction") else use_action(state, key)


def at_level(table: Sequence[tuple[int, Thing]], level: int) -> Thing | None:
    """Return what a table has for a level: the entry of the highest level that is not above it."""
    found = [value for of, value in table if of <= level]
    return found[-1] if found else None


def strength(spell: Spell, means: Means) -> int:
    """Return the level that a spell's tables are read at: the slot's, the caster's own for a cantrip."""
    return means.caster.level if spell.level == 0 else means.level


def most_targets(spell: Spell, means: Means) -> int:
    """Return how many creatures a spell can be cast on."""
    if spell.area:
        return MOST_IN_AN_AREA
    if rays := at_level(spell.rays, strength(spell, means)):
        return rays
    return spell.targets + (max(0, means.level - spell.level) if spell.more_targets else 0)


def _slot(caster: Character, spell: Spell, level: int) -> int:
    if level and level < spell.level:
        raise SlotTooLow(spell=spell.name, level=spell.level)
    left = slots_left(caster)
    wanted = range(level, level + 1) if level else range(spell.level, 10)
    found = next((each for each in wanted if left[each - 1]), None)
    if found is None and level:
        # A warlock's slots are all of one level, which may be higher than what was asked for.
        pact = caster.class_ == "warlock"
        found = next((each for each in range(level, 10) if left[each - 1]), None) if pact else None
    if found is None:
        rest = ", ".join(f"{number} × {each}" for each, number in enumerate(left, 1) if number)
        raise NoSlot(name=shown(caster.name), spell=spell.name, left=rest or "0")
    return found


def _react(state: GameState, key: str) -> GameState:
    who = creature(state, key)
    if not who.able:
        raise CannotAct(name=named(who))
    if state.combat is None:
        return state
    place = place_of(state, key)
    if place.reacted or place.surprised:
        raise HasReacted(name=named(who))
    return mark(state, key, reacted=True)
