"""What conditions and exhaustion do to rolls, after SRD 5.1's Appendix PH-A."""

from __future__ import annotations

from bot.domain.character import Ability
from bot.domain.rules.creatures import Creature
from bot.domain.rules.d20 import Edges, combine

__all__ = [
    "attack_advantage",
    "can_move",
    "charmed_by",
    "check_advantage",
    "combine",
    "critical_within_reach",
    "fails_save",
    "immune_to",
    "save_advantage",
    "source_of",
]

_STRIKES_WELL = ("invisible",)
_STRIKES_BADLY = ("blinded", "frightened", "poisoned", "prone", "restrained")
_EASY_TO_STRIKE = ("blinded", "paralyzed", "petrified", "restrained", "stunned", "unconscious")
_HARD_TO_STRIKE = ("invisible",)
_CHECKS_BADLY = ("frightened", "poisoned")
_HELD = ("grappled", "paralyzed", "petrified", "restrained", "stunned", "unconscious")
_HELPLESS = ("paralyzed", "petrified", "stunned", "unconscious")


def attack_advantage(attacker: Creature, target: Creature, melee: bool) -> Edges:
    """Return why an attack roll has advantage or disadvantage; `melee` is an attack from within 5 feet."""
    good = [_of("attacker", condition) for condition in _STRIKES_WELL if attacker.has(condition)]
    bad = [_of("attacker", condition) for condition in _STRIKES_BADLY if attacker.has(condition)]
    if attacker.exhaustion >= 3:
        bad.append(_of("attacker", "exhaustion"))
    good += [_of("target", condition) for condition in _EASY_TO_STRIKE if target.has(condition)]
    bad += [_of("target", condition) for condition in _HARD_TO_STRIKE if target.has(condition)]
    if target.has("prone"):
        (good if melee else bad).append(_of("target", "prone"))
    return Edges(tuple(good), tuple(bad))


def check_advantage(creature: Creature) -> Edges:
    """Return why a creature's ability checks have disadvantage."""
    bad = [condition for condition in _CHECKS_BADLY if creature.has(condition)]
    return Edges((), (*bad, "exhaustion") if creature.exhaustion >= 1 else tuple(bad))


def save_advantage(creature: Creature, ability: Ability | None) -> Edges:
    """Return why a creature's saving throw has disadvantage; a death saving throw has no ability."""
    bad = ("restrained",) if ability == "dex" and creature.has("restrained") else ()
    return Edges((), (*bad, "exhaustion") if creature.exhaustion >= 3 else bad)


def fails_save(creature: Creature, ability: Ability) -> str:
    """Return the condition because of which a creature fails such a save without a roll, "" when it may roll."""
    if ability not in ("str", "dex"):
        return ""
    return next((condition for condition in _HELPLESS if creature.has(condition)), "")


def critical_within_reach(target: Creature) -> bool:
    """Tell whether any attack that hits from within 5 feet is a critical hit."""
    return target.has("paralyzed") or target.has("unconscious")


def can_move(creature: Creature) -> bool:
    """Tell whether a creature's speed is more than 0."""
    return not creature.dead and creature.exhaustion < 5 and not any(creature.has(held) for held in _HELD)


def charmed_by(creature: Creature, key: str) -> bool:
    """Tell whether a creature is charmed by the one with that key, which it cannot attack then."""
    return any(each.condition == "charmed" and source_of(each.source) == key for each in creature.conditions)


def immune_to(creature: Creature, condition: str) -> bool:
    """Tell whether a condition cannot befall a creature."""
    petrified = condition == "poisoned" and creature.has("petrified")
    return petrified or condition in creature.condition_immunities


def source_of(source: str) -> str:
    """Return the key of the creature behind a condition, from its source; the source itself where there is none.

    A condition that hangs on somebody's concentration has a source such as `pc:12/hold-person`.
    """
    return source.partition("/")[0]


def _of(who: str, condition: str) -> str:
    return f"{who} {condition}"
