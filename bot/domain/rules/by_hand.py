"""Values that a person in the game master's chair sets, within what the rules allow of any state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, Literal, get_args

from bot.domain.character import Character
from bot.domain.event import Event
from bot.domain.gear import Coin
from bot.domain.harms import find_condition
from bot.domain.plaintext import blank, clean
from bot.domain.rules.bounds import MOST_HIT_POINTS, broken
from bot.domain.rules.coins import MOST_COINS
from bot.domain.rules.conditions import LETHAL_EXHAUSTION, afflict, relieve
from bot.domain.rules.creatures import creature, most_hit_points, put
from bot.domain.rules.encumbrance import carried
from bot.domain.rules.experience import MOST_EXPERIENCE, learn
from bot.domain.rules.levels import EXPERIENCE, HIGHEST_LEVEL, constitution, grow, hit_die
from bot.domain.rules.mortality import die, fall, living, wake
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.sheets import sheet_of, with_sheet
from bot.domain.rules.slots import slots
from bot.domain.scene import Scene
from bot.domain.state import GameState
from bot.i18n import N_

BY_HAND: Final = "by_hand"
"""The kind of the event that says what a person changed."""

PLACE_LENGTH = 80

Value = Literal[
    "hit_points", "temporary", "experience", "level", "cp", "sp", "ep", "gp", "pp", "begins", "ends", "place"
]
VALUES: tuple[Value, ...] = get_args(Value)


class NotThatMuch(AgainstTheRules):
    sentence = N_("That goes from {least} to {most}; give a whole number.")


class NoPlace(AgainstTheRules):
    sentence = N_("Say where the scene is, in at most {limit} characters.")


class CannotBefall(AgainstTheRules):
    sentence = N_("{name} is immune to that condition.")


class WouldNotHold(AgainstTheRules):
    sentence = N_("The rules know no game like that, so nothing was changed.")


def set_value(state: GameState, key: str, value: Value, given: str) -> Ruled:
    """Set a value of the creature with a key, or the scene's place, to what was given.

    A level or experience brings what comes with it. The first event is of kind `by_hand`. Raises `AgainstTheRules`.
    """
    if value == "place":
        after, events = _move(state, given)
    elif value in ("begins", "ends"):
        after, events = _condition(state, key, value, given)
    elif value in ("cp", "sp", "ep", "gp", "pp"):
        after, events = _coins(state, key, value, _number(given, 0, MOST_COINS))
    else:
        after, events = _NUMBERS[value](state, key, given)
    if broken(after):
        raise WouldNotHold
    return after, events


def _number(given: str, least: int, most: int) -> int:
    written = given.strip()
    digits = written.isascii() and written.isdigit() and len(written) <= 12
    if not digits or not least <= (number := int(written)) <= most:
        raise NotThatMuch(least=least, most=most)
    return number


def _hit_points(state: GameState, key: str, given: str) -> Ruled:
    """Set hit points: with none left a character falls and a foe dies; with some again both are up, also the dead."""
    who = creature(state, key)
    number = _number(given, 0, who.max_hit_points)
    event = _changed(key, who.name, "hit_points", who.hit_points, number, max=who.max_hit_points, revived=who.dead)
    if number == 0 and (who.dead or who.hit_points == 0):
        return state, ()
    if number == 0:
        state, more = die(state, who) if who.is_foe else fall(state, who)
        return state, (event, *more)
    after = replace(who, hit_points=number, dead=False, exhaustion=min(who.exhaustion, LETHAL_EXHAUSTION - 1))
    return (put(state, after) if who.hit_points else wake(state, after)), (event,)


def _temporary(state: GameState, key: str, given: str) -> Ruled:
    who = living(state, key)
    number = _number(given, 0, MOST_HIT_POINTS)
    event = _changed(key, who.name, "temporary", who.temporary_hit_points, number)
    return put(state, replace(who, temporary_hit_points=number)), (event,)


def _experience(state: GameState, key: str, given: str) -> Ruled:
    before = sheet_of(state, key)
    number = _number(given, 0, MOST_EXPERIENCE)
    after, levels = learn(state, before, number)
    return with_sheet(state, after), (_changed(key, before.name, "experience", before.experience, number), *levels)


def _level(state: GameState, key: str, given: str) -> Ruled:
    before = sheet_of(state, key)
    level = _number(given, 1, HIGHEST_LEVEL)
    least = EXPERIENCE[level - 1]
    if level >= before.level:
        after, levels = grow(replace(before, experience=max(before.experience, least)))
    else:
        after, levels = _lowered(replace(before, experience=least), level), ()
    detail = {
        "experience_before": before.experience,
        "experience": after.experience,
        "max_hit_points_before": before.max_hit_points,
        "max_hit_points": after.max_hit_points,
    }
    event = _changed(key, before.name, "level", before.level, after.level, **detail)
    return with_sheet(state, after), (event, *levels)


def _lowered(character: Character, level: int) -> Character:
    """Take levels back with the hit points, hit dice and slots they gave; what was learned stays known."""
    gain = max(1, hit_die(character) // 2 + 1 + constitution(character))
    most = max(1, character.max_hit_points - gain * (character.level - level))
    lower = replace(character, level=level, max_hit_points=most)
    spent = zip(character.slots_spent, slots(character.class_, level), strict=True)
    return replace(
        lower,
        hit_points=min(lower.hit_points, most_hit_points(lower)),
        hit_dice_spent=min(lower.hit_dice_spent, level),
        slots_spent=tuple(min(one, have) for one, have in spent),
    )


def _coins(state: GameState, key: str, coin: Coin, number: int) -> Ruled:
    before = sheet_of(state, key)
    coins = replace(before.coins, **{coin: number})
    carried(before, before.items, coins)
    event = _changed(key, before.name, coin, getattr(before.coins, coin), number)
    return with_sheet(state, replace(before, coins=coins)), (event,)


def _condition(state: GameState, key: str, change: Literal["begins", "ends"], given: str) -> Ruled:
    condition = find_condition(given) or given
    if change == "begins":
        after, (first, *more) = afflict(state, key, condition, "", 0)
    else:
        after, (first, *more) = relieve(state, key, condition)
    if first.detail["change"] == "immune":
        raise CannotBefall(name=first.actor)
    return after, (Event(BY_HAND, first.actor, {**first.detail, "value": "condition"}), *more)


def _move(state: GameState, given: str) -> Ruled:
    place = clean(given)
    if blank(place) or len(place) > PLACE_LENGTH:
        raise NoPlace(limit=PLACE_LENGTH)
    before = state.scene
    # What a place is like, and who is there, does not come along to another.
    scene = before if place == before.place else Scene(place=place, time=before.time, away=before.away)
    return replace(state, scene=scene), (_changed("", "", "place", before.place, place),)


def _changed(key: str, name: str, value: Value, before: object, after: object, **more: Any) -> Event:
    return Event(BY_HAND, name, {"creature": key, "value": value, "before": before, "after": after, **more})


_NUMBERS: Mapping[str, Callable[[GameState, str, str], Ruled]] = {
    "hit_points": _hit_points,
    "temporary": _temporary,
    "experience": _experience,
    "level": _level,
}
