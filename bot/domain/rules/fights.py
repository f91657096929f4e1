"""How a fight begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.domain.combat import Combat, StatBlock
from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.rules.creatures import creature, creatures
from bot.domain.rules.encounters import MOST_FOES, NoFoes, TooManyFoes, budget, cut_down
from bot.domain.rules.foes import muster
from bot.domain.rules.initiative import roll_initiative
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.turns import fresh, run_turns
from bot.domain.state import GameState
from bot.i18n import N_

Side = Literal["none", "party", "foes"]


class FightAlready(AgainstTheRules):
    sentence = N_("There is a fight already. End it before another one begins.")


class NobodyToFight(AgainstTheRules):
    sentence = N_("Nobody of the party who is here is on their feet, so there is no fight.")


def begin(state: GameState, foes: Sequence[tuple[StatBlock, int]], surprised: Side, dice: Dice) -> Ruled:
    """Begin a fight with as many of the foes as the party can meet, and go on to the first character who can act.

    `surprised` is the side that does not see it coming. Raises `FightAlready`, `NobodyToFight`, `NoFoes`,
    `TooManyFoes`, `TooStrong`.
    """
    if state.combat is not None:
        raise FightAlready()
    if not foes or any(count < 1 for _, count in foes):
        raise NoFoes()
    if sum(count for _, count in foes) > MOST_FOES:
        raise TooManyFoes(most=MOST_FOES, kinds=len(foes))
    party = [one for one in state.present if not one.dead]
    standing = [one for one in party if one.hit_points > 0]
    if not standing:
        raise NobodyToFight()
    met = cut_down(tuple(foes), standing, state.campaign.rules.difficulty)
    fielded = muster(met, [one.name for one in state.party], state.campaign.language)
    state = replace(state, combat=Combat(1, 0, (), fielded))
    here = creatures(state)
    groups = [[each] for each in here if not each.is_foe and not each.dead]
    groups += [[creature(state, foe.key) for foe in fielded if foe.block.index == block.index] for block, _ in met]
    off_guard = frozenset(each.key for each in here if surprised != "none" and each.is_foe == (surprised == "foes"))
    order, rolls, drawn = roll_initiative(groups, off_guard, dice)
    state = replace(state, combat=Combat(1, 0, order, fielded))
    detail = {
        "foes": [
            {"key": foe.key, "name": foe.name, "index": foe.block.index, "max": foe.max_hit_points} for foe in fielded
        ],
        "asked": [[block.name, count] for block, count in foes],
        "met": [[block.name, count] for block, count in met],
        "budget": budget(standing, state.campaign.rules.difficulty),
        "surprised": surprised,
        "order": rolls,
        "drawn": drawn,
    }
    state, events = run_turns(state, dice)
    return fresh(state), (Event("combat_started", "", detail), *events)
