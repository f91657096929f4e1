"""Death saving throws."""

from __future__ import annotations

import pytest

from bot.domain.rules.creatures import creature
from bot.domain.rules.dying import NotDying, death_save, stabilise
from bot.domain.rules.mortality import IsDead
from bot.domain.state import GameState
from tests.domain.rules.scenes import GOBLIN, KIRA, fight
from tests.domain.tables import LoadedDice, kira, state


def _throws(*faces: int, table: GameState | None = None) -> tuple[GameState, str]:
    table, outcome = table or state(kira(hit_points=0)), ""
    for face in faces:
        table, events = death_save(table, KIRA, LoadedDice([face]))
        outcome = events[0].detail["outcome"]
    return table, outcome


@pytest.mark.parametrize(
    ("faces", "successes", "failures", "outcome"),
    [
        ([10], 1, 0, ""),
        ([9], 0, 1, ""),
        ([1], 0, 2, ""),
        ([19, 10, 9], 2, 1, ""),
        ([10, 11, 12], 0, 0, "stable"),
        ([2, 10, 3, 11, 12], 0, 0, "stable"),
        ([9, 9, 9], 0, 3, "died"),
        ([1, 1], 0, 3, "died"),
        ([10, 5, 1], 1, 3, "died"),
    ],
)
def test_three_of_a_kind_decide_and_a_one_counts_twice(
    faces: list[int], successes: int, failures: int, outcome: str
) -> None:
    table, came = _throws(*faces)
    who = creature(table, KIRA)
    assert (who.death_successes, who.death_failures, came) == (successes, failures, outcome)
    assert (who.dead, who.stable, who.hit_points) == (outcome == "died", outcome == "stable", 0)


def test_a_twenty_gets_up_with_one_hit_point() -> None:
    table, outcome = _throws(9, 9, 20)
    who = creature(table, KIRA)
    assert (outcome, who.hit_points, who.death_failures, who.able) == ("woke", 1, 0, True)


def test_exhaustion_weighs_on_death_saves() -> None:
    table, (event,) = death_save(state(kira(hit_points=0, exhaustion=3)), KIRA, LoadedDice([20, 4]))
    assert (event.detail["kept"], event.detail["drawn"]) == (4, [[20, 20], [20, 4]])
    assert table.party[0].death_failures == 1


def test_the_stable_stay_down_and_roll_no_more() -> None:
    table, _ = stabilise(state(kira(hit_points=0, death_failures=2)), KIRA)
    who = creature(table, KIRA)
    assert (who.stable, who.death_failures, who.conscious) == (True, 0, False)
    with pytest.raises(NotDying):
        death_save(table, KIRA, LoadedDice([]))
    with pytest.raises(NotDying):
        stabilise(table, KIRA)


def test_only_the_dying_make_death_saves() -> None:
    for table, key in ((state(), KIRA), (fight(), GOBLIN)):
        with pytest.raises(NotDying):
            death_save(table, key, LoadedDice([]))
    with pytest.raises(IsDead):
        death_save(state(kira(hit_points=0, dead=True)), KIRA, LoadedDice([]))
