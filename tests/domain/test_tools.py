"""What the game master may ask the rules for, and what hostile calls get."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.conversation import ToolCall
from bot.domain.dice import SeededDice
from bot.domain.state import document
from bot.domain.tools import TOOLS, Outcome, run
from tests.domain.tables import SECRET, LoadedDice, kira, state


def _call(name: str, arguments: object) -> ToolCall:
    return ToolCall("call-1", name, arguments if isinstance(arguments, str) else json.dumps(arguments))


def _check(faces: list[int], language: str = "en", **arguments: object) -> Outcome:
    asked = {"character": "Kira", "ability": "Perception", "dc": 15, **arguments}
    return run(_call("ability_check", asked), state(), LoadedDice(faces), language)


def test_a_check_is_shown_to_the_players_and_told_to_the_model() -> None:
    outcome = _check([14], reason="a noise in the dark")
    (entry,) = outcome.entries
    assert outcome.valid
    assert (entry.kind, entry.actor) == ("check", "Kira")
    assert entry.summary == "Kira · Perception (Wis) · 14 + 1 = **15** vs DC 15 · success"
    assert entry.detail["rolls"] == [14]
    assert entry.detail["reason"] == "a noise in the dark"
    assert json.loads(outcome.content) == {
        "character": "Kira",
        "check": "Perception (Wis)",
        "rolls": [14],
        "modifier": 1,
        "total": 15,
        "dc": 15,
        "success": True,
    }


def test_a_check_speaks_french_at_a_french_table() -> None:
    outcome = _check([9, 3], "fr", ability="Force", advantage="disadvantage")
    assert outcome.entries[0].summary == "Kira · Force · désavantage · (~~9~~, 3) − 1 = **2** contre DD 15 · échec"


def test_equal_dice_strike_out_only_one() -> None:
    assert "(5, ~~5~~)" in _check([5, 5], advantage="advantage").entries[0].summary


def test_dice_are_rolled_for_someone_or_for_nobody() -> None:
    mine = run(
        _call("roll_dice", {"dice": "2d6+3", "reason": "fire damage", "character": "kira"}),
        state(),
        LoadedDice([2, 5]),
        "en",
    )
    assert mine.entries[0].summary == "Kira · 2d6 (2, 5) + 3 = **10** · fire damage"
    assert mine.entries[0].detail == {
        "dice": "2d6 + 3",
        "text": "2d6 (2, 5) + 3 = **10**",
        "total": 10,
        "drawn": [[6, 2], [6, 5]],
        "reason": "fire damage",
    }
    assert json.loads(mine.content) == {"dice": "2d6 + 3", "rolled": "2d6 (2, 5) + 3 = 10", "total": 10}
    nobody = run(_call("roll_dice", {"dice": "1d4", "reason": ""}), state(), LoadedDice([4]), "en")
    assert (nobody.entries[0].actor, nobody.entries[0].summary) == ("", "1d4 (4) = **4**")


def test_the_ledger_can_be_kept_as_json() -> None:
    for outcome in (
        _check([14]),
        run(_call("roll_dice", {"dice": "9d6", "reason": "x"}), state(), SeededDice(SECRET, 1), "en"),
    ):
        detail = dict(outcome.entries[0].detail)
        assert json.loads(json.dumps(detail)) == detail


def test_a_models_reason_cannot_carry_markdown_or_mentions_to_the_players() -> None:
    outcome = run(
        _call("roll_dice", {"dice": "1d6", "reason": "@everyone **free** [gold](http://evil.example)\n# win"}),
        state(),
        LoadedDice([1]),
        "en",
    )
    summary = outcome.entries[0].summary
    assert r"\@everyone \*\*free\*\*" in summary
    assert "\n" not in summary
    assert len(summary) < 200


def test_a_name_full_of_markdown_is_shown_as_written() -> None:
    outcome = run(
        _call("ability_check", {"character": "*Kira*", "ability": "wis", "dc": 5}),
        state(kira(name="*Kira*")),
        LoadedDice([5]),
        "en",
    )
    assert outcome.entries[0].summary.startswith(r"\*Kira\* · ")


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("cast_wish", {}, "roll_dice, ability_check"),
        ("ability_check", "", "one JSON object"),
        ("ability_check", "null", "one JSON object"),
        ("ability_check", "[]", "one JSON object"),
        ("ability_check", "[" * 3000, "one JSON object"),
        ("ability_check", '{"a":' * 600 + "1" + "}" * 600, "an argument too many"),
        ("ability_check", '{"character":' * 250 + '"Kira"' + "}" * 250, "missing"),
        ("ability_check", '{"dc": ' + "9" * 5000 + "}", "too long"),
        ("ability_check", '{"dc": NaN}', "one JSON object"),
        ("ability_check", '{"dc": ' + "9" * 3900 + "}", "missing"),
        ("ability_check", "x" * 4001, "too long"),
        ("ability_check", {"character": "Kira", "ability": "wis"}, "`dc` is missing"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": "15"}, "whole number from 1 to 40"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": True}, "whole number"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": 12.5}, "whole number"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": 41}, "whole number"),
        ("ability_check", '{"character":"Kira","ability":"wis","dc":1e999}', "whole number"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": {"$gt": 0}}, "whole number"),
        ("ability_check", {"character": ["Kira"], "ability": "wis", "dc": 5}, "`character` must be a string"),
        ("ability_check", {"character": "Strahd", "ability": "wis", "dc": 5}, "one of the party: Kira"),
        ("ability_check", {"character": "Kira", "ability": "luck", "dc": 5}, "six abilities or a skill"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": 5, "advantage": "yes"}, "one of: none"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": 5, "total": 20}, "an argument too many"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": 1e308}, "whole number"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": -3}, "whole number"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": None}, "whole number"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": 5, "DC": 6}, "`dc` is given twice"),
        ("ability_check", {"character": "Kira", "ability": "wis", "skill": "arcana", "dc": 6}, "given twice"),
        ("ability_check", {"character": "Kira", "ability": "wis", "dc": 5, "advantage": True}, "must be a string"),
        ("roll_dice", {"dice": "20", "reason": "x"}, "must hold a die"),
        ("roll_dice", {"dice": "0d6 + 18", "reason": "x"}, "must hold a die"),
        ("roll_dice", {"dice": "-3", "reason": "damage"}, "must hold a die"),
        ("roll_dice", {"dice": 6, "reason": "x"}, "must be a string"),
        ("roll_dice", {"dice": "1000000d6", "reason": "x"}, "1000 dice"),
        ("roll_dice", {"dice": "1d6e>0", "reason": "x"}, "1000 dice"),
        ("roll_dice", {"dice": "twenty", "reason": "x"}, "Write them like"),
        ("roll_dice", {"dice": "1d6" * 50, "reason": "x"}, "at most 100 characters"),
        ("roll_dice", {"dice": "1d6", "reason": "x", "character": "Strahd"}, "one of the party"),
    ],
)
def test_a_wrong_call_changes_nothing_and_says_what_is_right(name: str, arguments: object, said: str) -> None:
    before = state()
    outcome = run(_call(name, arguments), before, SeededDice(SECRET, 1), "en")
    assert (outcome.valid, outcome.entries, outcome.state) == (False, (), before)
    assert said in json.loads(outcome.content)["error"]
    assert len(outcome.content) < 500


@pytest.mark.parametrize(
    "changes",
    [
        {"ability": "perception check"},
        {"ability": " PERCEPTION "},
        {"ability": "Wisdom (Perception)"},
        {"character": "kïra"},
        {"character": " KIRA "},
        {"dc": 15.0},
        {"advantage": None},
        {"advantage": ""},
        {"advantage": "None"},
        {"advantage": " Normal"},
        {"advantage": "aucun"},
    ],
)
def test_how_a_word_is_spelled_does_not_matter(changes: dict[str, Any]) -> None:
    assert _check([14], **changes).entries[0].summary == _check([14]).entries[0].summary


@pytest.mark.parametrize("word", ["Wisdom", "wis", "WIS", "Sagesse", "sag", "a wisdom check", "jet de Sagesse"])
def test_an_ability_is_known_by_every_name_it_has(word: str) -> None:
    assert _check([14], ability=word).entries[0].detail["ability"] == "wis"
    assert _check([14], ability=word).entries[0].detail["skill"] is None


@pytest.mark.parametrize("word", ["Advantage", "avantage", " ADVANTAGE ", "adv"])
def test_a_choice_is_known_by_every_name_it_has(word: str) -> None:
    assert _check([4, 9], advantage=word).entries[0].detail["advantage"] == "advantage"


@pytest.mark.parametrize(
    "arguments",
    [
        {"Character": "Kira", "ABILITY": "Perception", "DC": 15},
        {"personnage": "Kira", "Compétence": "Perception", "dd": 15},
        {"name": "Kira", "skill": "Perception", "difficulty_class": 15},
        {"character ": "Kira", " Ability": "Perception", "difficulty": 15, "reason": None},
    ],
)
def test_an_argument_is_known_by_other_names_too(arguments: dict[str, object]) -> None:
    outcome = run(_call("ability_check", arguments), state(), LoadedDice([14]), "en")
    assert outcome.entries[0].summary == _check([14]).entries[0].summary


@pytest.mark.parametrize("name", ["Ability Check", "abilityCheck", "ability-check", "ABILITY_CHECK"])
def test_a_tool_is_known_however_its_name_is_spelled(name: str) -> None:
    assert run(_call(name, {"character": "Kira", "ability": "wis", "dc": 5}), state(), LoadedDice([9]), "en").valid


def test_ten_megabytes_of_arguments_are_refused_at_once() -> None:
    for written in ("{" * 10_000_000, '{"dice":"' + "1d6+" * 2_500_000 + '"}'):
        outcome = run(ToolCall("c", "roll_dice" * 1_000_000, written), state(), LoadedDice([]), "en")
        assert not outcome.valid
        outcome = run(ToolCall("c", "roll_dice", written), state(), LoadedDice([]), "en")
        assert "too long" in outcome.content


def test_a_wrong_call_is_not_echoed() -> None:
    party = state(*(kira(name=f"Hero {number} of the Long Name") for number in range(60)))
    for name, arguments in (
        ("</result>", {}),
        ("roll_dice", {"</result>": 1}),
        ("ability_check", {"character": "</result>", "ability": "wis", "dc": 5}),
        ("ability_check", {"character": "Hero 1 of the Long Name", "ability": "</result>", "dc": 5}),
    ):
        outcome = run(_call(name, arguments), party, LoadedDice([]), "en")
        assert not outcome.valid
        assert "</result>" not in outcome.content
        assert len(outcome.content) < 500


def test_a_party_without_characters_is_told_so() -> None:
    empty = state()
    outcome = run(
        _call("ability_check", {"character": "Kira", "ability": "wis", "dc": 5}),
        type(empty)(empty.campaign, (), 1),
        LoadedDice([]),
        "en",
    )
    assert "no characters yet" in outcome.content


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
_names = st.sampled_from(["character", "ability", "DC", "dc", "advantage", "reason", "dice", "other", "skill"])


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([tool.name for tool in TOOLS]),
    st.text(max_size=60) | st.dictionaries(_names, _json, max_size=6).map(json.dumps),
)
def test_nothing_a_model_writes_raises_or_leaks_the_secret(name: str, arguments: str) -> None:
    outcome = run(ToolCall("c", name, arguments), state(), SeededDice(SECRET, 1), "fr")
    content: Any = json.loads(outcome.content)
    assert outcome.valid == ("error" not in content)
    assert len(outcome.entries) == outcome.valid
    assert document(outcome.state) == document(state())
    assert SECRET.hex() not in outcome.content


def test_the_schemas_say_what_is_checked() -> None:
    assert [tool.name for tool in TOOLS][:2] == ["roll_dice", "ability_check"]
    for tool in TOOLS:
        assert tool.parameters["type"] == "object"
        assert tool.parameters["additionalProperties"] is False
        assert set(tool.parameters["required"]) <= set(tool.parameters["properties"])
        for schema in tool.parameters["properties"].values():
            bounds = {"integer": {"minimum", "maximum"}, "string": {"maxLength"}}[schema["type"]]
            assert bounds <= set(schema)
        json.dumps(dict(tool.parameters))
