"""Death saving throws, and keeping the dying from death."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.plaintext import shown
from bot.domain.rules.conditions import save_advantage
from bot.domain.rules.creatures import Creature, put
from bot.domain.rules.d20 import throw_d20
from bot.domain.rules.mortality import die, living, wake
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.state import GameState
from bot.i18n import N_

DEATH_SAVE_DC = 10
STABILISE_DC = 10
_ENOUGH = 3


class NotDying(AgainstTheRules):
    sentence = N_("{name} is not dying.")


def death_save(state: GameState, key: str, dice: Dice) -> Ruled:
    """Let a dying character make a death saving throw; raises `NotDying` or `IsDead`.

    The event is of kind `death_save`; its `outcome` is "", `woke`, `stable` or `died`.
    """
    who = _dying(state, key)
    edges = save_advantage(who, None)
    thrown = throw_d20(edges.advantage, dice)
    successes, failures = who.death_successes, who.death_failures
    if thrown.kept == 1:
        failures += 2
    elif thrown.kept < DEATH_SAVE_DC:
        failures += 1
    else:
        successes += 1
    failures = min(failures, _ENOUGH)
    outcome = _outcome(thrown.kept, successes, failures)
    detail = {
        "creature": key,
        "dc": DEATH_SAVE_DC,
        "rolls": list(thrown.rolls),
        "drawn": thrown.drawn,
        "kept": thrown.kept,
        "advantage": edges.advantage,
        "success": thrown.kept >= DEATH_SAVE_DC,
        "successes": successes,
        "failures": failures,
        "outcome": outcome,
    }
    event = Event("death_save", who.name, detail)
    if outcome == "died":
        state, more = die(state, replace(who, death_failures=failures))
        return state, (event, *more)
    if outcome == "woke":
        return wake(state, replace(who, hit_points=1)), (event,)
    if outcome == "stable":
        return put(state, _stable(who)), (event,)
    return put(state, replace(who, death_successes=successes, death_failures=failures)), (event,)


def stabilise(state: GameState, key: str, source: str = "") -> Ruled:
    """Keep a dying character from death: it stays at 0 hit points; raises `NotDying` or `IsDead`."""
    who = _dying(state, key)
    return put(state, _stable(who)), (Event("stable", who.name, {"creature": key, "source": source}),)


def _dying(state: GameState, key: str) -> Creature:
    who = living(state, key)
    if not who.dying:
        raise NotDying(name=shown(who.name))
    return who


def _stable(who: Creature) -> Creature:
    return replace(who, stable=True, death_successes=0, death_failures=0)


def _outcome(kept: int, successes: int, failures: int) -> str:
    if kept == 20:
        return "woke"
    if failures >= _ENOUGH:
        return "died"
    return "stable" if successes >= _ENOUGH else ""
