"""When a fight is over, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.domain.event import Event
from bot.domain.rules.actions import fight_of
from bot.domain.rules.creatures import creatures
from bot.domain.rules.experience import MOST_AWARDED, award
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState

Outcome = Literal["victory", "defeat", "escape", "peace", "stalemate"]


def over(state: GameState) -> Outcome | None:
    """Return how a fight came out, None while both sides have somebody left in it."""
    combat = fight_of(state)
    if all(foe.dead or foe.fled for foe in combat.foes):
        return "victory"
    if any(not each.is_foe and not each.dead and each.hit_points > 0 for each in creatures(state)):
        return None
    gone = {each.key for each in combat.order if each.fled}
    ran = any(one.key in gone and one.id not in state.scene.away and not one.dead for one in state.party)
    return "escape" if ran else "defeat"


def end(state: GameState, outcome: Outcome) -> Ruled:
    """End the fight; whoever lives has the experience for every foe that was slain or driven off, save in defeat."""
    combat = fight_of(state)
    beaten = [foe for foe in combat.foes if foe.dead or foe.fled]
    experience = 0 if outcome == "defeat" else min(sum(foe.block.experience for foe in beaten), MOST_AWARDED)
    detail = {
        "outcome": outcome,
        "rounds": combat.round,
        "experience": experience,
        "foes": [
            {"key": foe.key, "name": foe.name, "dead": foe.dead, "fled": foe.fled, "experience": foe.block.experience}
            for foe in combat.foes
        ],
    }
    state = replace(state, combat=None)
    event = Event("combat_ended", "", detail)
    if experience <= 0 or not any(not one.dead for one in state.present):
        return state, (event,)
    state, more = award(state, experience, "")
    return state, (event, *more)
