"""Text is written with letters that are there, and within its room."""

from __future__ import annotations

from typing import Literal

import pytest
from PIL import Image, ImageDraw

from bot.pictures.lettering import UNKNOWN, drawable, fitted, width, wrapped, write
from tests.pictures.names import HOSTILE


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Éowyn  Łukasz\nẞ", "Éowyn Łukasz ẞ"),
        ("Владимир Δημήτρης Nguyễn", "Владимир Δημήτρης Nguyễn"),
        ("מלכה אדומה", "מלכה אדומה"),
        ("أميرة", "أميرة"),
        ("Kira 🎲 the Bold 👩‍👩‍👧", "Kira the Bold"),
        ("李小龍", UNKNOWN * 2),
        ("🎲", UNKNOWN),
        ("\u200b", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_letters_no_font_has_become_a_dot_and_pictures_go(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


def test_a_sign_that_the_font_of_its_neighbours_does_not_have_comes_from_another() -> None:
    assert width("מלכה…", "title", 40) == pytest.approx(width("מלכה", "title", 40) + width("…", "title", 40))
    assert width("1\u202f234", "strong", 22) == width("1 234", "strong", 22)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_lines_stay_within_their_room(text: str) -> None:
    lines, size = fitted(drawable(text), "title", 300, (60, 20), 2)
    assert 1 <= len(lines) <= 2
    assert all(width(line, "title", size) <= 300 for line in lines)


def test_a_text_is_broken_at_its_spaces_and_ends_with_an_ellipsis_where_it_is_too_long() -> None:
    assert wrapped("one two three", "text", 20, width("one two", "text", 20) + 1, 2) == ["one two", "three"]
    first, second = wrapped("word " * 40, "text", 20, 100, 2)
    assert first.endswith("word")
    assert second.endswith("…")


def test_writing_begins_and_ends_where_it_is_told_to() -> None:
    sides: tuple[tuple[Literal["left", "middle", "right"], int, int], ...] = (
        ("left", 200, 400),
        ("right", 0, 201),
        ("middle", 120, 280),
    )
    for align, left, right in sides:
        slate = Image.new("RGB", (400, 60))
        write(ImageDraw.Draw(slate), (200, 40), "Kira", "strong", 30, (255, 255, 255), align=align)
        box = slate.getbbox()
        assert box is not None
        assert left <= box[0] < box[2] <= right
