"""Spell slots, and what a caster's spells are worth, after SRD 5.1."""

from __future__ import annotations

from bot.domain.character import ABILITIES, NO_SLOTS, Character
from bot.domain.sheet import modifier, proficiency
from bot.domain.spellbooks import SPELL_ABILITY

_HALF_CASTERS = frozenset({"paladin", "ranger"})
# A row for each level: how many slots of spell level 1, 2, 3 …
_FULL = (
    "2",
    "3",
    "42",
    "43",
    "432",
    "433",
    "4331",
    "4332",
    "43331",
    "43332",
    "433321",
    "433321",
    "4333211",
    "4333211",
    "43332111",
    "43332111",
    "433321111",
    "433331111",
    "433332111",
    "433332211",
)
# How many slots, all of the highest spell level there is for a warlock.
_PACT = (1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4)


def slots(class_: str, level: int) -> tuple[int, ...]:
    """Return how many slots of the spell levels 1 to 9 a class has at a level from 1 to 20; none for who casts none."""
    if class_ not in SPELL_ABILITY or (class_ in _HALF_CASTERS and level < 2):
        return NO_SLOTS
    if class_ == "warlock":
        of = min((level + 1) // 2, 5)
        return tuple(_PACT[level - 1] if spell_level == of else 0 for spell_level in range(1, 10))
    row = _FULL[((level + 1) // 2 if class_ in _HALF_CASTERS else level) - 1]
    return tuple(int(row[place]) if place < len(row) else 0 for place in range(9))


def slots_left(character: Character) -> tuple[int, ...]:
    """Return how many slots of each spell level a character has not used."""
    have = slots(character.class_, character.level)
    return tuple(max(0, most - spent) for most, spent in zip(have, character.slots_spent, strict=True))


def spell_modifier(character: Character) -> int:
    """Return the modifier of the ability a character casts with; 0 for who casts none."""
    ability = SPELL_ABILITY.get(character.class_)
    return 0 if ability is None else modifier(character.scores[ABILITIES.index(ability)])


def spell_dc(character: Character) -> int:
    """Return the difficulty of a saving throw against a character's spells."""
    return 8 + spell_attack(character)


def spell_attack(character: Character) -> int:
    """Return what a character adds to the attack roll of a spell."""
    return proficiency(character.level) + spell_modifier(character)
