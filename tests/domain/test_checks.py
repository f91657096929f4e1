"""Ability checks."""

from __future__ import annotations

import pytest

from bot.domain.checks import BadDifficulty, ability_check
from tests.domain.tables import LoadedDice, kira


def test_a_check_adds_ability_and_proficiency_and_meets_the_difficulty() -> None:
    check = ability_check(kira(), "arcana", 15, "none", LoadedDice([10]))
    assert (check.rolls, check.kept, check.modifier, check.total, check.success) == ((10,), 10, 5, 15, True)
    assert (check.ability, check.skill) == ("int", "arcana")


def test_one_less_than_the_difficulty_fails() -> None:
    check = ability_check(kira(), "wis", 12, "none", LoadedDice([10]))
    assert (check.total, check.success, check.skill) == (11, False, None)


@pytest.mark.parametrize(("advantage", "kept"), [("advantage", 17), ("disadvantage", 4)])
def test_advantage_and_disadvantage_throw_two_dice_and_keep_one(advantage: str, kept: int) -> None:
    dice = LoadedDice([4, 17])
    check = ability_check(kira(), "stealth", 10, advantage, dice)  # type: ignore[arg-type]
    assert dice.thrown == [20, 20]
    assert (check.rolls, check.kept) == ((4, 17), kept)


@pytest.mark.parametrize("dc", [-1, 0, 41, 10**9])
def test_a_difficulty_outside_1_to_40_is_refused(dc: int) -> None:
    with pytest.raises(BadDifficulty, match="between 1 and 40"):
        ability_check(kira(), "wis", dc, "none", LoadedDice([]))
