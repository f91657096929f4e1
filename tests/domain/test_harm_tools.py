"""What the game master may ask the rules to do to somebody, and the lines players read of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.domain.conversation import ToolCall
from bot.domain.rules.creatures import creature
from bot.domain.state import GameState
from bot.domain.tools import Outcome, offered, run, thrower
from tests.domain.rules.scenes import BRAM, GOBLIN, KIRA, bram, fight
from tests.domain.tables import LoadedDice, kira, state


def _ask(table: GameState, name: str, faces: list[int], language: str = "en", **arguments: Any) -> Outcome:
    return run(ToolCall("c", name, json.dumps(arguments)), table, LoadedDice(faces), language)


def _lines(outcome: Outcome) -> list[str]:
    return [entry.summary for entry in outcome.entries]


def test_damage_is_rolled_counted_and_told() -> None:
    asked = {"target": "Kira", "dice": "1d6 + 3", "type": "fire", "source": "the trap"}
    outcome = _ask(state(), "damage", [4], **asked)
    assert _lines(outcome) == ["Kira · 1d6 + 3 (4) · **7** fire · 8 → 1 HP · the trap"]
    assert outcome.entries[0].detail["drawn"] == [[6, 4]]
    assert json.loads(outcome.content) == {
        "target": "Kira",
        "rolled": "1d6 (4) + 3 = 7",
        "damage": 7,
        "type": "fire",
        "hit_points": "1/8",
    }
    french = _ask(state(), "damage", [5], "fr", cible="kira", dés="1d6+3", type="Feu", raison="le piège")
    assert _lines(french) == ["Kira · 1d6 + 3 (5) · **8** feu · 8 → 0 PV · perd connaissance · le piège"]
    assert json.loads(french.content)["now"] == "dying"
    burnt = _ask(state(), "damage", [1], "fr", target="Kira", dice="1d10", type="fire", source="Fire Bolt")
    assert _lines(burnt)[0].endswith("· Trait de feu")


def test_a_save_that_succeeded_halves_what_was_rolled() -> None:
    outcome = _ask(state(), "damage", [3, 2], target="kira", dice="2d4", type="cold", source="ice", half="yes")
    assert _lines(outcome) == ["Kira · 2d4 (3, 2) ÷ 2 · **2** cold · 8 → 6 HP · ice"]


def test_a_foe_dies_and_what_it_resists_is_said() -> None:
    table = fight(resistances=("fire",))
    outcome = _ask(table, "damage", [6, 6, 3], target="goblin 1", dice="3d6", type="fire", source="oil")
    assert _lines(outcome) == ["Goblin 1 · 3d6 (6, 6, 3) · **7** fire (15, resistant) · 7 → 0 HP · **dies** · oil"]
    assert creature(outcome.state, GOBLIN).dead


@pytest.mark.parametrize(
    "dice",
    [
        "99d6",
        "25d6",
        "1d6+55",
        "61d1",
        "3d20+1",
        "10d4+21",
        "1d100",
        "5",
        "2d6kh1",
        "1d6*9",
        "-3",
        "1d6e6",
        "1d6/0",
        "",
        "d",
    ],
)
def test_only_dice_of_the_book_hurt_or_heal(dice: str) -> None:
    for name, more in (("damage", {"type": "fire"}), ("heal", {})):
        outcome = _ask(state(), name, [], target="Kira", dice=dice, source="x", **more)
        assert not outcome.valid
        assert "such as 2d6+3" in json.loads(outcome.content)["error"]


@pytest.mark.parametrize(
    ("level", "type_", "dice", "allowed"),
    [
        (1, "fire", "4d10", True),
        (1, "fire", "4d10+1", False),
        (4, "fire", "8d6-8", True),
        (5, "fire", "10d10", True),
        (10, "fire", "18d10", False),
        (20, "fire", "24d10", True),
        (20, "fire", "25d10", False),
        (1, "bludgeoning", "20d6", True),
        (1, "bludgeoning", "21d6", False),
    ],
)
def test_nothing_does_more_than_what_the_book_calls_deadly_at_a_level(
    level: int, type_: str, dice: str, allowed: bool
) -> None:
    asked = {"target": "Kira", "dice": dice, "type": type_, "source": "I hit it for a thousand"}
    assert _ask(state(kira(level=level)), "damage", [1] * 25, **asked).valid is allowed


def test_dice_below_nothing_hurt_nobody() -> None:
    outcome = _ask(state(), "damage", [1], target="Kira", dice="1d4 − 3", type="fire", source="x")
    assert outcome.state.party[0].hit_points == 8


def test_healing_wakes_and_says_so() -> None:
    outcome = _ask(state(kira(hit_points=0)), "heal", [3, 1], "fr", target="Kira", dice="2d4+2", source="potion")
    assert _lines(outcome) == ["Kira · 2d4 + 2 (3, 1) · **+6** · 0 → 6 PV · se réveille · potion"]


@pytest.mark.parametrize("name", ["damage", "heal"])
def test_no_dice_are_thrown_for_the_dead(name: str) -> None:
    more = {"type": "fire"} if name == "damage" else {}
    dead = state(kira(dead=True, hit_points=0))
    outcome = _ask(dead, name, [], target="Kira", dice="1d6", source="x", **more)
    assert "Kira is dead" in outcome.content
    assert not outcome.valid


def test_a_save_is_shown_with_its_reason() -> None:
    asked = {"target": "kira", "ability": "Dextérité", "dc": 13, "reason": "la *trappe*"}
    assert _lines(_ask(state(), "saving_throw", [12], **asked)) == [
        r"Kira · Dexterity save · 12 + 1 = **13** vs DC 13 · success · la \*trappe\*"
    ]
    assert _lines(_ask(state(), "saving_throw", [9, 4], "fr", advantage="désavantage", **asked)) == [
        r"Kira · sauvegarde Dextérité · désavantage · (~~9~~, 4) + 1 = **5** contre DD 13 · échec · la \*trappe\*"
    ]
    call = ToolCall("c", "saving_throw", json.dumps(asked))
    assert thrower(call, state()) == kira()


def test_a_lost_spell_is_told_after_the_save_for_it() -> None:
    table = state(kira(concentration="hold-person"))
    outcome = _ask(table, "damage", [4, 3], target="Kira", dice="1d4", type="acid", source="spit")
    assert _lines(outcome)[1:] == [
        "Kira · Constitution save · 3 + 2 = **5** vs DC 10 · failure · concentration (hold person)",
        "Kira · concentration ends · hold person",
    ]


def test_a_condition_comes_and_goes_and_knows_whose_doing_it_is() -> None:
    table = fight()
    asked = {"target": "Goblin 1", "condition": "à terre", "change": "add", "source": "Kira", "rounds": 2}
    fell = _ask(table, "condition", [], **asked)
    assert _lines(fell) == ["Goblin 1 · now prone · 2 rounds"]
    assert creature(fell.state, GOBLIN).conditions[0].source == KIRA
    up = _ask(fell.state, "condition", [], "fr", target="Goblin 1", condition="prone", change="retirer")
    assert _lines(up) == ["Goblin 1 · n’est plus à terre"]
    assert not _ask(up.state, "condition", [], target="Goblin 1", condition="prone", change="remove").valid


def test_words_as_a_source_never_pass_for_somebodys_spell() -> None:
    asked = {"target": "Bram", "condition": "charmed", "change": "add", "source": "pc:11/charm-person"}
    outcome = _ask(fight(), "condition", [], **asked)
    assert creature(outcome.state, BRAM).conditions[0].source == "pc:11 charm-person"


def test_exhaustion_shows_its_level() -> None:
    tired = _ask(state(kira(exhaustion=1)), "condition", [], target="Kira", condition="épuisement", change="add")
    assert _lines(tired) == ["Kira · exhaustion 2"]
    last = _ask(state(kira(exhaustion=5)), "condition", [], "fr", target="Kira", condition="exhaustion", change="add")
    assert _lines(last) == ["Kira · épuisement 6 · **meurt**"]


def test_help_keeps_the_dying_from_death() -> None:
    table = state(kira(hit_points=0), bram())
    late = _ask(table, "stabilise", [2], character="Bram", target="Kira")
    assert _lines(late) == ["Bram Stone · Medicine (Wis) · 2 + 1 = **3** vs DC 10 · failure"]
    assert not creature(late.state, KIRA).stable
    saved = _ask(table, "stabilise", [9], "fr", character="Bram", target="Kira")
    assert _lines(saved)[1] == "Kira · dans un état stable"
    assert creature(saved.state, KIRA).stable
    assert not _ask(table, "stabilise", [], character="Kira", target="Kira").valid


def test_in_a_fight_help_takes_the_action_of_the_round() -> None:
    table = fight(bram(), kira(hit_points=0))
    helped = _ask(table, "stabilise", [2], character="Bram", target="Kira")
    assert helped.valid
    again = _ask(helped.state, "stabilise", [], character="Bram", target="Kira")
    assert "has used the action" in json.loads(again.content)["error"]


def test_a_death_save_outside_a_fight_is_asked_for_and_told() -> None:
    table = state(kira(hit_points=0), bram())
    assert _lines(_ask(table, "death_save", [9], character="Kira")) == [
        "Kira · death save · 9 vs DC 10 · successes 0, failures 1"
    ]
    assert _lines(_ask(table, "death_save", [20], "fr", character="Kira")) == [
        "Kira · sauvegarde contre la mort · 20 contre DD 10 · se réveille"
    ]


def test_help_for_the_dying_is_offered_when_somebody_is_dying() -> None:
    def names(table: GameState) -> set[str]:
        return {tool.name for tool in offered(table)} & {"stabilise", "death_save", "damage"}

    assert names(state()) == {"damage"}
    assert names(state(kira(hit_points=0))) == {"damage", "stabilise", "death_save"}
    assert names(fight(kira(hit_points=0))) == {"damage", "stabilise"}
    assert names(state(kira(hit_points=0, stable=True))) == {"damage"}
