"""The turns of a fight: whose it is, and how it goes on until a character may act or one side is gone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.domain.character import Character
from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.rules.actions import fight_of, mark
from bot.domain.rules.creatures import creature
from bot.domain.rules.dying import death_save
from bot.domain.rules.ending import end, over
from bot.domain.rules.foes import foe_turn
from bot.domain.rules.initiative import roll_initiative
from bot.domain.rules.lasting import wear_off
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState

MOST_ROUNDS = 100
_ROUNDS_AT_ONCE = 3
_GRACE = 1


def turn_of(state: GameState) -> Character | None:
    """Return the character whose turn it is and who can act in it; None without a fight."""
    if state.combat is None:
        return None
    key = state.combat.now.key
    character = next((one for one in state.party if one.key == key), None)
    return character if character is not None and creature(state, key).able else None


def advance(state: GameState, dice: Dice) -> Ruled:
    """End the turn and go on to the next character who can act; foes act, the dying make their saves.

    Ends the fight when one side is gone. Raises `NoFight`.
    """
    state, events = go_on(state, dice)
    return fresh(state), events


def pass_turn(state: GameState, dice: Dice) -> Ruled:
    """Let whoever's turn it is dodge if nothing was done with it, and go on; raises `NoFight`."""
    now = fight_of(state).now
    who = creature(state, now.key)
    events: tuple[Event, ...] = ()
    if who.able and not who.is_foe and not now.acted:
        state = mark(state, now.key, acted=True, dodging=True)
        events = (Event("dodge", who.name, {"creature": now.key}),)
    state, more = go_on(state, dice)
    return state, (*events, *more)


def end_of_turn(state: GameState, acted: Collection[int], dice: Dice) -> Ruled:
    """Let the fight go on after a reply: from each character whose turn it is and who acted, by id or by the rules.

    A table that plays freely waits for one reply only for a character whose player says nothing; then it dodges.
    """
    events: tuple[Event, ...] = ()
    wrote, in_fight = set(acted), state.combat is not None
    passed: set[str] = set()
    while state.combat is not None:
        if outcome := over(state):
            state, more = end(state, outcome)
            return state, (*events, *more)
        now, whose = state.combat.now, turn_of(state)
        if now.key in passed:
            break
        passed.add(now.key)
        if whose is not None and not now.acted and now.waited < 0:
            break
        if whose is None or now.acted or whose.id in wrote:
            state, more = go_on(state, dice)
            events += more
            continue
        if not events and _present(state, wrote) and state.campaign.rules.mode == "free":
            if now.waited < _GRACE:
                return mark(state, now.key, waited=now.waited + 1), ()
            state, events = pass_turn(state, dice)
        break
    return (_settled(state) if in_fight else state), events


def fresh(state: GameState) -> GameState:
    """Mark that a turn began while a reply is told: the reply's end is not its end."""
    return state if state.combat is None else mark(state, state.combat.now.key, waited=-1)


def go_on(state: GameState, dice: Dice) -> Ruled:
    """Do what `advance` does, for a turn that ends with the reply."""
    state, events = wear_off(state, fight_of(state).now.key, dice)
    state, more = run_turns(_next(state), dice)
    return state, (*events, *more)


def run_turns(state: GameState, dice: Dice) -> Ruled:
    """Begin the turn of whoever is first now, and go on until a character can act; bounded, whatever the fight is."""
    events: tuple[Event, ...] = ()
    combat = fight_of(state)
    last = combat.round + _ROUNDS_AT_ONCE
    while (combat := fight_of(state)).round <= last:
        if outcome := over(state):
            state, more = end(state, outcome)
            return state, (*events, *more)
        if combat.round > MOST_ROUNDS:
            state, more = end(state, "stalemate")
            return state, (*events, *more)
        if combat.current == 0:
            state, more = _newcomers(state, dice)
            events += more
        key = fight_of(state).now.key
        state, more, waits = _begin(state, key, dice)
        events += more
        if waits:
            break
        state, more = wear_off(state, key, dice)
        events += more
        if outcome := over(state):
            state, more = end(state, outcome)
            return state, (*events, *more)
        state = _next(state)
    return state, events


def _begin(state: GameState, key: str, dice: Dice) -> tuple[GameState, tuple[Event, ...], bool]:
    """Begin a creature's turn: return what it did by itself, and whether a player decides on it now."""
    surprised, done = fight_of(state).now.surprised, fight_of(state).now.acted
    state = mark(state, key, dodging=False, reacted=False, surprised=False, waited=0)
    who = creature(state, key)
    if who.dead or not who.present:
        return state, (), False
    if who.dying:
        state, events = death_save(state, key, dice)
        who = creature(state, key)
        if not who.able:
            return state, events, False
        return state, (*events, _turn(state)), True
    if surprised:
        return state, (Event("surprised", who.name, {"creature": key}),), False
    if not who.able:
        return state, (Event("turn_lost", who.name, {"creature": key}),) if who.hit_points else (), False
    if who.is_foe:
        state, events = foe_turn(state, key, dice)
        return state, events, False
    return (state, (), False) if done else (state, (_turn(state),), True)


def _next(state: GameState) -> GameState:
    combat = fight_of(state)
    current = combat.current + 1
    if current < len(combat.order):
        return replace(state, combat=replace(combat, current=current))
    order = tuple(replace(each, acted=False) for each in combat.order)
    return replace(state, combat=replace(combat, current=0, round=combat.round + 1, order=order))


def _newcomers(state: GameState, dice: Dice) -> Ruled:
    """Let characters that came into the scene since the fight began take their place in it."""
    combat = fight_of(state)
    known = {each.key for each in combat.order}
    new = [creature(state, one.key) for one in state.present if one.key not in known and not one.dead]
    if not new:
        return state, ()
    places, rolls, drawn = roll_initiative([[who] for who in new], frozenset(), dice)
    order = sorted((*combat.order, *places), key=lambda each: (-each.initiative, -each.dexterity))
    state = replace(state, combat=replace(combat, order=tuple(order)))
    return state, (Event("fight_joined", "", {"order": rolls, "drawn": drawn}),)


def _turn(state: GameState) -> Event:
    combat = fight_of(state)
    who = creature(state, combat.now.key)
    return Event("turn", who.name, {"creature": who.key, "round": combat.round})


def _present(state: GameState, ids: Collection[int]) -> bool:
    return any(one.id in ids for one in state.present)


def _settled(state: GameState) -> GameState:
    """Forget that a turn began while the reply was told: the next reply is its own."""
    if state.combat is None or state.combat.now.waited >= 0:
        return state
    return mark(state, state.combat.now.key, waited=0)
