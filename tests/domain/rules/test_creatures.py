"""Who is meant, and what the rules see of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.character import Affliction
from bot.domain.rules.creatures import NoSuchCreature, SeveralMeant, creature, creatures, find, put
from bot.domain.scene import Scene
from tests.domain.rules.scenes import BRAM, GOBLIN, KIRA, bram, fight, having
from tests.domain.tables import kira, state


@pytest.mark.parametrize(
    ("said", "key"),
    [("kira", KIRA), ("KÍRA", KIRA), ("stone", BRAM), ("goblin 2", "goblin-2"), ("Goblin-2", "goblin-2"), (KIRA, KIRA)],
)
def test_a_creature_is_found_by_what_people_call_it(said: str, key: str) -> None:
    assert find(fight(), said).key == key


@pytest.mark.parametrize("said", ["", "  ", "…", "dragon", "x" * 100_000, "pc:99"])
def test_nobody_is_found_who_is_not_here_and_the_answer_names_who_is(said: str) -> None:
    with pytest.raises(NoSuchCreature) as refused:
        find(fight(), said)
    assert "Kira, Bram Stone, Goblin 1, Goblin 2" in refused.value.say("en")
    assert len(refused.value.say("fr")) < 300


def test_one_of_several_must_be_named_unless_the_others_are_dead() -> None:
    with pytest.raises(SeveralMeant) as refused:
        find(fight(), "goblin")
    assert "Goblin 1, Goblin 2" in refused.value.say("en")
    assert find(having(fight(), GOBLIN, dead=True, hit_points=0), "goblin").key == "goblin-2"


def test_whoever_left_is_not_here() -> None:
    table = replace(fight(), scene=Scene(away=(11,)))
    assert KIRA not in [each.key for each in creatures(table)]
    with pytest.raises(NoSuchCreature):
        find(table, "Kira")
    assert not creature(table, KIRA).able


def test_a_character_and_a_foe_are_seen_alike() -> None:
    table = fight()
    mine, theirs = creature(table, KIRA), creature(table, GOBLIN)
    # A wizard of level 1 is trained in Intelligence and Wisdom saves.
    assert mine.saves == (-1, 1, 2, 5, 3, 1)
    assert (mine.bonus("arcana"), mine.bonus("stealth"), mine.bonus("str")) == (5, 1, -1)
    assert theirs.saves == (-1, 6, 0, 0, -1, -1)
    assert (theirs.bonus("stealth"), theirs.bonus("perception"), theirs.armour_class) == (6, -1, 15)


def test_what_play_changes_is_put_back_and_nothing_else() -> None:
    table = fight()
    changed = replace(creature(table, KIRA), hit_points=3, name="Nobody", conditions=(Affliction("prone"),))
    after = put(table, changed)
    assert after.party[0] == kira(hit_points=3, conditions=(Affliction("prone"),))
    assert after.combat == table.combat
    with pytest.raises(NoSuchCreature):
        put(state(), creature(table, GOBLIN))


def test_four_levels_of_exhaustion_halve_the_maximum_that_counts() -> None:
    assert creature(state(kira(exhaustion=4, max_hit_points=9)), KIRA).max_hit_points == 4
    assert creature(state(kira(exhaustion=3, max_hit_points=9)), KIRA).max_hit_points == 9


def test_somebody_at_no_hit_points_is_unconscious_whatever_else_the_sheet_says() -> None:
    fallen = creature(state(kira(hit_points=0)), KIRA)
    assert fallen.has("unconscious")
    assert fallen.has("incapacitated")
    assert (fallen.conscious, fallen.dying, fallen.able) == (False, True, False)
    assert not creature(state(kira(hit_points=0, stable=True)), KIRA).dying
    assert not creature(state(bram(hit_points=0, dead=True)), BRAM).dying
