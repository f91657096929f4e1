"""Text that people wrote, made safe."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.plaintext import blank, cell, clean, escape, fold, shorten


def test_cleaning_leaves_one_line_of_visible_characters() -> None:
    assert clean(" a\u200bb\n\r\tc\u2028d\x1b[31m \ud800e ") == "ab c d[31m e"


def test_cleaning_keeps_accents_and_stops_marks_that_spill() -> None:
    assert clean("e\u0301te\u0301") == "été"
    assert len(clean("a" + "\u0336" * 500)) <= 4


def test_text_is_blank_when_nothing_of_it_is_seen() -> None:
    assert all(map(blank, ("", " \n", "\u200b\u202e", "\x00", "\u3164 \u2800")))
    assert not any(map(blank, ("a", "…", "🎲", "\u200b!\u200b")))


def test_escaped_text_carries_no_markdown_mention_or_link() -> None:
    assert escape("**a** `b` <@1> [c](http://d) @everyone") == (r"\*\*a\*\* \`b\` \<\@1\> \[c\](http\://d) \@everyone")


def test_a_spreadsheet_reads_text_and_no_formula() -> None:
    assert [cell(text) for text in ("=1+1", "-2+3", "\t=1", "gpt-4o", "")] == ["'=1+1", "'-2+3", "'\t=1", "gpt-4o", ""]


def test_shortening_prefers_the_end_of_a_word() -> None:
    assert shorten("the quick brown fox", 12) == "the quick…"
    assert shorten("incomprehensibilities", 8) == "incompr…"
    assert shorten("short", 5) == "short"


def test_folding_compares_what_people_meant() -> None:
    assert fold("Kíra  OF the-North") == fold("kira of the north")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
