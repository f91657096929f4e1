"""What a person in the game master's chair may change, and what of it the rules do not allow."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bot.domain.character import Affliction
from bot.domain.gear import Coins
from bot.domain.lines import line
from bot.domain.rules.bounds import broken
from bot.domain.rules.by_hand import BY_HAND, VALUES, set_value
from bot.domain.rules.creatures import creature
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.scene import Scene
from bot.domain.state import GameState
from tests.domain.rules.scenes import fight
from tests.domain.tables import kira, state

KIRA = "pc:11"


def set_by_hand(before: GameState, value: str, given: str, key: str = KIRA) -> tuple[GameState, str]:
    after, events = set_value(before, key, value, given)  # type: ignore[arg-type]
    assert broken(after) == ()
    assert not events or events[0].kind == BY_HAND
    return after, " / ".join(line(event, "en") for event in events)


def test_hit_points_are_set_and_the_line_says_so() -> None:
    after, said = set_by_hand(state(), "hit_points", "3")
    assert creature(after, KIRA).hit_points == 3
    assert said == "Kira · hit points 8 → 3 · by hand"


def test_none_left_lets_a_character_fall_and_some_wake_them() -> None:
    down, _ = set_by_hand(state(), "hit_points", "0")
    fallen = creature(down, KIRA)
    assert fallen.dying
    assert fallen.has("prone")
    up, _ = set_by_hand(down, "hit_points", "4")
    assert creature(up, KIRA).conscious
    assert creature(up, KIRA).conditions == ()


def test_somebody_who_died_can_be_brought_back_even_from_exhaustion() -> None:
    dead = state(kira(hit_points=0, dead=True, exhaustion=6))
    after, _ = set_by_hand(dead, "hit_points", "1")
    assert creature(after, KIRA).conscious
    assert creature(after, KIRA).exhaustion == 5


def test_a_foe_without_hit_points_is_dead() -> None:
    before = fight()
    foe = before.combat.foes[0]  # type: ignore[union-attr]
    after, said = set_by_hand(before, "hit_points", "0", foe.key)
    assert creature(after, foe.key).dead
    assert "→ 0" in said
    again, _ = set_by_hand(after, "hit_points", "1", foe.key)
    assert not creature(again, foe.key).dead


def test_whoever_concentrated_and_falls_does_no_longer() -> None:
    after, _ = set_by_hand(state(kira(concentration="bless")), "hit_points", "0")
    assert creature(after, KIRA).concentration == ""


def test_a_level_brings_what_comes_with_it_and_can_be_taken_back() -> None:
    raised, said = set_by_hand(state(), "level", "5")
    (sheet,) = raised.party
    assert (sheet.level, sheet.experience) == (5, 6_500)
    assert sheet.max_hit_points == 8 + 4 * 6
    assert said.startswith("Kira · level 1 → 5 · by hand / Kira · **level 2**")
    spent = replace(raised, party=(replace(sheet, slots_spent=(4, 3, 2, 0, 0, 0, 0, 0, 0), hit_dice_spent=5),))
    lowered, _ = set_by_hand(spent, "level", "1")
    (sheet,) = lowered.party
    assert (sheet.level, sheet.experience, sheet.max_hit_points) == (1, 0, 8)
    assert sheet.slots_spent == (2, 0, 0, 0, 0, 0, 0, 0, 0)


def test_experience_that_is_enough_raises_the_level() -> None:
    after, _ = set_by_hand(state(), "experience", "900")
    assert after.party[0].level == 3


def test_coins_conditions_and_the_place_are_set() -> None:
    after, said = set_by_hand(state(), "gp", "12")
    assert after.party[0].coins.gp == 12
    assert said.endswith("→ 12 gp · by hand")
    after, said = set_by_hand(after, "begins", "à terre")
    assert after.party[0].conditions == (Affliction("prone", ""),)
    assert said == "Kira · now prone · by hand"
    after, _ = set_by_hand(after, "ends", "prone")
    assert after.party[0].conditions == ()
    after = replace(after, scene=Scene("Mill", "dusk", "Dusty", ("Osric",), (11,)))
    after, said = set_by_hand(after, "place", "The *lighthouse*")
    assert after.scene == Scene("The *lighthouse*", "dusk", away=(11,))
    assert said == "Scene: The \\*lighthouse\\* · by hand"


@pytest.mark.parametrize(
    ("value", "given"),
    [
        ("hit_points", "9"),
        ("hit_points", "-1"),
        ("hit_points", "²"),
        ("hit_points", "9" * 5000),
        ("hit_points", "dead"),
        ("temporary", "10001"),
        ("level", "0"),
        ("level", "21"),
        ("experience", "1000000000"),
        ("gp", "1000000000"),
        ("gp", "999999"),
        ("begins", "happy"),
        ("ends", "prone"),
        ("place", "\u200b"),
        ("place", "x" * 81),
    ],
)
def test_what_the_rules_do_not_know_is_refused(value: str, given: str) -> None:
    with pytest.raises(AgainstTheRules):
        set_by_hand(state(), value, given)


def test_foes_have_no_purse_and_strangers_nothing() -> None:
    before = fight()
    foe = before.combat.foes[0]  # type: ignore[union-attr]
    for value, key in (("gp", foe.key), ("level", foe.key), ("hit_points", "pc:99"), ("begins", "nobody")):
        with pytest.raises(AgainstTheRules):
            set_by_hand(before, value, "1", key)


def test_whatever_is_set_in_whatever_order_keeps_every_bound() -> None:
    chance = random.Random(7)
    before = fight()
    keys = [*(one.key for one in before.party), *(one.key for one in before.combat.foes)]  # type: ignore[union-attr]
    given = ["0", "1", "2", "5", "8", "20", "300", "7000", "prone", "unconscious", "exhaustion", "poisoned", "Mill"]
    done = 0
    for _ in range(3000):
        try:
            before, _ = set_by_hand(before, chance.choice(VALUES), chance.choice(given), chance.choice(keys))
            done += 1
        except AgainstTheRules:
            continue
    assert done > 300
    assert Coins() != before.party[0].coins
