"""What a creature holds on to, a spell or somebody in its grip, and what ends when it lets go."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.event import Event
from bot.domain.rules.creatures import creature, creatures, put
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState


def held_by(key: str, spell: str) -> str:
    """Return the source of a condition that hangs on somebody's concentration, such as `pc:12/hold-person`."""
    return f"{key}/{spell}"


def end_concentration(state: GameState, key: str, why: str) -> Ruled:
    """End a creature's concentration, and every condition that hung on it; nothing happens when it has none."""
    caster = creature(state, key)
    if not caster.concentration:
        return state, ()
    state = put(state, replace(caster, concentration=""))
    held = held_by(key, caster.concentration)
    freed: list[list[str]] = []
    for each in creatures(state):
        kept = tuple(affliction for affliction in each.conditions if affliction.source != held)
        if len(kept) < len(each.conditions):
            freed += [[each.key, gone.condition] for gone in each.conditions if gone.source == held]
            state = put(state, replace(each, conditions=kept))
    detail = {"creature": key, "spell": caster.concentration, "why": why, "freed": freed}
    return state, (Event("concentration", caster.name, detail),)


def let_go(state: GameState, key: str, why: str) -> Ruled:
    """End what a creature can no longer hold when it cannot act: its concentration and its grip on others."""
    state, events = end_concentration(state, key, why)
    for each in creatures(state):
        kept = tuple(a for a in each.conditions if a.condition != "grappled" or a.source != key)
        if len(kept) < len(each.conditions):
            state = put(state, replace(each, conditions=kept))
            detail = {"creature": each.key, "condition": "grappled", "change": "ends", "source": key}
            events = (*events, Event("condition", each.name, detail))
    return state, events
