"""Fights that nobody steers: they end, stay within the rules, and leave a ledger that adds up."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from bot.domain.changes import apply, changes, revert
from bot.domain.dice import SystemDice
from bot.domain.event import Event
from bot.domain.lines import line
from bot.domain.lines.order import order_lines
from bot.domain.rules.attacks import attack
from bot.domain.rules.fights import begin
from bot.domain.rules.fleeing import dodge, flee
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.turns import MOST_ROUNDS, advance, end_of_turn, turn_of
from bot.domain.state import GameState
from tests.domain.rules.fights import BEAR, DAGGER, DRAKE, GOBLIN, HARMLESS, SKELETON, WOLF, bruno, table
from tests.domain.tables import kira


class Counted(SystemDice):
    """Dice that remember what fell."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(chance)
        self.fallen: list[list[int]] = []

    def die(self, sides: int) -> int:
        face = super().die(sides)
        self.fallen.append([sides, face])
        return face


def drawn(events: Sequence[Event]) -> list[list[int]]:
    return [list(die) for event in events for die in event.detail.get("drawn", ())]


def one_of_them(state: GameState, chance: random.Random, dice: Counted) -> Ruled:
    """Do anything at all, sensible or not."""
    assert state.combat is not None
    keys = [each.key for each in state.combat.order]
    who, target = chance.choice(keys), chance.choice(keys)
    whose = turn_of(state)
    living = [foe.key for foe in state.combat.foes if not foe.dead and not foe.fled]
    wild: list[Any] = [
        lambda: attack(state, who, target, "", chance.choice(["none", "advantage"]), dice),
        lambda: dodge(state, who),
        lambda: flee(state, who, dice),
        lambda: advance(state, dice),
    ]
    if whose is not None and living and chance.random() < 0.7:
        return attack(state, whose.key, chance.choice(living), "", "none", dice)
    return chance.choice(wild)()


@pytest.mark.parametrize("seed", range(120))
def test_whatever_happens_a_fight_ends_and_every_die_of_it_is_in_the_ledger(seed: int) -> None:
    chance = random.Random(seed)
    dice = Counted(chance)
    wizard = kira(level=4, hit_points=22, max_hit_points=22, items=(DAGGER,))
    party = (wizard, bruno(level=5, hit_points=40, max_hit_points=40))
    state = table(*party, mode=chance.choice(["free", "rounds", "initiative"]), difficulty="deadly")
    foes = [(chance.choice([GOBLIN, WOLF, BEAR, SKELETON, DRAKE, HARMLESS]), chance.randint(1, 4)) for _ in range(2)]
    state, events = begin(state, foes, chance.choice(["none", "party", "foes"]), dice)
    assert sorted(drawn(events)) == sorted(dice.fallen)
    for _ in range(4 * MOST_ROUNDS):
        if state.combat is None:
            break
        before, events = state, ()
        dice.fallen.clear()
        try:
            state, events = one_of_them(state, chance, dice)
        except AgainstTheRules:
            assert not dice.fallen
        state, more = end_of_turn(state, {chance.choice([11, 12])}, dice)
        assert sorted(drawn((*events, *more))) == sorted(dice.fallen)
        made = changes(before, state)
        assert apply(before, made) == state
        assert revert(state, made) == before
        assert all(0 <= each.hit_points <= each.max_hit_points for each in state.party)
        assert all(line(each, "fr") is not None for each in (*events, *more))
        assert order_lines(state, "fr")
    assert state.combat is None
