"""Levels from 1 to 20: what each asks for, and what it gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.character import ABILITIES, Character
from bot.domain.event import Event
from bot.domain.rules.creatures import most_hit_points
from bot.domain.rules.slots import slots, spell_modifier
from bot.domain.sheet import modifier
from bot.domain.spellbooks import usual_spells
from bot.domain.srd import CLASSES

HIGHEST_LEVEL = 20
HIGHEST_SCORE = 20
EXPERIENCE = (
    0,
    300,
    900,
    2_700,
    6_500,
    14_000,
    23_000,
    34_000,
    48_000,
    64_000,
    85_000,
    100_000,
    120_000,
    140_000,
    165_000,
    195_000,
    225_000,
    265_000,
    305_000,
    355_000,
)
"""The experience points each level asks for."""

_IMPROVEMENTS = frozenset({4, 8, 12, 16, 19})
_MORE_IMPROVEMENTS = {"fighter": frozenset({6, 14}), "rogue": frozenset({10})}


def level_at(experience: int) -> int:
    """Return the level that experience points are enough for."""
    return sum(experience >= asked for asked in EXPERIENCE) or 1


def hit_die(character: Character) -> int:
    """Return the sides of a character's hit die."""
    return CLASSES[character.class_].hit_die if character.class_ in CLASSES else 8


def hit_dice_left(character: Character) -> int:
    """Return how many hit dice a character has not spent."""
    return max(0, character.level - character.hit_dice_spent)


def constitution(character: Character) -> int:
    """Return a character's Constitution modifier."""
    return modifier(character.scores[2])


def grow(character: Character) -> tuple[Character, tuple[Event, ...]]:
    """Bring a character to the level that their experience is enough for, level by level; never down."""
    happened: list[Event] = []
    while character.level < min(HIGHEST_LEVEL, level_at(character.experience)):
        grown = _next_level(character)
        happened.append(Event("level", character.name, gained(character, grown)))
        character = grown
    return character, tuple(happened)


def _next_level(character: Character) -> Character:
    level = character.level + 1
    better = _improved(character, level)
    # More Constitution counts for the levels before as well.
    for_before = (constitution(better) - constitution(character)) * character.level
    gain = for_before + max(1, hit_die(character) // 2 + 1 + constitution(better))
    grown = replace(better, level=level, max_hit_points=character.max_hit_points + gain)
    # Whoever lies at 0 hit points is not woken by what they learned.
    if character.hit_points:
        grown = replace(grown, hit_points=min(character.hit_points + gain, most_hit_points(grown)))
    most_level = max((place for place, most in enumerate(slots(grown.class_, level), 1) if most), default=0)
    spells = usual_spells(grown.class_, level, most_level, spell_modifier(grown), grown.spells)
    return replace(grown, spells=spells)


def _improved(character: Character, level: int) -> Character:
    """Raise the scores the class needs most by two points in all, where this level does and none past 20."""
    if not improves(character.class_, level):
        return character
    needed = CLASSES[character.class_].priority if character.class_ in CLASSES else ABILITIES
    scores, points = list(character.scores), 2
    for ability in needed:
        place = ABILITIES.index(ability)
        raised = max(0, min(points, HIGHEST_SCORE - scores[place]))
        scores[place] += raised
        points -= raised
    first, second, third, fourth, fifth, sixth = scores
    return replace(character, scores=(first, second, third, fourth, fifth, sixth))


def improves(class_: str, level: int) -> bool:
    """Tell whether a class raises its ability scores at a level."""
    return level in _IMPROVEMENTS | _MORE_IMPROVEMENTS.get(class_, frozenset())


def gained(before: Character, after: Character) -> dict[str, Any]:
    """Write down for an event of kind `level` what it gave."""
    return {
        "character": after.key,
        "level_before": before.level,
        "level": after.level,
        "hit_die": hit_die(after),
        "constitution": constitution(after),
        "hit_points_before": before.hit_points,
        "hit_points": after.hit_points,
        "max_hit_points_before": before.max_hit_points,
        "max_hit_points": after.max_hit_points,
        "scores_before": list(before.scores),
        "scores": list(after.scores),
        "slots": list(slots(after.class_, after.level)),
        "spells": [spell for spell in after.spells if spell not in before.spells],
    }
