"""What conditions and exhaustion do to rolls, and how they begin and end."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.character import Ability, Affliction
from bot.domain.event import Event
from bot.domain.harms import CONDITION_NAMES
from bot.domain.plaintext import shorten, shown
from bot.domain.rules.concentration import let_go
from bot.domain.rules.creatures import Creature, creature, put
from bot.domain.rules.d20 import Edges
from bot.domain.rules.mortality import die, living
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.state import GameState
from bot.i18n import N_

LETHAL_EXHAUSTION = 6
MOST_AT_ONCE = 20
MOST_ROUNDS = 14_400
"""A day in rounds of six seconds."""
_SOURCE_LENGTH = 80

_STRIKES_WELL = ("invisible",)
_STRIKES_BADLY = ("blinded", "frightened", "poisoned", "prone", "restrained")
_EASY_TO_STRIKE = ("blinded", "paralyzed", "petrified", "restrained", "stunned", "unconscious")
_HARD_TO_STRIKE = ("invisible",)
_CHECKS_BADLY = ("frightened", "poisoned")
_HELD = ("grappled", "paralyzed", "petrified", "restrained", "stunned", "unconscious")
_HELPLESS = ("paralyzed", "petrified", "stunned", "unconscious")


class NoSuchCondition(AgainstTheRules):
    sentence = N_("There is no such condition in the rules. There are: {known}.")


class TooManyConditions(AgainstTheRules):
    sentence = N_("{name} is under {most} conditions at once, which is the most.")


class NotAfflicted(AgainstTheRules):
    sentence = N_("{name} is not under that condition.")


class AtNoHitPoints(AgainstTheRules):
    sentence = N_("{name} is at 0 hit points: only hit points regained wake somebody who fell.")


class FoesDoNotTire(AgainstTheRules):
    sentence = N_("{name} is no character of the party; only those can be exhausted.")


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


def check_advantage(who: Creature) -> Edges:
    """Return why a creature's ability checks have disadvantage."""
    bad = [condition for condition in _CHECKS_BADLY if who.has(condition)]
    return Edges((), (*bad, "exhaustion") if who.exhaustion >= 1 else tuple(bad))


def save_advantage(who: Creature, ability: Ability | None) -> Edges:
    """Return why a creature's saving throw has disadvantage; a death saving throw has no ability."""
    bad = ("restrained",) if ability == "dex" and who.has("restrained") else ()
    return Edges((), (*bad, "exhaustion") if who.exhaustion >= 3 else bad)


def fails_save(who: Creature, ability: Ability) -> str:
    """Return the condition because of which a creature fails such a save without a roll, "" when it may roll."""
    if ability not in ("str", "dex"):
        return ""
    return next((condition for condition in _HELPLESS if who.has(condition)), "")


def critical_within_reach(target: Creature) -> bool:
    """Tell whether any attack that hits from within 5 feet is a critical hit."""
    return target.has("paralyzed") or target.has("unconscious")


def can_move(who: Creature) -> bool:
    """Tell whether a creature's speed is more than 0."""
    return not who.dead and who.exhaustion < 5 and not any(who.has(held) for held in _HELD)


def charmed_by(who: Creature, key: str) -> bool:
    """Tell whether a creature is charmed by the one with that key, which it cannot attack then."""
    return any(each.condition == "charmed" and source_of(each.source) == key for each in who.conditions)


def immune_to(who: Creature, condition: str) -> bool:
    """Tell whether a condition cannot befall a creature."""
    petrified = condition == "poisoned" and who.has("petrified")
    return petrified or condition in who.condition_immunities


def source_of(source: str) -> str:
    """Return the key of the creature behind a condition, from its source; the source itself where there is none.

    A condition that hangs on somebody's concentration has a source such as `pc:12/hold-person`.
    """
    return source.partition("/")[0]


