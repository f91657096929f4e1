"""Paint the ground of a shield: its division or pattern, and the broad bands on it.

Everything lies on a grid of 100 by 116, the shield's box.
"""

from __future__ import annotations

from collections.abc import Mapping

from PIL import ImageDraw

from bot.pictures.lettering import Colour
from bot.pictures.paths import Point, ellipse, mirrored, outline, placed, stroke

HEIGHT = 116

SHIELD_PATHS: tuple[str, ...] = (
    mirrored("M 50 0 L 0 0 L 0 50 C 0 82 26 104 50 116"),
    mirrored("M 50 0 L 0 0 L 0 92 Q 0 104 14 104 L 34 104 Q 46 104 50 116"),
    mirrored("M 50 4 Q 34 4 22 0 Q 14 10 0 10 C 6 30 0 42 0 58 C 0 86 28 104 50 116"),
    mirrored("M 50 0 L 0 0 L 0 64 C 0 96 22 116 50 116"),
)

_BANDS: Mapping[str, tuple[str, ...]] = {
    "chief": ("M 0 0 L 100 0 L 100 34 L 0 34",),
    "chevron": ("M 50 38 L 104 82 L 104 108 L 50 64 L -4 108 L -4 82",),
    "fess": ("M 0 40 L 100 40 L 100 74 L 0 74",),
    "bend": ("M -14 8 L 14 -14 L 114 88 L 86 114",),
    "pale": ("M 32 0 L 68 0 L 68 116 L 32 116",),
    "cross": ("M 40 0 L 60 0 L 60 116 L 40 116", "M 0 42 L 100 42 L 100 62 L 0 62"),
    "saltire": ("M -10 2 L 8 -10 L 112 104 L 94 120", "M 110 2 L 92 -10 L -12 104 L 6 120"),
    "pile": ("M 6 0 L 94 0 L 50 108",),
    "escutcheon": (mirrored("M 50 26 L 24 26 L 24 56 C 24 74 36 86 50 92"),),
}


def paint_field(draw: ImageDraw.ImageDraw, division: str, first: Colour, second: Colour, scale: float) -> None:
    """Fill the box of a shield, whose corner is the picture's."""
    draw.rectangle((0, 0, 100 * scale, HEIGHT * scale), fill=first)
    for piece in _pieces(division):
        draw.polygon(placed(piece, (0, 0), scale), fill=second)


def paint_ordinary(
    draw: ImageDraw.ImageDraw, ordinary: str, shield: int, colour: Colour, ink: Colour, scale: float
) -> None:
    """Paint a broad band, a border, a disc or a small shield, with lines of ink along it."""
    line = max(1.0, 0.9 * scale)
    if ordinary == "bordure":
        around = placed(outline(SHIELD_PATHS[shield]), (0, 0), scale)
        stroke(draw, [*around, around[0], around[1]], ink, 21 * scale)
        stroke(draw, [*around, around[0], around[1]], colour, 21 * scale - 2 * line)
        return
    if ordinary == "roundel":
        shapes = [ellipse((50, 52), (31, 31))]
    else:
        shapes = [list(outline(path)) for path in _BANDS[ordinary]]
    for shape in shapes:
        points = placed(shape, (0, 0), scale)
        stroke(draw, [*points, points[0]], ink, 2 * line)
    for shape in shapes:
        draw.polygon(placed(shape, (0, 0), scale), fill=colour)


def _pieces(division: str) -> list[list[Point]]:
    match division:
        case "pale":
            return [[(50, 0), (100, 0), (100, HEIGHT), (50, HEIGHT)]]
        case "fess":
            return [[(0, 54), (100, 54), (100, HEIGHT), (0, HEIGHT)]]
        case "bend":
            return [[(-4, 0), (104, 108), (104, HEIGHT), (-4, HEIGHT)]]
        case "sinister":
            return [[(104, 0), (-4, 108), (-4, HEIGHT), (104, HEIGHT)]]
        case "chevron":
            return [[(50, 44), (104, 94), (104, HEIGHT + 4), (-4, HEIGHT + 4), (-4, 94)]]
        case "quarterly":
            return [[(50, 0), (100, 0), (100, 54), (50, 54)], [(0, 54), (50, 54), (50, HEIGHT), (0, HEIGHT)]]
        case "saltire":
            return [[(-4, 0), (50, 54), (-4, 108)], [(104, 0), (50, 54), (104, 108)]]
        case "gyronny":
            rim: list[Point] = [
                (50, -66),
                (170, -66),
                (170, 54),
                (170, 174),
                (50, 174),
                (-70, 174),
                (-70, 54),
                (-70, -66),
            ]
            return [[(50, 54), rim[place], rim[place + 1]] for place in range(0, 8, 2)]
        case "barry":
            return [[(0, y), (100, y), (100, y + 14.5), (0, y + 14.5)] for y in (14.5, 43.5, 72.5, 101.5)]
        case "paly":
            return [[(x, 0), (x + 16.67, 0), (x + 16.67, HEIGHT), (x, HEIGHT)] for x in (16.67, 50, 83.33)]
        case "bendy":
            return [
                [(x, 0), (x + 20, 0), (x + 20 + HEIGHT, HEIGHT), (x + HEIGHT, HEIGHT)] for x in range(-120, 120, 40)
            ]
        case "chequy":
            side = 100 / 6
            return [
                [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
                for row in range(7)
                for column in range(row % 2, 6, 2)
                for x, y in ((column * side, row * side),)
            ]
        case "lozengy":
            return [
                [(x, y - 14), (x + 10, y), (x, y + 14), (x - 10, y)]
                for row in range(5)
                for x, y in ((column * 20 + 10, row * 28 + 14) for column in range(-1, 6))
            ]
        case _:
            return []
