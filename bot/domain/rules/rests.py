"""Short and long rests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from bot.domain.character import NO_SLOTS, Character
from bot.domain.dice import Dice
from bot.domain.event import Event
from bot.domain.rules.creatures import most_hit_points
from bot.domain.rules.levels import constitution, hit_dice_left, hit_die
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.sheets import called
from bot.domain.rules.slots import slots_left
from bot.domain.state import GameState
from bot.i18n import N_

_SLEPT_OFF = frozenset({"prone", "unconscious"})

RestKind = Literal["short", "long"]


class RestInFight(AgainstTheRules):
    sentence = N_("Nobody rests in the middle of a fight.")


class NobodyRests(AgainstTheRules):
    sentence = N_("Nobody alive is here to rest.")


class SomebodyDies(AgainstTheRules):
    sentence = N_("{name} is dying: heal or stabilise them before anyone rests.")


def rest(state: GameState, kind: RestKind, dice: Dice, spend: int | None = None) -> Ruled:
    """Let everybody who is here and alive rest; raises `RestInFight`, `NobodyRests` or `SomebodyDies`.

    A short rest spends hit dice for whoever lacks at least what one gives on average; with `spend`, as many as that
    for whoever is wounded. Somebody stable wakes in the hours of either rest.
    """
    if state.combat is not None:
        raise RestInFight()
    resting = {character.key for character in state.present if not character.dead}
    if not resting:
        raise NobodyRests()
    party, happened = list(state.party), [Event("rest", "", {"rest": kind})]
    for place, character in enumerate(party):
        if character.key not in resting:
            continue
        if character.hit_points == 0 and not character.stable:
            raise SomebodyDies(name=called(character))
        rested, drawn = _short(character, dice, spend) if kind == "short" else (_long(character), [])
        party[place] = rested
        if rested != character:
            happened.append(Event("rested", character.name, _regained(character, rested, kind, drawn)))
    return replace(state, party=tuple(party)), tuple(happened)


def _short(character: Character, dice: Dice, spend: int | None) -> tuple[Character, list[list[int]]]:
    rested = _awake(character)
    if character.class_ == "warlock":
        rested = replace(rested, slots_spent=NO_SLOTS)
    die, modifier, drawn = hit_die(rested), constitution(rested), list[list[int]]()
    most, average = most_hit_points(rested), max(1, die // 2 + 1 + modifier)
    least = average if spend is None else 1
    while hit_dice_left(rested) and most - rested.hit_points >= least and (spend is None or len(drawn) < spend):
        face = dice.die(die)
        drawn.append([die, face])
        rested = replace(
            rested,
            hit_points=min(most, rested.hit_points + max(0, face + modifier)),
            hit_dice_spent=rested.hit_dice_spent + 1,
        )
    return rested, drawn


def _long(character: Character) -> Character:
    rested = replace(
        _awake(character),
        exhaustion=max(0, character.exhaustion - 1),
        hit_dice_spent=max(0, character.hit_dice_spent - max(1, character.level // 2)),
        slots_spent=NO_SLOTS,
        temporary_hit_points=0,
        concentration="",
    )
    return replace(rested, hit_points=most_hit_points(rested))


def _awake(character: Character) -> Character:
    """Let pass what an hour lets pass: counted rounds, death's door, lying on the ground and a faint."""
    lasting = tuple(each for each in character.conditions if not each.rounds and each.condition not in _SLEPT_OFF)
    return replace(
        character,
        conditions=lasting,
        hit_points=max(1, character.hit_points),
        stable=False,
        death_successes=0,
        death_failures=0,
    )


def _regained(before: Character, after: Character, kind: RestKind, drawn: list[list[int]]) -> dict[str, Any]:
    return {
        "character": after.key,
        "rest": kind,
        "drawn": drawn,
        "modifier": constitution(after),
        "hit_points_before": before.hit_points,
        "hit_points": after.hit_points,
        "max_hit_points": most_hit_points(after),
        "hit_dice_before": hit_dice_left(before),
        "hit_dice": hit_dice_left(after),
        "exhaustion_before": before.exhaustion,
        "exhaustion": after.exhaustion,
        "slots_before": list(slots_left(before)),
        "slots": list(slots_left(after)),
    }