def afflict(state: GameState, key: str, condition: str, source: str, rounds: int) -> Ruled:
    """Put a creature under a condition (SRD index) for rounds that end with its own turns, 0: until it is taken away.

    `source` is a creature's key, `held_by` of a spell, or words. Exhaustion grows by a level. The event is of kind
    `condition`; its `change` is `begins`, or `immune` when nothing comes of it. Raises `AgainstTheRules`.
    """
    if condition not in CONDITION_NAMES:
        raise NoSuchCondition(known=", ".join(CONDITION_NAMES))
    who, rounds = living(state, key), min(max(rounds, 0), MOST_ROUNDS)
    if immune_to(who, condition):
        return state, (_changed(who, condition, "immune", source),)
    if condition == "exhaustion":
        return _tire(state, who, source)
    new = Affliction(condition, shorten(source, _SOURCE_LENGTH), rounds)
    lasting = [each for each in who.conditions if (each.condition, each.source) == (condition, new.source)]
    if lasting and (lasting[0].rounds == 0 or 0 < rounds < lasting[0].rounds):
        new = lasting[0]
    kept = [each for each in who.conditions if each not in lasting]
    begun = [new]
    if condition == "unconscious" and not who.has("prone"):
        begun.append(Affliction("prone", new.source))
    if len(kept) + len(begun) > MOST_AT_ONCE:
        raise TooManyConditions(name=shown(who.name), most=MOST_AT_ONCE)
    after = replace(who, conditions=(*kept, *begun))
    state, event = put(state, after), _changed(who, condition, "begins", source, rounds=new.rounds)
    if after.has("incapacitated") and not who.has("incapacitated"):
        state, more = let_go(state, key, condition)
        return state, (event, *more)
    return state, (event,)


def relieve(state: GameState, key: str, condition: str) -> Ruled:
    """Take a condition from a creature, a level of exhaustion if it is that; raises `AgainstTheRules`."""
    who = living(state, key)
    if condition == "unconscious" and who.hit_points == 0:
        raise AtNoHitPoints(name=shown(who.name))
    if condition == "exhaustion" and who.exhaustion:
        level = who.exhaustion - 1
        event = _changed(who, condition, "ends", "", level=level)
        return put(state, replace(who, exhaustion=level)), (event,)
    kept = tuple(each for each in who.conditions if each.condition != condition)
    if len(kept) == len(who.conditions):
        raise NotAfflicted(name=shown(who.name))
    return put(state, replace(who, conditions=kept)), (_changed(who, condition, "ends", ""),)


def stand_up(state: GameState, key: str) -> Ruled:
    """Let a creature that lies on the ground get up, when it can."""
    who = creature(state, key)
    if not who.has("prone") or not who.able or not can_move(who):
        return state, ()
    return relieve(state, key, "prone")


def tick(state: GameState, key: str) -> Ruled:
    """End a creature's turn for its conditions: each lasts a round less."""
    who = creature(state, key)
    kept, events = list[Affliction](), list[Event]()
    for each in who.conditions:
        if each.rounds == 1:
            events.append(_changed(who, each.condition, "ends", each.source))
        else:
            kept.append(replace(each, rounds=max(0, each.rounds - 1)))
    after = tuple(kept)
    return (state if after == who.conditions else put(state, replace(who, conditions=after))), tuple(events)


def _tire(state: GameState, who: Creature, source: str) -> Ruled:
    if who.is_foe:
        raise FoesDoNotTire(name=shown(who.name))
    level = who.exhaustion + 1
    event = _changed(who, "exhaustion", "begins", source, level=level)
    state = put(state, replace(who, exhaustion=level))
    tired = creature(state, who.key)
    if level >= LETHAL_EXHAUSTION:
        state, more = die(state, tired)
        return state, (event, *more)
    # The fourth level halves the maximum, and nobody has more than that.
    return put(state, replace(tired, hit_points=min(tired.hit_points, tired.max_hit_points))), (event,)


def _changed(
    who: Creature, condition: str, change: str, source: str, rounds: int = 0, level: int | None = None
) -> Event:
    detail: dict[str, object] = {"creature": who.key, "condition": condition, "change": change, "source": source}
    if rounds:
        detail["rounds"] = rounds
    if level is not None:
        detail["level"] = level
    return Event("condition", who.name, detail)


def _of(who: str, condition: str) -> str:
    return f"{who} {condition}"
