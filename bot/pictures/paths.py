"""Shapes written as short paths, as SVG writes them, and drawn as polygons."""

from __future__ import annotations

import math
from functools import lru_cache

from PIL import ImageDraw

from bot.pictures.lettering import Colour

Point = tuple[float, float]
_CURVE = 10
_ROUND = 40


@lru_cache(maxsize=512)
def outline(path: str) -> tuple[Point, ...]:
    """Return the points of a path of absolute M, L, Q, C, Z, and O (an ellipse: middle and its two radii)."""
    words = path.split()
    points: list[Point] = []
    place = 0

    def pair() -> Point:
        nonlocal place
        place += 2
        return float(words[place - 2]), float(words[place - 1])

    while place < len(words):
        sign = words[place]
        place += 1
        if sign in "ML":
            points.append(pair())
        elif sign == "Q":
            points += _bent(points[-1], pair(), pair())
        elif sign == "C":
            points += _curved(points[-1], pair(), pair(), pair())
        elif sign == "O":
            points += ellipse(pair(), pair())
    return tuple(points)


def ellipse(middle: Point, radii: Point) -> list[Point]:
    """Return the points of an ellipse."""
    turns = (math.tau * step / _ROUND for step in range(_ROUND))
    return [(middle[0] + radii[0] * math.cos(turn), middle[1] + radii[1] * math.sin(turn)) for turn in turns]


def burst(middle: Point, outer: float, inner: float, rays: int) -> str:
    """Return the path of a star with so many rays, one of them upwards."""
    written: list[str] = []
    for step in range(2 * rays):
        turn = math.pi * step / rays - math.pi / 2
        far = inner if step % 2 else outer
        written.append(f"{middle[0] + far * math.cos(turn):.2f} {middle[1] + far * math.sin(turn):.2f}")
    return "M " + " L ".join(written)


def ring(middle: Point, radius: float, size: float, count: int) -> tuple[str, ...]:
    """Return the paths of so many discs around a middle, the first above it."""
    turns = (math.tau * step / count - math.pi / 2 for step in range(count))
    return tuple(
        f"O {middle[0] + radius * math.cos(turn):.2f} {middle[1] + radius * math.sin(turn):.2f} {size} {size}"
        for turn in turns
    )


def mirrored(half: str) -> str:
    """Return a path that goes down one side of x = 50, closed with its mirror image."""
    points = outline(half)
    back = [(100 - x, y) for x, y in reversed(points)]
    return "M " + " L ".join(f"{x:.2f} {y:.2f}" for x, y in (*points, *back))


def placed(points: tuple[Point, ...] | list[Point], corner: Point, scale: float) -> list[Point]:
    """Return points of a grid of 100 as they lie in a picture."""
    return [(corner[0] + x * scale, corner[1] + y * scale) for x, y in points]


def stroke(draw: ImageDraw.ImageDraw, points: list[Point], colour: Colour, wide: float) -> None:
    """Draw a line with round ends and joints."""
    draw.line(points, fill=colour, width=max(1, round(wide)), joint="curve")
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=colour)


def _bent(start: Point, bend: Point, end: Point) -> list[Point]:
    return _curved(
        start,
        (start[0] + 2 * (bend[0] - start[0]) / 3, start[1] + 2 * (bend[1] - start[1]) / 3),
        (end[0] + 2 * (bend[0] - end[0]) / 3, end[1] + 2 * (bend[1] - end[1]) / 3),
        end,
    )


def _curved(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    points: list[Point] = []
    for step in range(1, _CURVE + 1):
        t = step / _CURVE
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append(
            (
                a * start[0] + b * first[0] + c * second[0] + d * end[0],
                a * start[1] + b * first[1] + c * second[1] + d * end[1],
            )
        )
    return points
