"""Draw the pieces of a card: lines and shapes twice as fine at first, then the writing on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PIL import Image, ImageDraw

from bot.pictures.lettering import Face, width, write
from bot.pictures.light import graded
from bot.pictures.paths import mirrored, outline, placed, stroke
from bot.pictures.tints import BLOOD, GOLD, INK, INK_SOFT, PAPER, WHITE, Tint, mixed

FINE = 2
_SHIELD = mirrored("M 50 0 Q 28 12 0 10 L 4 60 Q 14 96 50 116")


class Pen:
    """Draws on one card, in its pixels: shapes at once, words when `finished` is asked for."""

    def __init__(self, paper: Image.Image) -> None:
        """Take paper that is `FINE` times as large as the card; it is drawn on."""
        self.paper = paper
        self._draw = ImageDraw.Draw(paper)
        self._words: list[tuple[tuple[float, float], str, Face, int, Tint, Literal["left", "middle", "right"]]] = []

    def say(
        self,
        place: tuple[float, float],
        text: str,
        face: Face,
        size: int,
        colour: Tint = INK,
        align: Literal["left", "middle", "right"] = "left",
    ) -> None:
        """Write one line on its baseline; `place` is its left end, middle or right end."""
        self._words.append((place, text, face, size, colour, align))

    def finished(self) -> Image.Image:
        """Return the card."""
        card = self.paper.reduce(FINE)
        draw = ImageDraw.Draw(card)
        for place, text, face, size, colour, align in self._words:
            write(draw, place, text, face, size, colour, align=align)
        return card

    def heading(self, x: float, y: float, wide: float, text: str) -> None:
        """Write a small heading with a thin line to its right."""
        self.say((x, y), text, "serif", 20, BLOOD)
        start = x + width(text, "serif", 20) + 10
        if start < x + wide:
            self._line((start, y - 6), (x + wide, y - 6), mixed(GOLD, PAPER, 0.35), 1.4)

    def rule(self, x: float, y: float, wide: float) -> None:
        """Draw a line that parts the card, with a diamond in its middle."""
        middle = x + wide / 2
        self._line((x, y), (middle - 16, y), GOLD, 1.6)
        self._line((middle + 16, y), (x + wide, y), GOLD, 1.6)
        self.diamond(middle, y, 7, GOLD)

    def diamond(self, x: float, y: float, half: float, colour: Tint) -> None:
        """Draw a small diamond around a point."""
        corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
        self._draw.polygon([(a * FINE, b * FINE) for a, b in corners], fill=colour)

    def box(self, x: float, y: float, wide: float, high: float, *, edge: Tint, fill: Tint, line: float = 1.6) -> None:
        """Draw a box with round corners."""
        area = (x * FINE, y * FINE, (x + wide) * FINE, (y + high) * FINE)
        self._draw.rounded_rectangle(area, 9 * FINE, fill=fill, outline=edge, width=round(line * FINE))

    def disc(self, x: float, y: float, radius: float, *, edge: Tint, fill: Tint | None, line: float = 1.6) -> None:
        """Draw a disc, or a ring without `fill`."""
        area = ((x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE)
        self._draw.ellipse(area, fill=fill, outline=edge, width=round(line * FINE))

    def pips(self, x: float, y: float, left: int, most: int, colour: Tint, *, radius: float = 6.5) -> float:
        """Draw a row of discs, full ones first; return where the row ends."""
        for place in range(most):
            self.disc(x + radius, y, radius, edge=colour, fill=colour if place < left else None)
            x += 2 * radius + 4
        return x

    def bar(self, x: float, y: float, wide: float, high: float, parts: Sequence[tuple[float, Tint]]) -> None:
        """Draw a bar with parts filled from the left, each a share of the whole."""
        trough = mixed(INK, PAPER, 0.8)
        self._draw.rounded_rectangle(
            (x * FINE, y * FINE, (x + wide) * FINE, (y + high) * FINE), high / 2 * FINE, fill=trough
        )
        mask = Image.new("L", (round(wide * FINE), round(high * FINE)))
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, wide * FINE - 1, high * FINE - 1), high / 2 * FINE, fill=255)
        begin = 0.0
        for share, colour in parts:
            end = min(1.0, begin + share)
            left, right = round(begin * wide * FINE), round(end * wide * FINE)
            if right > left:
                piece = mask.crop((left, 0, right, mask.height))
                self.paper.paste(colour, (round(x * FINE) + left, round(y * FINE)), piece)
                upper = graded(piece.crop((0, 0, piece.width, piece.height // 2)), [v // 7 for v in range(256)])
                self.paper.paste(WHITE, (round(x * FINE) + left, round(y * FINE)), upper)
            begin = end
        self._draw.rounded_rectangle(
            (x * FINE, y * FINE, (x + wide) * FINE, (y + high) * FINE), high / 2 * FINE, outline=INK, width=3
        )

    def shield(self, x: float, y: float, wide: float) -> None:
        """Draw the little shield that the armour class stands in."""
        points = placed(outline(_SHIELD), (x * FINE, y * FINE), wide * FINE / 100)
        stroke(self._draw, [*points, points[0], points[1]], INK, 5 * FINE)
        stroke(self._draw, [*points, points[0], points[1]], GOLD, 2.6 * FINE)
        self._draw.polygon(points, fill=mixed(PAPER, WHITE, 0.45))

    def ribbon(self, x: float, y: float, wide: float, text: str, colour: Tint) -> None:
        """Draw a band with a word across a picture."""
        for left, right in ((x - 12, x + 10), (x + wide - 10, x + wide + 12)):
            area = (left * FINE, (y + 7) * FINE, right * FINE, (y + 47) * FINE)
            self._draw.rectangle(area, fill=mixed(colour, INK, 0.55))
        self._draw.rectangle(
            ((x - 5) * FINE, y * FINE, (x + wide + 5) * FINE, (y + 40) * FINE),
            fill=colour,
            outline=mixed(colour, INK, 0.5),
            width=3,
        )
        self.say((x + wide / 2, y + 29), text, "title", 27, mixed(PAPER, WHITE, 0.5), "middle")

    def chip(self, x: float, y: float, text: str, colour: Tint, size: int = 22) -> float:
        """Draw a word in a box of its own; return where the box ends."""
        wide = width(text, "strong", size) + 22
        self.box(x, y, wide, 34, edge=colour, fill=mixed(PAPER, WHITE, 0.4))
        self.say((x + wide / 2, y + 24), text, "strong", size, colour, "middle")
        return x + wide

    def label(self, x: float, y: float, text: str, size: int = 18) -> None:
        """Write a small word under or over a figure, around its middle."""
        self.say((x, y), text, "text", size, INK_SOFT, "middle")

    def _line(self, start: tuple[float, float], end: tuple[float, float], colour: Tint, wide: float) -> None:
        points = [(start[0] * FINE, start[1] * FINE), (end[0] * FINE, end[1] * FINE)]
        self._draw.line(points, fill=colour, width=round(wide * FINE))
