"""Damage and healing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.character import Affliction
from bot.domain.rules.conditions import afflict
from bot.domain.rules.creatures import Creature, creature
from bot.domain.rules.damage import grant_temporary, heal, hurt
from bot.domain.rules.mortality import IsDead
from bot.domain.state import GameState
from tests.domain.rules.scenes import GOBLIN, KIRA, fight, having
from tests.domain.tables import LoadedDice, kira, state

NO_DICE = LoadedDice([])


def _struck(table: GameState, key: str, *parts: tuple[int, str], critical: bool = False) -> tuple[Creature, Any]:
    table, events = hurt(table, key, parts, "a trap", NO_DICE, critical)
    return creature(table, key), events[0].detail


@pytest.mark.parametrize(
    ("block", "amount", "taken", "factor"),
    [
        ({}, 5, 5, ""),
        ({"resistances": ("fire",)}, 5, 2, "resistance"),
        ({"vulnerabilities": ("fire",)}, 3, 6, "vulnerability"),
        ({"resistances": ("fire",), "vulnerabilities": ("fire",)}, 5, 4, "resistance vulnerability"),
        ({"immunities": ("fire",), "vulnerabilities": ("fire",)}, 5, 0, "immunity"),
        ({"resistances": ("cold",)}, 5, 5, ""),
    ],
)
def test_what_a_creature_is_made_of_counts(block: dict[str, Any], amount: int, taken: int, factor: str) -> None:
    after, detail = _struck(fight(**block), GOBLIN, (amount, "fire"))
    assert detail["parts"] == [{"type": "fire", "amount": amount, "factor": factor, "taken": taken}]
    assert (after.hit_points, detail["before"], detail["after"]) == (7 - taken, 7, 7 - taken)


def test_resistance_halves_the_sum_of_a_type_once() -> None:
    after, detail = _struck(fight(resistances=("fire",)), GOBLIN, (3, "fire"), (3, "fire"), (1, "cold"))
    assert (detail["total"], after.hit_points) == (4, 3)


def test_stone_resists_everything() -> None:
    table = having(fight(), GOBLIN, conditions=(Affliction("petrified"),))
    assert _struck(table, GOBLIN, (5, "psychic"))[1]["total"] == 2


def test_temporary_hit_points_go_first_and_what_is_left_over_hurts() -> None:
    table, _ = grant_temporary(state(), KIRA, 5, "a hymn")
    after, detail = _struck(table, KIRA, (7, "fire"))
    assert (after.temporary_hit_points, after.hit_points, detail["absorbed"]) == (0, 6, 5)


def test_temporary_hit_points_do_not_add_up() -> None:
    table, _ = grant_temporary(state(), KIRA, 5, "a hymn")
    table, (event,) = grant_temporary(table, KIRA, 3, "another")
    assert (table.party[0].temporary_hit_points, event.detail["after"]) == (5, 5)


def test_a_foe_at_no_hit_points_is_dead() -> None:
    after, detail = _struck(fight(), GOBLIN, (7, "slashing"))
    assert (after.dead, after.hit_points, detail["outcome"]) == (True, 0, "died")


def test_a_character_falls_unconscious_and_drops_their_spell() -> None:
    table, events = hurt(state(kira(concentration="bless")), KIRA, [(10, "fire")], "a trap", NO_DICE)
    fallen = creature(table, KIRA)
    assert [each.condition for each in fallen.conditions] == ["unconscious", "prone"]
    assert (fallen.hit_points, fallen.dying, fallen.dead, fallen.concentration) == (0, True, False, "")
    assert [event.kind for event in events] == ["damage", "concentration"]
    assert events[0].detail["outcome"] == "fell"


@pytest.mark.parametrize(("amount", "dead"), [(15, False), (16, True), (10**12, True)])
def test_what_is_left_over_kills_at_once_when_it_reaches_the_maximum(amount: int, dead: bool) -> None:
    after, detail = _struck(state(), KIRA, (amount, "fire"))
    assert (after.dead, after.hit_points) == (dead, 0)
    assert detail["outcome"] == ("died" if dead else "fell")


def test_a_blow_to_the_fallen_counts_as_failed_death_saves() -> None:
    table, _ = hurt(state(kira(hit_points=0, stable=True)), KIRA, [(1, "fire")], "x", NO_DICE)
    assert (table.party[0].death_failures, table.party[0].stable) == (1, False)
    table, events = hurt(table, KIRA, [(1, "fire")], "x", NO_DICE, critical=True)
    assert (table.party[0].dead, events[0].detail["outcome"]) == (True, "died")


def test_what_temporary_hit_points_take_fails_no_death_save() -> None:
    after, detail = _struck(state(kira(hit_points=0, temporary_hit_points=4)), KIRA, (3, "fire"))
    assert (after.death_failures, after.temporary_hit_points, detail["outcome"]) == (0, 1, "")


@pytest.mark.parametrize(
    ("damage", "face", "dc", "held"),
    [(4, 8, 10, True), (4, 7, 10, False), (30, 13, 15, True), (30, 12, 15, False)],
)
def test_whoever_is_hurt_saves_for_their_spell(damage: int, face: int, dc: int, held: bool) -> None:
    table = state(kira(hit_points=60, max_hit_points=60, concentration="bless"))
    table, events = hurt(table, KIRA, [(damage, "fire")], "x", LoadedDice([face]))
    save = events[1].detail
    assert (save["dc"], save["total"], save["success"], save["concentration"]) == (dc, face + 2, held, "bless")
    assert bool(table.party[0].concentration) is held
    assert len(events) == (2 if held else 3)


def test_no_damage_breaks_no_spell() -> None:
    table, events = hurt(state(kira(concentration="bless")), KIRA, [(0, "fire"), (-5, "cold")], "x", NO_DICE)
    assert (len(events), table.party[0].concentration, table.party[0].hit_points) == (1, "bless", 8)


def test_healing_stops_at_the_maximum_and_never_takes() -> None:
    table, (event,) = heal(state(kira(hit_points=5)), KIRA, 100, "a draught")
    assert (table.party[0].hit_points, event.detail["healed"]) == (8, 3)
    assert heal(table, KIRA, -4, "a joke")[0].party[0].hit_points == 8


def test_healing_wakes_whoever_fell() -> None:
    table, _ = hurt(fight(), KIRA, [(9, "fire")], "x", NO_DICE)
    table, _ = hurt(table, KIRA, [(1, "fire")], "x", NO_DICE)
    table, (event,) = heal(table, KIRA, 1, "a word")
    woken = creature(table, KIRA)
    assert event.detail["woke"]
    assert (woken.hit_points, woken.death_failures, woken.able) == (1, 0, True)
    # In a fight it takes a turn's movement to get up.
    assert [each.condition for each in woken.conditions] == ["prone"]


def test_in_peace_whoever_wakes_gets_up() -> None:
    table, _ = hurt(state(), KIRA, [(9, "fire")], "x", NO_DICE)
    assert heal(table, KIRA, 3, "x")[0].party[0].conditions == ()


def test_the_dead_are_neither_hurt_nor_healed() -> None:
    dead = state(kira(dead=True, hit_points=0))
    with pytest.raises(IsDead) as refused:
        heal(dead, KIRA, 5, "x")
    assert "Kira is dead" in refused.value.say("en")
    with pytest.raises(IsDead):
        hurt(dead, KIRA, [(5, "fire")], "x", NO_DICE)
    with pytest.raises(IsDead):
        grant_temporary(dead, KIRA, 5, "x")


def test_a_character_of_level_20_with_one_hit_point_falls_like_anyone() -> None:
    after, detail = _struck(state(kira(level=20, hit_points=1, max_hit_points=142)), KIRA, (6, "piercing"))
    assert (after.hit_points, after.dying, detail["outcome"]) == (0, True, "fell")


def test_a_blow_wakes_a_sleeper_but_nobody_who_fell() -> None:
    table, _ = afflict(fight(), GOBLIN, "unconscious", KIRA, 10)
    table, events = hurt(table, GOBLIN, [(1, "fire")], KIRA, NO_DICE)
    assert [event.kind for event in events] == ["damage", "condition"]
    assert [each.condition for each in creature(table, GOBLIN).conditions] == ["prone"]
    fallen, _ = hurt(table, KIRA, [(9, "fire")], "x", NO_DICE)
    assert creature(hurt(fallen, KIRA, [(1, "fire")], "x", NO_DICE)[0], KIRA).has("unconscious")
