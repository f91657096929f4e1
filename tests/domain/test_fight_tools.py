"""The tools of a fight, as a model calls them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.conversation import ToolCall
from bot.domain.lines import line
from bot.domain.lines.order import order_lines
from bot.domain.rules.foes import foe_turn
from bot.domain.state import GameState
from bot.domain.tools import Need, Outcome, needs, offered, run
from tests.domain.rules.fights import DAGGER, GOBLIN, OGRE, bruno, fight, table
from tests.domain.tables import LoadedDice, kira

BOOK = {Need("monster", "goblin"): GOBLIN, Need("monster", "ogre"): OGRE}


def call(name: str, state: GameState, *faces: int, **given: Any) -> Outcome:
    return run(ToolCall("1", name, json.dumps(given)), state, LoadedDice(faces), "en", BOOK)


def told(outcome: Outcome) -> Any:
    return json.loads(outcome.content)


def test_the_tools_of_a_fight_are_offered_in_one_and_its_beginning_before_it() -> None:
    peace, war = {tool.name for tool in offered(table())}, {tool.name for tool in offered(fight(GOBLIN))}
    assert "start_combat" in peace - war
    assert {"attack", "next_combatant", "dodge", "flee", "end_combat"} <= war - peace


def test_a_fight_needs_the_monsters_it_names() -> None:
    asked = ToolCall("1", "start_combat", json.dumps({"foes": "goblin x2, ogre"}))
    assert needs(asked, table()) == (Need("monster", "goblin"), Need("monster", "ogre"))


def test_a_model_is_told_what_happened_and_to_leave_the_turn_to_its_player() -> None:
    outcome = call("start_combat", table(bruno()), 2, 18, 3, foes="goblin x4")
    content = told(outcome)
    assert outcome.valid
    assert "fewer foes" in content["happened"][0]
    assert content["happened"][1] == "Goblin attacks Bruno · Scimitar · 3 + 4 = 7 vs AC 11 · miss"
    assert (content["turn"], content["foes"]) == ("Bruno", {"Goblin": "unhurt"})
    assert "player" in content["note"]


@pytest.mark.parametrize("foes", ["snark x3", "ogre", "", "goblin x99", ", ,"])
def test_a_fight_that_cannot_be_is_refused_with_what_would_be_right(foes: str) -> None:
    outcome = call("start_combat", table(), foes=foes)
    assert (outcome.valid, outcome.entries) == (False, ())
    assert told(outcome)["error"]


def test_the_last_blow_ends_the_fight_at_once() -> None:
    outcome = call("attack", fight(GOBLIN, party=(bruno(),)), 15, 8, attacker="bruno", target=["the", "goblin"][1])
    assert told(outcome)["fight"] == "over"
    assert outcome.state.combat is None
    assert outcome.state.party[0].experience == 50


def test_several_targets_are_struck_in_their_order() -> None:
    state = fight(GOBLIN, OGRE, party=(bruno(level=5),))
    outcome = call("attack", state, 15, 8, 15, 8, attacker="Bruno", target="Goblin and Ogre")
    struck = [entry.detail["target_name"] for entry in outcome.entries if entry.kind == "attack"]
    assert struck == ["Goblin", "Ogre"]


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("attack", {"attacker": "Kira", "target": "Kira"}),
        ("attack", {"attacker": "Kira", "target": "Smaug"}),
        ("attack", {"attacker": "Goblin", "target": "Kira"}),
        ("attack", {"attacker": "Kira", "target": "goblin", "weapon": "vorpal halberd"}),
        ("dodge", {"character": "Goblin"}),
        ("flee", {"character": "Nobody"}),
        ("end_combat", {"outcome": "victory"}),
        ("start_combat", {"foes": "goblin"}),
    ],
)
def test_what_is_against_the_rules_changes_nothing(tool: str, given: dict[str, str]) -> None:
    state = fight(GOBLIN)
    outcome = call(tool, state, **given)
    assert (outcome.valid, outcome.state, outcome.entries) == (False, state, ())


def test_a_model_cannot_declare_a_fight_won() -> None:
    outcome = call("end_combat", fight(GOBLIN), outcome="peace")
    assert outcome.state.combat is None
    assert outcome.state.party[0].experience == 0


def test_players_read_what_the_dice_said_in_their_language() -> None:
    _, events = foe_turn(fight(GOBLIN, current=1), "goblin", LoadedDice([20, 3, 4]))
    assert line(events[0], "fr") == (
        "Goblin attaque Kira · Cimeterre · 20 + 4 = **24** contre CA 11 · **coup critique** · (3, 4) + 2 = 9 tranchant"
    )


def test_the_order_shows_hit_points_of_the_party_and_only_the_looks_of_foes() -> None:
    state = fight(GOBLIN, OGRE, party=(kira(hit_points=3, items=(DAGGER,)), bruno(hit_points=0)))
    assert state.combat is not None
    goblin, ogre = state.combat.foes
    foes = (replace(goblin, hit_points=3), replace(ogre, hit_points=58))
    state = replace(state, combat=replace(state.combat, foes=foes))
    assert order_lines(state, "en").splitlines() == [
        "**Round 1**",
        "▶ 20 · **Kira** · 3/8 HP",
        "▪ 19 · Bruno · 0/12 HP · dying",
        "▪ 18 · Goblin · bloodied",
        "▪ 17 · Ogre · hurt",
    ]


def test_names_cannot_break_out_of_a_line() -> None:
    state = fight(GOBLIN, party=(kira(name="**@everyone** [x](http://evil)"),))
    assert "@everyone**" not in order_lines(state, "fr").replace("\\", "§")
    assert "[x](" not in order_lines(state, "fr")
