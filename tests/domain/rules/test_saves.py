"""Saving throws and passive scores."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.character import ABILITIES, Affliction
from bot.domain.rules.creatures import creature
from bot.domain.rules.saves import passive, save_bonus, saved, saving_throw
from tests.domain.rules.scenes import GOBLIN, KIRA, fight, having
from tests.domain.tables import LoadedDice, kira, state


def test_a_class_is_trained_in_two_saves_and_grows_with_its_level() -> None:
    wizard = creature(state(kira(level=17)), KIRA)
    assert [save_bonus(wizard, ability) for ability in ABILITIES] == [-1, 1, 2, 9, 7, 1]


@pytest.mark.parametrize(("face", "success"), [(9, False), (10, True), (20, True), (1, False)])
def test_a_save_is_a_d20_and_the_bonus_against_the_difficulty(face: int, success: bool) -> None:
    table, events = saving_throw(state(), KIRA, "int", 15, "none", LoadedDice([face]), "a riddle")
    detail = events[0].detail
    assert (table, saved(events)) == (state(), success)
    assert (detail["drawn"], detail["modifier"], detail["total"], detail["dc"]) == ([[20, face]], 5, face + 5, 15)


def test_whoever_cannot_move_fails_without_a_roll() -> None:
    table = having(fight(), GOBLIN, conditions=(Affliction("stunned"),))
    _, events = saving_throw(table, GOBLIN, "dex", 1, "advantage", LoadedDice([]), "")
    assert (saved(events), events[0].detail["automatic"], events[0].detail["drawn"]) == (False, "stunned", [])
    assert saved(saving_throw(table, GOBLIN, "wis", 5, "none", LoadedDice([10]), "")[1])


def test_who_dodges_saves_better_with_dexterity_and_conditions_cancel_it() -> None:
    table = fight()
    assert table.combat is not None
    order = tuple(replace(each, dodging=each.key == KIRA) for each in table.combat.order)
    table = replace(table, combat=replace(table.combat, order=order))
    _, (event,) = saving_throw(table, KIRA, "dex", 12, "none", LoadedDice([3, 17]), "")
    assert (event.detail["advantages"], event.detail["kept"]) == (["dodging"], 17)
    _, (event,) = saving_throw(table, KIRA, "dex", 12, "disadvantage", LoadedDice([3]), "")
    assert (event.detail["advantage"], event.detail["kept"]) == ("none", 3)
    held = having(table, KIRA, conditions=(Affliction("restrained"),))
    _, (event,) = saving_throw(held, KIRA, "dex", 12, "none", LoadedDice([3, 17]), "")
    assert (event.detail["advantage"], event.detail["kept"]) == ("disadvantage", 3)


def test_no_save_among_the_events_is_no_success() -> None:
    assert not saved(())


def test_passive_scores_are_ten_and_the_bonus() -> None:
    assert passive(creature(state(), KIRA), "arcana") == 15
    assert passive(creature(state(), KIRA), "perception") == 11
    assert passive(creature(state(kira(exhaustion=1)), KIRA), "perception") == 6
    assert passive(creature(fight(), GOBLIN), "stealth") == 16
