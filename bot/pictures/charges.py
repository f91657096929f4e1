"""The things that stand on shields and seals, in our own hand.

Each is a list of pieces on a grid of 100: `+` a body, `-` an opening in it, `.` a thin line on it, and `~8` a body that
is a line of that width.
"""

from __future__ import annotations

from collections.abc import Mapping

from PIL import ImageDraw

from bot.pictures.lettering import Colour
from bot.pictures.paths import Point, burst, mirrored, outline, placed, ring, stroke

CHARGES: Mapping[str, tuple[str, ...]] = {
    "lion": (
        *(f"+ {disc}" for disc in ring((50, 52), 33, 13, 13)),
        "+ O 50 52 34 34",
        ". O 50 54 25 27",
        "- O 40 47 4 4",
        "- O 60 47 4 4",
        ". M 36 41 L 45 42",
        ". M 64 41 L 55 42",
        "- M 43 58 L 57 58 L 50 66",
        ". M 50 66 L 50 71 Q 44 76 39 71",
        ". M 50 71 Q 56 76 61 71",
    ),
    "wolf": (
        "+ M 12 52 L 30 38 L 40 30 L 44 8 L 56 25 Q 82 34 88 62 Q 90 80 84 95 L 74 84 L 66 95 L 58 82 L 50 91 L 46 75"
        " L 30 78 L 36 68 L 20 66 L 30 60 L 16 59",
        "- M 41 43 L 52 40 L 48 47",
        ". M 16 59 L 36 57 L 46 52",
        ". M 44 8 L 47 26 L 56 25",
        ". M 62 44 L 70 58 L 64 62 L 72 76",
    ),
    "eagle": (
        "+ "
        + mirrored(
            "M 50 26 L 45 32 Q 40 18 20 6 Q 24 14 20 17 Q 12 14 5 18 Q 13 23 12 28 Q 6 31 4 38 Q 12 38 13 42"
            " Q 9 48 12 54 Q 18 51 20 55 Q 21 61 27 63 Q 36 60 41 54 L 42 62 L 30 76 L 37 74 L 38 80 L 43 72 L 45 74"
            " Q 42 86 36 94 L 46 90 L 50 97"
        ),
        "+ M 44 30 Q 42 14 51 12 Q 58 12 59 18 L 68 23 L 59 25 Q 56 28 57 34",
        "- O 53 18 2.4 2.4",
        ". M 50 40 L 50 84",
        ". M 40 50 Q 28 38 18 20",
        ". M 60 50 Q 72 38 82 20",
    ),
    "stag": (
        "~5 M 42 36 C 28 32 22 18 26 4",
        "~5 M 58 36 C 72 32 78 18 74 4",
        "~5 M 25 20 L 12 10",
        "~5 M 75 20 L 88 10",
        "~5 M 32 30 L 14 28",
        "~5 M 68 30 L 86 28",
        "+ M 40 42 L 20 40 L 34 54",
        "+ M 60 42 L 80 40 L 66 54",
        "+ " + mirrored("M 50 30 Q 38 32 36 46 L 40 74 Q 40 94 50 95"),
        "- O 41 52 3 3.6",
        "- O 59 52 3 3.6",
        "- O 50 88 5 4",
    ),
    "serpent": (
        "~11 M 30 90 C 66 94 84 82 70 70 C 56 58 24 64 24 48 C 24 30 66 38 66 22",
        "+ M 58 26 Q 54 6 70 6 Q 86 8 86 24 Q 76 32 60 30",
        "- O 73 16 3 3",
        "~3 M 84 24 L 94 30",
    ),
    "paw": ("+ O 50 66 25 20", "+ O 22 42 9 13", "+ O 41 26 10 15", "+ O 61 26 10 15", "+ O 80 42 9 13"),
    "wing": (
        "+ M 16 94 C 14 64 20 26 46 5 Q 45 15 51 21 Q 78 18 95 34 Q 80 34 74 47 Q 87 50 89 65 Q 74 57 63 64"
        " Q 70 76 63 90 Q 54 70 42 73 Q 28 78 16 94",
        ". M 48 22 Q 32 46 18 90",
        ". M 51 23 Q 58 42 73 47",
        ". M 47 26 Q 48 50 62 64",
        ". M 44 30 Q 36 56 42 72",
    ),
    "tree": (
        "+ M 45 54 L 55 54 L 57 82 Q 66 88 74 95 L 60 92 L 50 96 L 40 92 L 26 95 Q 34 88 43 82",
        "+ O 50 22 19 17",
        "+ O 30 38 20 16",
        "+ O 70 38 20 16",
        "+ O 50 46 24 15",
        ". M 50 84 L 50 40",
        ". M 50 56 L 36 42",
        ". M 50 50 L 65 38",
    ),
    "leaf": (
        "+ "
        + mirrored(
            "M 50 4 Q 38 10 42 22 Q 28 18 26 30 Q 26 36 34 38 Q 16 38 16 50 Q 18 58 32 57 Q 18 62 22 72 Q 28 80 45 72"
            " L 47 80 L 46 96"
        ),
        ". M 50 14 L 50 90",
        ". M 50 40 L 34 30",
        ". M 50 40 L 66 30",
        ". M 50 58 L 28 50",
        ". M 50 58 L 72 50",
    ),
    "rose": (
        *(f"+ {disc}" for disc in ring((50, 50), 27, 19, 5)),
        *(f". {disc}" for disc in ring((50, 50), 17, 10, 5)),
        "- O 50 50 11 11",
    ),
    "tower": (
        "+ M 24 95 L 30 40 L 20 34 L 20 12 L 31 12 L 31 21 L 44 21 L 44 12 L 56 12 L 56 21 L 69 21 L 69 12 L 80 12"
        " L 80 34 L 70 40 L 76 95",
        "- M 41 95 L 41 76 Q 50 60 59 76 L 59 95",
        "- M 46 58 L 46 48 Q 50 42 54 48 L 54 58",
        ". M 22 34 L 78 34",
    ),
    "ship": (
        "+ M 6 58 L 94 58 Q 92 88 66 90 L 34 90 Q 10 88 6 58",
        "~4 M 50 8 L 50 58",
        "+ M 54 14 Q 88 30 84 54 L 54 54",
        "+ M 46 20 Q 16 32 17 54 L 46 54",
        "+ M 50 3 L 68 8 L 50 13",
        ". M 12 70 L 88 70",
    ),
    "anchor": (
        "~8 M 50 24 L 50 90",
        "~7 M 30 36 L 70 36",
        "~9 M 12 62 C 16 84 34 92 50 92 C 66 92 84 84 88 62",
        "+ M 4 68 L 13 48 L 24 66",
        "+ M 96 68 L 87 48 L 76 66",
        "+ O 50 15 12 12",
        "- O 50 15 5 5",
    ),
    "moon": ("+ M 70 8 C 26 4 8 38 18 64 C 26 88 54 98 76 88 C 48 82 38 62 40 44 C 42 26 54 14 70 8",),
    "sun": (
        "+ " + burst((50, 50), 49, 25, 16),
        ". O 50 50 24 24",
        "- O 42 45 3 3",
        "- O 58 45 3 3",
        ". M 40 57 Q 50 66 60 57",
    ),
    "star": ("+ " + burst((50, 53), 50, 20, 5), "- O 50 53 7 7"),
    "comet": (
        "+ " + burst((36, 36), 34, 14, 8),
        "~6 M 52 46 Q 74 58 92 92",
        "~5 M 46 54 Q 60 68 68 94",
        "~5 M 56 40 Q 78 46 95 66",
    ),
    "sword": (
        "+ M 50 2 L 57 13 L 55 66 L 45 66 L 43 13",
        "+ M 24 64 Q 50 70 76 64 L 76 71 Q 50 77 24 71",
        "+ M 45 74 L 55 74 L 54 88 L 46 88",
        "+ O 50 92 7 6",
        ". M 50 12 L 50 62",
    ),
    "axe": (
        "~7 M 40 8 L 40 94",
        "+ M 40 14 L 60 16 Q 74 12 84 4 Q 94 32 84 62 Q 74 50 60 46 L 40 50",
        "+ M 40 20 L 24 26 L 24 38 L 40 44",
        ". M 78 14 Q 84 32 78 52",
    ),
    "hammer": (
        "+ M 45 40 L 55 40 L 56 96 L 44 96",
        "+ M 22 12 L 72 12 L 84 20 L 84 36 L 72 44 L 22 44 L 16 38 L 16 18",
        ". M 30 12 L 30 44",
        ". M 70 12 L 70 44",
        ". M 44 84 L 56 84",
    ),
    "arrow": (
        "~5 M 50 18 L 50 90",
        "+ M 50 2 L 66 30 L 50 24 L 34 30",
        "+ M 50 66 L 64 78 L 64 97 L 50 86 L 36 97 L 36 78",
        ". M 50 70 L 50 86",
    ),
    "key": (
        "+ O 50 22 20 19",
        "- O 50 22 9 9",
        "+ M 45 38 L 55 38 L 55 96 L 45 96",
        "+ M 54 66 L 74 66 L 74 76 L 65 76 L 65 81 L 74 81 L 74 92 L 54 92",
        ". M 42 46 L 58 46",
    ),
    "bell": (
        "+ O 50 86 9 8",
        "+ O 50 11 8 8",
        "- O 50 11 3.5 3.5",
        "+ M 50 15 C 28 18 32 46 27 62 Q 24 72 14 80 L 86 80 Q 76 72 73 62 C 68 46 72 18 50 15",
        ". M 25 67 L 75 67",
        ". M 31 40 L 69 40",
    ),
    "book": (
        "+ M 50 24 C 38 13 20 13 6 18 L 6 78 C 20 73 38 74 50 85 C 62 74 80 73 94 78 L 94 18 C 80 13 62 13 50 24",
        ". M 50 25 L 50 84",
        *(f". M 14 {y} Q 28 {y - 4} 42 {y + 3}" for y in (32, 44, 56)),
        *(f". M 86 {y} Q 72 {y - 4} 58 {y + 3}" for y in (32, 44, 56)),
    ),
    "harp": (
        "~8 M 26 92 L 24 14",
        "~8 M 24 14 C 40 30 58 8 78 22",
        "~8 M 78 22 C 88 56 58 70 26 92",
        *(f"~2 M {x} {top} L {x} {low}" for x, top, low in ((36, 24, 84), (46, 23, 76), (56, 20, 70), (66, 19, 62))),
    ),
    "chalice": (
        "+ M 22 10 L 78 10 Q 80 48 55 54 L 55 78 Q 74 80 76 92 L 24 92 Q 26 80 45 78 L 45 54 Q 20 48 22 10",
        ". M 23 22 L 77 22",
        ". M 40 66 L 60 66",
    ),
    "crown": (
        "+ M 14 86 L 6 34 L 28 56 L 34 22 L 50 50 L 66 22 L 72 56 L 94 34 L 86 86",
        "+ O 6 30 6 6",
        "+ O 34 18 6 6",
        "+ O 66 18 6 6",
        "+ O 94 30 6 6",
        ". M 15 72 L 85 72",
        "- O 50 79 4 4",
        "- O 30 79 3 3",
        "- O 70 79 3 3",
    ),
    "flame": (
        "+ M 50 96 C 18 96 12 66 28 46 Q 32 58 40 58 C 30 36 44 20 58 4 C 56 24 74 34 80 54 C 88 78 74 96 50 96",
        "- M 50 90 C 34 88 36 70 48 58 C 50 70 62 70 62 78 Q 62 88 50 90",
    ),
    "eye": (
        "+ M 2 56 Q 50 6 98 56 Q 50 98 2 56",
        "- O 50 55 19 19",
        "+ O 50 55 8 8",
        "~4 M 22 26 L 14 14",
        "~4 M 50 18 L 50 4",
        "~4 M 78 26 L 86 14",
    ),
    "skull": (
        "+ M 50 8 C 20 8 10 32 16 54 Q 20 64 30 66 L 32 84 L 68 84 L 70 66 Q 80 64 84 54 C 90 32 80 8 50 8",
        "- O 34 46 10 11",
        "- O 66 46 10 11",
        "- M 50 56 L 56 68 L 44 68",
        ". M 42 74 L 42 84",
        ". M 50 74 L 50 84",
        ". M 58 74 L 58 84",
    ),
    "hourglass": (
        "+ M 22 6 L 78 6 L 78 16 L 22 16",
        "+ M 22 84 L 78 84 L 78 94 L 22 94",
        "+ M 28 16 L 72 16 Q 70 40 54 50 Q 70 60 72 84 L 28 84 Q 30 60 46 50 Q 30 40 28 16",
        "- M 36 30 L 64 30 Q 58 42 50 46 Q 42 42 36 30",
        "- M 34 82 Q 42 66 50 64 Q 58 66 66 82",
    ),
    "lantern": (
        "+ O 50 12 10 10",
        "- O 50 12 5 5",
        "+ M 50 18 L 74 34 L 26 34",
        "+ M 30 36 L 70 36 L 74 84 L 26 84",
        "+ M 22 84 L 78 84 L 78 94 L 22 94",
        "- M 38 44 L 62 44 L 64 76 L 36 76",
        "+ M 50 48 Q 60 60 54 72 L 46 72 Q 40 60 50 48",
    ),
}


def draw_charge(draw: ImageDraw.ImageDraw, name: str, middle: Point, size: float, colour: Colour, ink: Colour) -> None:
    """Draw a charge in its colour, `size` wide and high around a middle, with an outline of ink."""
    corner, scale = (middle[0] - size / 2, middle[1] - size / 2), size / 100
    line = max(1.0, size * 0.028)
    pieces = [(piece.partition(" ")[0], piece.partition(" ")[2]) for piece in CHARGES[name]]
    bodies = [(sign, placed(outline(path), corner, scale)) for sign, path in pieces if sign[0] in "+~"]
    # First every outline and then every body, so that bodies that touch are one.
    for sign, points in bodies:
        if sign == "+":
            stroke(draw, [*points, points[0], points[1]], ink, 2 * line)
        else:
            stroke(draw, points, ink, float(sign[1:]) * scale + 2 * line)
    for sign, path in pieces:
        points = placed(outline(path), corner, scale)
        if sign == "+":
            draw.polygon(points, fill=colour)
        elif sign == "-":
            draw.polygon(points, fill=ink)
        elif sign == ".":
            stroke(draw, [*points, points[0]] if path.startswith("O") else points, ink, line)
        else:
            stroke(draw, points, colour, float(sign[1:]) * scale)
