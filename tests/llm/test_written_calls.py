"""Calls in the text of a reply: found in any pieces, and never shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.llm.written_calls import CALL_LENGTH, MOST_CALLS, CallReader, WrittenCall

TOOLS = ("roll_dice", "ability_check")
ROLL = '{"tool": "roll_dice", "dice": "1d6"}'
ROLLED = WrittenCall("roll_dice", '{"dice": "1d6"}')


def read(*pieces: str, tell_on: bool = False) -> tuple[str, list[WrittenCall]]:
    reader = CallReader(TOOLS, tell_on=tell_on)
    told, calls = "", list[WrittenCall]()
    for text, found in (*map(reader.feed, pieces), reader.end()):
        told += text
        calls += found
    return told, calls


@pytest.mark.parametrize(
    "written",
    [
        f"<call>{ROLL}</call>",
        f"<call>{ROLL}",
        f"<call>\n{ROLL}\n</call>",
        f"<CALL>{ROLL}</CALL>",
        f"```json\n<call>{ROLL}</call>\n```",
        f"```\n<call>\n{ROLL}\n```",
        f"<tool_call>\n{ROLL}\n</tool_call>",
        '<tool_call>{"name": "roll_dice", "arguments": {"dice": "1d6"}}</tool_call>',
        '<tool_call>{"name": "roll_dice", "parameters": {"dice": "1d6"}}</tool_call>',
        '<tool_call>{"function": {"name": "roll_dice", "arguments": "{\\"dice\\": \\"1d6\\"}"}}</tool_call>',
        '[TOOL_CALLS][{"name": "roll_dice", "arguments": {"dice": "1d6"}}]',
        '```json\n{"name": "roll_dice", "arguments": {"dice": "1d6"}}\n```',
        f"```tool_code\n{ROLL}\n```",
        ROLL,
    ],
)
def test_a_call_is_taken_out_of_the_story_however_it_is_written(written: str) -> None:
    assert read(f"She jumps.\n{written} She lands on her feet, a 6!") == ("She jumps.\n", [ROLLED])


def test_several_calls_in_a_row_are_several_calls() -> None:
    other = WrittenCall("roll_dice", '{"dice": "1d8"}')
    eight = ROLL.replace("1d6", "1d8")
    assert read(f"A.<call>{ROLL}</call>\n<call>{eight}</call> B.") == ("A.", [ROLLED, other])
    assert read(f"A.```\n<call>{ROLL}</call>\n```\n\n```json\n{eight}\n```") == ("A.", [ROLLED, other])
    assert read(f"A.<call>{ROLL} B.<call>{eight}</call>") == ("A.", [ROLLED])
    assert read(f"[TOOL_CALLS] [{ROLL}, {eight}] B.") == ("", [ROLLED, other])
    assert len(read(f"<call>{ROLL}</call>" * 50)[1]) == MOST_CALLS


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("", ""),
        ("roll_dice(1d6)", ""),
        ('{"tool": "roll_dice", "dice": 1d6}', "roll_dice"),
        ('{"tool": "roll_dice", "dice": "1d6', "roll_dice"),
        ('{"tool": "roll_dice", "dice": NaN}', "roll_dice"),
        ("{" * 2000, ""),
        ("[1, 2]", ""),
        ("[]", ""),
    ],
)
def test_a_call_that_is_no_json_is_a_call_all_the_same(written: str, name: str) -> None:
    told, calls = read(f"A.<call>{written}</call> B.")
    assert (told, [call.name for call in calls]) == ("A.", [name])
    assert read(f"A.<call>{written}")[1] == calls


def test_a_name_that_can_be_none_is_left_out() -> None:
    (call,) = read('<call>{"tool": "a\\ud800<b>", "dice": "1d6"}</call>')[1]
    assert call == WrittenCall("", '{"dice": "1d6"}')


def test_a_call_without_an_end_is_kept_only_so_far() -> None:
    for pieces in (["<call>" + "x" * 1_000_000], ["<call>", *["x" * 1000] * 1000]):
        told, calls = read(*pieces)
        assert (told, [call.arguments for call in calls]) == ("", ["x" * CALL_LENGTH])


def test_a_model_that_may_not_call_is_heard_on_after_its_call() -> None:
    assert read(f"A.\n<call>{ROLL}</call>\nB.", tell_on=True) == ("A.\nB.", [ROLLED])
    assert read(f"A. ```json\n{ROLL}\n```\nB. <call>{ROLL}", tell_on=True) == ("A. B. ", [ROLLED, ROLLED])


def test_a_result_the_model_invents_is_not_shown() -> None:
    assert read('A. <result>{"total": 20}</result>B.') == ("A. B.", [])
    assert read('A. <result>{"total": 20}') == ("A. ", [])
    assert read("A. </call>B.") == ("A. B.", [])


@pytest.mark.parametrize(
    "text",
    [
        "1 < 2, and <b>bold</b> <called>",
        "She says <3 and {smiles}. [TOOL] [1] {} <",
        "```python\nprint('hi')\n```",
        '```json\n{"name": "Kira"}\n```',
        '{"name": "roll_dices", "x": 1}',
        '{"name": "Kira"}',
        "<call",
        '```json\n{"tool": "roll_dice',
    ],
)
def test_what_only_looks_like_a_call_is_told(text: str) -> None:
    assert read(text) == (text, [])
    assert read(*text) == (text, [])


def test_what_looks_like_the_start_of_a_mark_is_held_no_longer_than_needed() -> None:
    for mark in ("<call>", "<tool_call>", "[TOOL_CALLS]", "</call>", "<result>", '```json\n{"tool": "roll_dice"'):
        for length in range(1, len(mark)):
            reader = CallReader(TOOLS)
            assert reader.feed(f"a{mark[:length]}")[0] == "a"
            told, _ = reader.feed("§")
            assert told == f"{mark[:length]}§"
    reader = CallReader(TOOLS)
    assert reader.feed("Nothing here, is held.\n*Not* ~this~ 'either'.")[0].endswith("'either'.")


_PIECES = st.lists(
    st.sampled_from(
        [
            "<call>", "</call>", "<tool_call>", "</tool_call>", "<CALL>", "[TOOL_CALLS]", "<result>", "</result>",
            "```", "```json\n", "`", "\n", " ", "<", ">", "{", "}", "[", "]", '"', "\\", "<ca", "ll>", "call>", "</",
            ROLL, ROLL[:-1], ROLL[:9], '{"name": "roll_dice", "arguments": {"dice": "1d6"}}', '{"tool": ', '"tool"',
            '{"name": "Kira"}', "{" * 1500, "x" * (CALL_LENGTH - 9), "She jumps.", "é", '"roll_dice"', ": ", "[1]",
        ]
    ),
    max_size=14,
)  # fmt: skip
_MARKS = ("<call>", "</call>", "<tool_call>", "</tool_call>", "[tool_calls]", "<result>", "</result>")


@settings(max_examples=600, deadline=None)
@given(_PIECES, st.lists(st.integers(0, 8000), max_size=12), st.booleans())
@example(["<call>", "x" * (CALL_LENGTH - 9), '"', "xxxxx", "</call>", "She jumps."], [CALL_LENGTH + 9], True)
@example(["<result>", ROLL, "</result>"], [20], False)
def test_any_pieces_give_the_same_story_and_the_same_calls(pieces: list[str], cuts: list[int], tell_on: bool) -> None:
    text = "".join(pieces)
    whole = read(text, tell_on=tell_on)
    places = sorted({min(cut, len(text)) for cut in cuts})
    assert read(*(text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)), tell_on=tell_on) == whole
    assert read(*pieces, tell_on=tell_on) == whole
    if len(text) < 3000:
        assert read(*text, tell_on=tell_on) == whole
    for call in whole[1]:
        json.dumps(call).encode()


@settings(max_examples=300, deadline=None)
@given(_PIECES)
def test_no_mark_is_ever_in_the_story(pieces: list[str]) -> None:
    text = "".join(pieces)
    reader, told = CallReader(TOOLS), list[str]()
    for character in text:
        told.append(reader.feed(character)[0])
    told.append(reader.end()[0])
    # Piece by piece: what is taken out of the middle may leave letters on its two sides that look like a mark.
    for piece in told:
        assert not any(mark in piece.lower() for mark in _MARKS)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_characters="<`{["), max_size=200))
def test_text_without_a_sign_of_a_mark_passes_at_once(text: str) -> None:
    assert CallReader(TOOLS).feed(text) == (text, [])
