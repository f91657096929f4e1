"""Whatever is asked of the rules of harm, hit points stay within their bounds and only refusals come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.changes import apply, changes, revert
from bot.domain.character import ABILITIES
from bot.domain.conversation import ToolCall
from bot.domain.dice import SeededDice
from bot.domain.harms import CONDITION_NAMES, DAMAGE_NAMES
from bot.domain.rules.bounds import broken
from bot.domain.rules.conditions import MOST_AT_ONCE, afflict, relieve, stand_up, tick
from bot.domain.rules.creatures import creatures
from bot.domain.rules.damage import grant_temporary, heal, hurt
from bot.domain.rules.dying import death_save, stabilise
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.saves import saving_throw
from bot.domain.state import GameState, document, restore
from bot.domain.tools import run
from tests.domain.rules.scenes import BRAM, GOBLIN, KIRA, TROLL, bram, fight
from tests.domain.tables import SECRET, kira

_keys = st.sampled_from([KIRA, BRAM, GOBLIN, TROLL, "pc:99", "", "goblin-1/x"])
_amounts = st.integers(-20, 40) | st.integers()
_types = st.sampled_from([*DAMAGE_NAMES, "joy"])
_conditions = st.sampled_from([*CONDITION_NAMES, "exhaustion", "unconscious", "joy"])
_words = st.sampled_from([KIRA, "pc:11/bless", ""]) | st.text(max_size=100)
Command = Callable[[GameState, SeededDice], Ruled]
_commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        lambda key, parts, critical: lambda table, dice: hurt(table, key, parts, "x", dice, critical),
        _keys,
        st.lists(st.tuples(_amounts, _types), max_size=3),
        st.booleans(),
    ),
    st.builds(lambda key, amount: lambda table, _: heal(table, key, amount, "x"), _keys, _amounts),
    st.builds(lambda key, amount: lambda table, _: grant_temporary(table, key, amount, "x"), _keys, _amounts),
    st.builds(
        lambda key, condition, source, rounds: lambda table, _: afflict(table, key, condition, source, rounds),
        _keys,
        _conditions,
        _words,
        _amounts,
    ),
    st.builds(lambda key, condition: lambda table, _: relieve(table, key, condition), _keys, _conditions),
    st.builds(lambda key: lambda table, dice: death_save(table, key, dice), _keys),
    st.builds(lambda key: lambda table, _: stabilise(table, key), _keys),
    st.builds(lambda key: lambda table, _: tick(table, key), _keys),
    st.builds(lambda key: lambda table, _: stand_up(table, key), _keys),
    st.builds(
        lambda key, ability, dc: lambda table, dice: saving_throw(table, key, ability, dc, "none", dice, "x"),
        _keys,
        st.sampled_from(ABILITIES),
        st.integers(),
    ),
)


def _sound(table: GameState) -> None:
    assert broken(table) == ()
    for each in creatures(table):
        assert 0 <= each.hit_points <= each.max_hit_points
        assert each.temporary_hit_points >= 0
        assert 0 <= each.death_failures <= 3
        assert 0 <= each.death_successes <= 2
        assert 0 <= each.exhaustion <= 6
        assert len(each.conditions) <= MOST_AT_ONCE + 2
        assert not each.dead or each.hit_points == 0
        assert not (each.stable and (each.hit_points or each.dead))
        assert not each.concentration or each.conscious
        assert each.conscious or each.dead or each.hit_points == 0 or each.has("unconscious")


@settings(max_examples=150, deadline=None)
@given(st.lists(_commands, max_size=25))
def test_no_command_takes_a_creature_where_the_rules_cannot(commands: list[Command]) -> None:
    table, dice = fight(kira(concentration="bless"), bram(resistances=("fire",))), SeededDice(SECRET, 1)
    for command in commands:
        try:
            after, events = command(table, dice)
        except AgainstTheRules:
            continue
        json.dumps([dict(event.detail) for event in events])
        _sound(after)
        made = changes(table, after)
        assert apply(table, made) == after
        assert revert(after, made) == table
        table = after
    assert restore(document(table), table.campaign) == table


_names = st.sampled_from(["Kira", "bram", "goblin", "goblin 1", "Goblin-2", "", "nobody", "pc:11"]) | st.text(
    max_size=90
)
_dice = st.sampled_from(["2d6+3", "1d4-8", "24d20+40", "d8", "99d20", "5", "1d6*9", "1e9"]) | st.text(max_size=45)
_calls: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    st.tuples(
        st.just("damage"),
        st.fixed_dictionaries(
            {"target": _names, "dice": _dice, "type": _types, "source": _words},
            optional={"half": st.sampled_from(["yes", "no", "maybe"])},
        ),
    ),
    st.tuples(st.just("heal"), st.fixed_dictionaries({"target": _names, "dice": _dice, "source": _words})),
    st.tuples(
        st.just("condition"),
        st.fixed_dictionaries(
            {"target": _names, "condition": _conditions, "change": st.sampled_from(["add", "remove"])},
            optional={"source": _words, "rounds": st.integers()},
        ),
    ),
    st.tuples(
        st.just("saving_throw"),
        st.fixed_dictionaries({"target": _names, "ability": st.sampled_from(["dex", "Sagesse"]), "dc": _amounts}),
    ),
    st.tuples(st.just("stabilise"), st.fixed_dictionaries({"character": _names, "target": _names})),
    st.tuples(st.just("death_save"), st.fixed_dictionaries({"character": _names})),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_calls, max_size=25), st.sampled_from(["en", "fr"]))
def test_no_call_of_a_model_does_either(calls: list[tuple[str, dict[str, Any]]], language: str) -> None:
    table, dice = fight(kira(concentration="bless"), bram()), SeededDice(SECRET, 1)
    for name, arguments in calls:
        outcome = run(ToolCall("c", name, json.dumps(arguments)), table, dice, language)
        assert outcome.valid == ("error" not in json.loads(outcome.content))
        assert outcome.valid or outcome.state == table
        assert all(0 < len(entry.summary) < 700 and "\n" not in entry.summary for entry in outcome.entries)
        table = outcome.state
        _sound(table)
