"""What the offline narrator says happened: sentences that were told."""

from __future__ import annotations

import pytest

from bot.llm.offline.annals import entry
from bot.llm.offline.gist import gist


def test_the_first_sentence_of_each_of_the_last_tellings_is_quoted() -> None:
    told = [f"Bell {number} rings. And then it stops." for number in range(10)]
    assert gist(told) == "\n".join(f"Bell {number} rings." for number in range(4, 10))


@pytest.mark.parametrize(
    ("telling", "quoted"),
    [
        ("**The Drowned Bell** · fog\n*I am no AI.*\n\nFog lies on the quay. A bell rings.", "Fog lies on the quay."),
        ("The *old* bell `rings`! Then?", "The old bell rings!"),
        ("« Qui va là ? » Elle attend.", "« Qui va là ?"),
        (entry(3, "The Crooked Lantern", ["Ada looks around. Found: a page."]), "Ada looks around."),
        ("It costs 3.50 crowns. Too much.", "It costs 3.50 crowns."),
        ("no end to it", "no end to it"),
        ("> quoted\n-# small\n# title", "> quoted"),
        ("-# 🎲 1d20: 7", "-# 🎲 1d20: 7"),
    ],
)
def test_titles_marks_and_small_lines_are_left_out_where_there_is_a_story(telling: str, quoted: str) -> None:
    assert gist([telling]) == quoted


def test_a_sentence_without_end_is_cut() -> None:
    assert len(gist(["word " * 1_000_000])) <= 200
    assert len(gist(["x" * 1_000_000])) <= 200


@pytest.mark.parametrize("told", [[], [""], [" \n\u200b"], ["*"]])
def test_nothing_told_gives_nothing(told: list[str]) -> None:
    assert gist(told) == ""
