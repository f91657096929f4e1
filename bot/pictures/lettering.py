"""Write text into pictures: with a font that has its letters, in its direction, within its room."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont, features

from bot.domain.plaintext import clean

Face = Literal["title", "serif", "text", "strong"]
Colour = tuple[int, int, int] | tuple[int, int, int, int]

_FONTS = Path(__file__).parent / "fonts"
_FILES: dict[Face, str] = {
    "title": "Alegreya-Bold.ttf",
    "serif": "Alegreya-Medium.ttf",
    "text": "AlegreyaSans-Medium.ttf",
    "strong": "AlegreyaSans-Bold.ttf",
}
# Asked in this order for what the face itself does not have.
_OTHERS = ("FrankRuhlLibre-Bold.ttf", "NotoNaskhArabic-Bold.ttf")
# Stands for letters that no font here has; a row of empty boxes would look like a fault.
UNKNOWN = "•"
_NOBODY_HAS = "\U0010fffe"
# Longer text is never drawn, and need not be looked at letter by letter.
LONGEST = 400


def drawable(text: str) -> str:
    """Return the text as it can be drawn: signs without a letter's meaning go, letters no font has become a dot."""
    kept: list[str] = []
    for sign in clean(text[:LONGEST]):
        if _home(sign, "title") is not None:
            kept.append(sign)
        elif unicodedata.category(sign)[0] in "LN" and kept[-2:] != [UNKNOWN, UNKNOWN]:
            kept.append(UNKNOWN)
    return " ".join("".join(kept).split()) or UNKNOWN


def width(text: str, face: Face, size: int) -> float:
    """Return how wide a line is, in pixels."""
    return sum(font.getlength(run, features=_figures()) for run, font in _runs(text, face, size))


def write(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    face: Face,
    size: int,
    colour: Colour,
    *,
    align: Literal["left", "middle", "right"] = "left",
) -> float:
    """Write one line on its baseline; return its width. `place` is its left end, middle or right end."""
    runs = _runs(text, face, size)
    figures = _figures()
    lengths = [font.getlength(run, features=figures) for run, font in runs]
    x, y = place
    x -= {"left": 0.0, "middle": sum(lengths) / 2, "right": sum(lengths)}[align]
    for (run, font), length in zip(runs, lengths, strict=True):
        draw.text((x, y), run, font=font, fill=colour, anchor="ls", features=figures)
        x += length
    return sum(lengths)


def fitted(text: str, face: Face, room: float, sizes: tuple[int, int], lines: int = 1) -> tuple[tuple[str, ...], int]:
    """Return the lines of a text and their size: the largest of `sizes` (largest, smallest) at which it needs one line,
    else the smallest, on up to `lines` lines and with an ellipsis at last.
    """
    largest, smallest = sizes
    for size in range(largest, smallest - 1, -2):
        if width(text, face, size) <= room:
            return (text,), size
    return tuple(wrapped(text, face, smallest, room, lines)), smallest


def wrapped(text: str, face: Face, size: int, room: float, lines: int) -> list[str]:
    """Break a text into at most so many lines at its spaces, within words only where one is wider than the room."""
    found: list[str] = []
    rest = text
    while rest and len(found) < lines - 1:
        line = _beginning(rest, face, size, room)
        found.append(line.strip())
        rest = rest[len(line) :].strip()
    if rest:
        found.append(rest if width(rest, face, size) <= room else _cut(rest, face, size, room))
    return found


def _beginning(text: str, face: Face, size: int, room: float) -> str:
    if width(text, face, size) <= room:
        return text
    fits = _most(text, face, size, room)
    space = text.rfind(" ", 0, fits + 1)
    return text[: space if space > 0 else fits]


def _cut(text: str, face: Face, size: int, room: float) -> str:
    return text[: _most(text, face, size, room - width("…", face, size))].rstrip(" ,·") + "…"


def _most(text: str, face: Face, size: int, room: float) -> int:
    """Return how many letters fit, at least one."""
    least, most = 1, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if width(text[:middle], face, size) <= room else (least, middle - 1)
    return least


def _runs(text: str, face: Face, size: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """Split a line into runs of one font, from left to right."""
    runs: list[tuple[str, str]] = []
    for sign in text:
        # Not every font has every kind of space.
        sign = " " if sign.isspace() else sign
        name = _home(sign, face) or _FILES[face]
        follows = sign == " " or unicodedata.category(sign)[0] in "MP"
        if runs and (runs[-1][1] == name or (follows and _has(runs[-1][1], sign))):
            runs[-1] = (runs[-1][0] + sign, runs[-1][1])
        else:
            runs.append((sign, name))
    if runs and _to_the_left(text):
        runs.reverse()
    return [(run, _font(name, size)) for run, name in runs]


def _to_the_left(text: str) -> bool:
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


@lru_cache(maxsize=4096)
def _home(sign: str, face: Face) -> str | None:
    """Return the font that has a letter; None when none has."""
    return next((name for name in (_FILES[face], *_OTHERS) if _has(name, sign)), None)


def _has(name: str, sign: str) -> bool:
    if sign == " ":
        return True
    return _drawn(name, sign) != _nothing(name)


@cache
def _nothing(name: str) -> bytes:
    """Return what a font draws for a letter it does not have."""
    return _drawn(name, _NOBODY_HAS)


@cache
def _plain(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / name, 20, layout_engine=ImageFont.Layout.BASIC)


def _drawn(name: str, sign: str) -> bytes:
    slate = Image.new("L", (48, 48))
    ImageDraw.Draw(slate).text((12, 32), sign, font=_plain(name), fill=255, anchor="ls")
    return slate.tobytes()


@cache
def _figures() -> list[str] | None:
    """Ask for figures as high as capitals, where whoever lays the letters out can be asked."""
    return ["lnum"] if features.check("raqm") else None


@lru_cache(maxsize=128)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
    return ImageFont.truetype(_FONTS / name, size, layout_engine=engine)
