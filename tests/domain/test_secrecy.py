"""A model that reads its notes out is not heard."""

from __future__ import annotations

import time

import pytest

from bot.domain.memory import Fact
from bot.domain.secrecy import Confidences

MAP = Fact(1, "secret", "Osric Vane", "sold the map to the smugglers")
HEIR = Fact(2, "secret", "Mira", "is the duke's lost daughter")
KNOWN = Fact(3, "fact", "The quay", "lies under fog every night")
BOTH = Confidences((MAP, HEIR, KNOWN))


def told(story: str) -> str:
    return BOTH.kept(story, len(story))


@pytest.mark.parametrize(
    "story",
    [
        "- Osric Vane: sold the map to the smugglers",
        "**Osric Vane** — “SOLD the map\nto the smugglers”",
        '{"Osric Vane": "sold the map to the smugglers"}',
    ],
)
def test_a_note_as_the_model_was_given_it_is_left_out(story: str) -> None:
    assert "smugglers" not in told(f"Gladly. {story} That is all.").casefold()


def test_two_notes_at_once_are_read_out_whatever_stands_between() -> None:
    story = told("He sold the map to the smugglers, and she is the duke's lost daughter.")
    assert story == "He …, and she …."


def test_the_moment_in_which_the_story_shows_a_secret_is_no_leak() -> None:
    reveal = "Under the lantern it is plain: he sold the map to the smugglers."
    assert told(reveal) == reveal


def test_what_everybody_knows_may_be_quoted() -> None:
    assert told("The quay: lies under fog every night") == "The quay: lies under fog every night"


def test_a_note_is_found_however_the_words_come_in() -> None:
    story = ""
    for letter in "Osric Vane: sold the map to the smugglers. Fog.":
        story = BOTH.kept(story + letter, 1)
    assert story == "…. Fog."


def test_short_notes_and_signs_are_no_pattern() -> None:
    odd = Confidences((Fact(1, "secret", "(?", "a (b"), Fact(2, "secret", "*", "!!! ??? ..."), MAP))
    assert odd.kept("(? a (b", 7) == "(? a (b"


def test_nobody_sees_a_note_while_it_is_read_out() -> None:
    whole, story = "Gladly. **Osric Vane**: sold the map to the smugglers. Fog rises.", ""
    for letter in whole:
        story = BOTH.kept(story + letter, 1)
        assert "map" not in BOTH.shown(story)
    assert BOTH.shown(story) == "Gladly. **…. Fog rises."


def test_what_only_begins_like_a_note_is_shown_when_it_goes_on_otherwise() -> None:
    assert BOTH.shown("Osric Vane sold") == ""
    assert BOTH.shown("Osric Vane sold the boat") == "Osric Vane sold the boat"


def test_marks_of_emphasis_hide_no_note() -> None:
    assert told("_Osric Vane_: _sold the map to the smugglers_") == "_…_"


def test_many_whispers_that_end_alike_cost_little_for_each_piece_of_a_story() -> None:
    whispers = [Fact(n, "secret", "Kira", f"whispers: “I ask about number {n} in the”") for n in range(200)]
    many, story = Confidences(whispers), "and then Kira goes to the house in the " * 250
    began = time.thread_time()
    for _ in range(100):
        many.shown(many.kept(story, 4))
    assert time.thread_time() - began < 0.5, "it was 40 ms for each of the thousands of pieces of a long story"
