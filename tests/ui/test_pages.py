"""Long texts become several messages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ui.pages import closed, pages

texts = st.text(alphabet=st.sampled_from("ab .\n"), max_size=400)


def test_a_short_text_is_one_page() -> None:
    assert pages("The door opens.") == ["The door opens."]


def test_an_empty_text_is_no_page() -> None:
    assert pages("") == []


def test_a_long_text_is_cut_at_a_paragraph() -> None:
    first, second = "a" * 1500, "b" * 1000
    assert pages(f"{first}\n\n{second}") == [first, second]


def test_a_text_without_any_break_is_cut_at_the_limit() -> None:
    assert [len(page) for page in pages("x" * 4500)] == [2000, 2000, 500]


@settings(max_examples=200)
@given(texts)
def test_no_page_is_longer_than_the_limit_and_no_word_is_lost(text: str) -> None:
    cut = pages(text, limit=50)
    assert all(len(page) <= 50 for page in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


@settings(max_examples=200)
@given(texts, texts)
def test_pages_that_are_full_never_change_while_a_text_grows(text: str, more: str) -> None:
    before, after = pages(text, limit=50), pages(text + more, limit=50)
    full = before[:-1]
    assert after[: len(full)] == full


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("**The", "**The**"),
        ("**The Bell** rings", "**The Bell** rings"),
        ("a *soft ", "a *soft*"),
        ("**a *b", "**a *b***"),
        ("```\ncode", "```\ncode\n```"),
        ("5 stones", "5 stones"),
    ],
)
def test_markdown_that_is_still_open_is_closed_while_a_story_grows(told: str, shown: str) -> None:
    assert closed(told) == shown
