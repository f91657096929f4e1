"""What a table asks for in earnest, in error or in spite: a sentence, and nothing lost."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.character import NO_SLOTS
from bot.domain.conversation import ToolCall
from bot.domain.dice import SeededDice
from bot.domain.gear import Item
from bot.domain.rules.bounds import broken
from bot.domain.rules.slots import slots
from bot.domain.spell import Spell
from bot.domain.state import GameState
from bot.domain.tools import TOOLS, Found, Need, Outcome, run
from bot.domain.turn import LedgerEntry
from tests.domain.rules.fights import BEAR, GOBLIN, OGRE, bruno, fight, table
from tests.domain.tables import SECRET, kira

_MISSILE = Spell("magic-missile", "Magic Missile", 1, "evocation", "1 action", ("wizard",))


def ask(state: GameState, tool: str, found: Found | None = None, earlier: Any = (), **given: Any) -> Outcome:
    outcome = run(ToolCall("c", tool, json.dumps(given)), state, SeededDice(SECRET, 1), "en", found, earlier)
    assert broken(outcome.state) == ()
    return outcome


def refusal(state: GameState, tool: str, found: Found | None = None, earlier: Any = (), **given: Any) -> str:
    """Ask for something that cannot be; return the sentence that says so."""
    outcome = ask(state, tool, found, earlier, **given)
    assert not outcome.valid
    assert outcome.state is state
    assert outcome.entries == ()
    return json.loads(outcome.content)["error"]


def test_a_hero_of_level_20_with_one_hit_point_fights_and_falls() -> None:
    hero = bruno(level=20, hit_points=1, max_hit_points=1)
    state = fight(BEAR, party=(hero, kira()))
    struck = ask(state, "attack", attacker="Bruno", target="Brown Bear")
    assert struck.valid
    assert sum(entry.kind == "attack" for entry in struck.entries) == 4
    fallen = ask(table(hero), "damage", target="Bruno", dice="1d4", type="fire", source="a spark").state
    assert fallen.party[0].hit_points == 0


@pytest.mark.parametrize("foes", ["snark x2", "Kira", "attack", "goblin, god of everything"])
def test_a_monster_that_does_not_exist(foes: str) -> None:
    assert "no monster" in refusal(table(), "start_combat", {Need("monster", "goblin"): GOBLIN}, foes=foes)


def test_a_monster_that_is_too_much() -> None:
    dragon = replace(OGRE, name="Red Dragon", experience=90_000)
    assert "more than this party" in refusal(
        table(), "start_combat", {Need("monster", "red dragon"): dragon}, foes="red dragon"
    )


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("Bruno", "Bruno cannot attack itself."),
        ("Kira", "Kira is dead: neither wounds nor healing change that any more."),
        ("Mordred", "Nobody called “Mordred” is here. Here are: Bruno, Kira, Goblin."),
        ("pc:99", "Nobody called “pc\\:99” is here. Here are: Bruno, Kira, Goblin."),
    ],
)
def test_an_attack_on_oneself_the_dead_and_another_campaigns_character(target: str, sentence: str) -> None:
    state = fight(GOBLIN, party=(bruno(), kira(dead=True, hit_points=0)))
    assert refusal(state, "attack", attacker="Bruno", target=target) == sentence


def test_a_spell_without_slots() -> None:
    spent = kira(spells=("magic-missile",), slots_spent=slots("wizard", 1))
    state = fight(GOBLIN, party=(spent,))
    found = {Need("spell", "magic missile"): _MISSILE}
    for level in (0, 1, 9):
        said = refusal(state, "cast_spell", found, caster="Kira", spell="magic missile", targets="Goblin", level=level)
        assert "slot" in said
    fresh = fight(GOBLIN, party=(replace(spent, slots_spent=NO_SLOTS),))
    cast = ask(fresh, "cast_spell", found, caster="Kira", spell="magic missile", targets="Goblin")
    assert cast.state.party[0].slots_spent[0] == 1


@pytest.mark.parametrize("amount", [10**9, 10**6 + 1, 0, -5, 1.5, "10", None, 10**40])
def test_a_thousand_million_gold_pieces(amount: Any) -> None:
    for action in ("give", "take"):
        assert refusal(table(), "coins", action=action, character="Kira", amount=amount)


@pytest.mark.parametrize("name", [tool.name for tool in TOOLS])
def test_an_item_named_like_a_tool_is_a_thing_like_any_other(name: str) -> None:
    given = ask(table(), "item", action="give", character="Kira", item=name)
    assert given.valid
    assert [item.name for item in given.state.party[0].items][-1] == name
    used = ask(given.state, "item", action="take", character="Kira", item=name)
    assert used.valid
    assert used.state.party[0].items == table().party[0].items


def test_an_item_with_a_name_that_is_none() -> None:
    for name in ("", " ", "\u200b", "🗡️", "-# 🎲"):
        assert refusal(table(), "item", action="give", character="Kira", item=name)
    strange = ask(table(kira(items=(Item("Rope"),))), "item", action="give", character="Kira", item="\u202e**Rope**\n2")
    assert [item.name for item in strange.state.party[0].items] == ["Rope", "**Rope** 2"]


def again(state: GameState, tool: str, **given: Any) -> tuple[GameState, list[bool]]:
    """Ask for the same six times in one turn; return the state after it, and which of them were granted."""
    earlier: list[LedgerEntry] = []
    granted: list[bool] = []
    for _ in range(6):
        outcome = ask(state, tool, earlier=earlier, **given)
        earlier += outcome.entries
        state = outcome.state
        granted.append(outcome.valid)
    return state, granted


def test_many_small_gifts_in_one_turn_are_one_large_gift() -> None:
    state, granted = again(table(), "coins", action="give", character="Kira", amount=400)
    assert granted == [True, True, False, False, False, False]
    assert state.party[0].coins.gp == table().party[0].coins.gp + 800
    # What another character is given is its own, and the next turn begins anew.
    assert ask(state, "coins", action="give", character="Kira", amount=1).valid


def test_many_small_awards_in_one_turn_are_no_more_than_a_level() -> None:
    state, granted = again(table(), "award_experience", experience=300)
    assert granted[0] is True
    assert state.party[0].level == 2


def test_nobody_sleeps_twice_in_one_turn_or_is_worn_to_death() -> None:
    _, rested = again(table(), "rest", kind="long")
    assert rested == [True, False, False, False, False, False]
    state, tired = again(table(), "condition", target="Kira", condition="exhaustion", change="add")
    assert tired == [True, False, False, False, False, False]
    assert (state.party[0].exhaustion, state.party[0].dead) == (1, False)
