"""Make text that people wrote safe to keep, to compare and to show."""

from __future__ import annotations

import re
import unicodedata

NAME_SHOWN = 40

_MARKDOWN = re.compile(r"([\\*_~`|\[\]<>#@:])")
_ORDINARY = re.compile("[A-Za-z0-9]")
# Letters and signs by their category, and empty to the eye.
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
# More marks on one letter than any script needs only serve to spill over the neighbouring lines.
_MARKS_ON_A_LETTER = 3
# How formulas of spreadsheets begin.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def clean(text: str) -> str:
    """Return the text as one line of visible characters: no controls, no invisible ones, single spaces."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if character.isspace() or category in ("Zl", "Zp"):
            kept.append(" ")
        elif category[0] != "C" and marks <= _MARKS_ON_A_LETTER:
            kept.append(character)
    return " ".join("".join(kept).split())


def blank(text: str) -> bool:
    """Tell whether a reader would see nothing in a text."""
    # Nearly every text shows an ordinary letter at once, and looking at each character of a story takes its time.
    if _ORDINARY.search(text):
        return False
    return not clean(text).strip(_BLANK_LETTERS + " ")


def shorten(text: str, length: int) -> str:
    """Cut the text at a word where possible, with an ellipsis, to at most `length` characters."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > length // 2 else cut).rstrip() + "…"


def escape(text: str) -> str:
    """Return the text so that Discord shows it as written: no markdown, mention or link comes of it."""
    return _MARKDOWN.sub(r"\\\1", text)


def shown(text: str, length: int = NAME_SHOWN) -> str:
    """Return what somebody wrote so that it can stand in a sentence that others read."""
    return escape(shorten(clean(text), length))


def cell(text: str) -> str:
    """Return what a spreadsheet takes for text and for no formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def fold(text: str) -> str:
    """Return the text without case, accents and marks, to compare what people meant."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in spread if not unicodedata.combining(c))
    return " ".join(letters.split())
