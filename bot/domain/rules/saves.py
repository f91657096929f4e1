"""Saving throws, and passive scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.character import ABILITIES, Ability
from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.rules.conditions import can_move, check_advantage, fails_save, save_advantage
from bot.domain.rules.creatures import Creature
from bot.domain.rules.d20 import Advantage, Edges, throw_d20
from bot.domain.rules.mortality import living
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState


def save_bonus(creature: Creature, ability: Ability) -> int:
    """Return what a creature adds to a saving throw."""
    return creature.saves[ABILITIES.index(ability)]


def passive(creature: Creature, check: str) -> int:
    """Return a passive score; `check` is an ability or skill index, else KeyError."""
    edge = {"none": 0, "advantage": 5, "disadvantage": -5}[check_advantage(creature).advantage]
    return 10 + creature.bonus(check) + edge


def saving_throw(
    state: GameState, key: str, ability: Ability, dc: int, advantage: Advantage, dice: Dice, reason: str
) -> Ruled:
    """Let a creature save; `saved` tells how the event it returns came out. Raises `IsDead`.

    Conditions, exhaustion and dodging are counted in; `advantage` is what comes from elsewhere.
    """
    who = living(state, key)
    edges = save_edges(state, who, ability).also(advantage, "circumstances")
    helpless = fails_save(who, ability)
    detail = {
        "creature": key,
        "ability": ability,
        "dc": dc,
        "reason": reason,
        "automatic": helpless,
        "advantages": list(edges.advantages),
        "disadvantages": list(edges.disadvantages),
        "advantage": edges.advantage,
    }
    if helpless:
        none: dict[str, Any] = {"rolls": [], "drawn": [], "kept": 0, "modifier": 0, "total": 0, "success": False}
        return state, (Event("save", who.name, detail | none),)
    thrown, bonus = throw_d20(edges.advantage, dice), save_bonus(who, ability)
    total = thrown.kept + bonus
    rolled = {
        "rolls": list(thrown.rolls),
        "drawn": thrown.drawn,
        "kept": thrown.kept,
        "modifier": bonus,
        "total": total,
        "success": total >= dc,
    }
    return state, (Event("save", who.name, detail | rolled),)


def saved(events: Sequence[Event]) -> bool:
    """Tell whether the last saving throw among the events succeeded."""
    return next((bool(event.detail["success"]) for event in reversed(events) if event.kind == "save"), False)


def save_edges(state: GameState, who: Creature, ability: Ability) -> Edges:
    """Return why a creature's save has advantage or disadvantage."""
    edges = save_advantage(who, ability)
    order = () if ability != "dex" or state.combat is None else state.combat.order
    dodges = any(each.key == who.key and each.dodging for each in order)
    if dodges and can_move(who) and not who.has("incapacitated"):
        return edges.also("advantage", "dodging")
    return edges
