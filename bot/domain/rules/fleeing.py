"""Dodging, and getting away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.rules.actions import fight_of, mark, named, use_action
from bot.domain.rules.conditions import can_move, check_advantage
from bot.domain.rules.creatures import Creature, creature, creatures
from bot.domain.rules.d20 import throw_d20
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.state import GameState
from bot.i18n import N_


class CannotMove(AgainstTheRules):
    sentence = N_("{name} cannot move and so cannot get away.")


def dodge(state: GameState, key: str) -> Ruled:
    """Let a creature use its action to dodge until its next turn; raises `AgainstTheRules`."""
    fight_of(state)
    state = use_action(state, key)
    return mark(state, key, dodging=True), (Event("dodge", creature(state, key).name, {"creature": key}),)


def flee(state: GameState, key: str, dice: Dice) -> Ruled:
    """Let a creature use its action to leave the fight: a contest with the ablest of the other side.

    Each rolls the better of Strength (Athletics) and Dexterity (Acrobatics); a tie changes nothing, so it stays.
    """
    fight_of(state)
    who = creature(state, key)
    if not can_move(who):
        raise CannotMove(name=named(who))
    state = use_action(state, key)
    rivals = [each for each in creatures(state) if each.is_foe != who.is_foe and each.able and can_move(each)]
    rival = max(rivals, key=lambda each: _speed(each)[1], default=None)
    own, theirs = _contest(who, dice), _contest(rival, dice) if rival else None
    away = theirs is None or own["total"] > theirs["total"]
    detail: dict[str, Any] = {
        "creature": key,
        "away": away,
        "own": own,
        "rival": theirs,
        "drawn": [*own["drawn"], *(theirs["drawn"] if theirs else [])],
    }
    event = Event("flee", who.name, detail)
    return (_gone(state, who) if away else state), (event,)


def _speed(who: Creature) -> tuple[str, int]:
    return max((("athletics", who.bonus("athletics")), ("acrobatics", who.bonus("acrobatics"))), key=lambda one: one[1])


def _contest(who: Creature, dice: Dice) -> dict[str, Any]:
    check, bonus = _speed(who)
    edges = check_advantage(who)
    thrown = throw_d20(edges.advantage, dice)
    return {
        "creature": who.key,
        "name": who.name,
        "check": check,
        "rolls": list(thrown.rolls),
        "kept": thrown.kept,
        "modifier": bonus,
        "total": thrown.kept + bonus,
        "advantage": edges.advantage,
        "drawn": thrown.drawn,
    }


def _gone(state: GameState, who: Creature) -> GameState:
    state = mark(state, who.key, fled=True)
    combat = fight_of(state)
    foes = tuple(replace(foe, fled=True) if foe.key == who.key else foe for foe in combat.foes)
    return replace(state, combat=replace(combat, foes=foes))
