"""Paint landscapes in layers: a sky with its light, ridges that grow darker towards the eye, mist between them."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from bot.pictures.light import falling, glow, graded
from bot.pictures.lots import Lots
from bot.pictures.paths import Point, burst, outline, placed
from bot.pictures.silhouettes import SILHOUETTES
from bot.pictures.tints import Tint, mixed

FINE = 2
_STEPS = 96


def paint_landscape(size: tuple[int, int], colours: tuple[Tint, Tint, Tint], motif: str, lots: Lots) -> Image.Image:
    """Paint a landscape of three colours (ground, middle, light) around a motif, a key of SILHOUETTES."""
    ground, middle, light = colours
    wide, high = size[0] * FINE, size[1] * FINE
    night = motif in ("star", "skull", "cave")
    top, low = (mixed(ground, middle, 0.35), mixed(middle, light, 0.45)) if night else (middle, light)
    canvas = Image.composite(
        Image.new("RGB", (wide, high), low), Image.new("RGB", (wide, high), top), falling((wide, high))
    )
    side = lots.pick((0.3, 0.36, 0.64, 0.7))
    _light_of_the_sky(canvas, (wide * (1 - side), high * (0.30 if motif != "sun" else 0.42)), motif, light, lots, night)
    horizon = 0.52
    base = high * 0.8
    for layer in range(4):
        share = layer / 3
        colour = mixed(mixed(middle, low, 0.45), ground, 0.12 + 0.88 * share)
        level = high * (horizon + 0.13 * layer)
        if layer == 2:
            _motif(canvas, motif, (wide * side, base), high * 0.66, mixed(colour, ground, 0.55), mixed(light, low, 0.3))
        jagged = motif in ("mountain", "snow", "cave", "skull") and layer < 2
        rim = _ridge(lots, wide, level, high * (0.22 if jagged else 0.09) * (1 - 0.2 * layer), jagged)
        if motif == "ship" and layer >= 1:
            rim = _waves(lots, wide, level + high * 0.05, high * 0.012 * layer)
        draw = ImageDraw.Draw(canvas)
        draw.polygon([*rim, (wide, high), (0, high)], fill=colour)
        if motif in ("tree", "tower", "skull") and layer > 1:
            _firs(draw, lots, rim, high * 0.05 * layer, colour, wide * side if layer == 2 else -wide)
        if layer < 3:
            _mist(canvas, level, high * 0.2, low)
    if motif == "snow":
        _flakes(ImageDraw.Draw(canvas), lots, wide, high, light)
    picture = canvas.reduce(FINE)
    picture.paste(ground, mask=graded(glow(size), [round(max(0, value - 150) * 1.2) for value in range(256)]))
    return picture


def _light_of_the_sky(canvas: Image.Image, place: Point, motif: str, light: Tint, lots: Lots, night: bool) -> None:
    """Paint the sun or the moon with its glow, stars at night, birds by day."""
    wide, high = canvas.size
    x, y = place
    radius = high * (0.17 if motif == "sun" else 0.085)
    halo = round(radius * 7)
    shine = graded(glow((halo, halo)), [round(max(0, 150 - value * 1.05)) for value in range(256)])
    canvas.paste(mixed(light, (255, 255, 255), 0.4), (round(x - halo / 2), round(y - halo / 2)), shine)
    draw = ImageDraw.Draw(canvas)
    if motif == "sun":
        rays = placed(outline(burst((50, 50), 50, 34, 18)), (x - radius * 1.6, y - radius * 1.6), radius * 3.2 / 100)
        draw.polygon(rays, fill=mixed(light, (255, 255, 255), 0.25))
    if night:
        for _ in range(70):
            a, b, size = lots.between(0, wide), lots.between(0, high * 0.5), lots.between(1, 3.2)
            draw.ellipse((a - size, b - size, a + size, b + size), fill=mixed(light, (255, 255, 255), 0.3))
    if motif == "star":
        tall = placed(outline(burst((50, 50), 50, 9, 4)), (x - radius * 2, y - radius * 2), radius * 4 / 100)
        draw.polygon(tall, fill=mixed(light, (255, 255, 255), 0.7))
        return
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=mixed(light, (255, 255, 255), 0.55))
    if not night:
        for _ in range(5):
            a, b, span = (
                lots.between(0.1, 0.9) * wide,
                lots.between(0.08, 0.34) * high,
                lots.between(0.012, 0.026) * high,
            )
            for way in (-1, 1):
                wing = [(a, b), (a + way * span, b - span * 0.7), (a + way * span * 2.2, b - span * 0.3)]
                draw.line(wing, fill=mixed(light, (20, 20, 30), 0.62), width=3, joint="curve")


def _motif(canvas: Image.Image, motif: str, foot: Point, size: float, dark: Tint, lit: Tint) -> None:
    draw = ImageDraw.Draw(canvas)
    corner = (foot[0] - size / 2, foot[1] - size)
    for piece in SILHOUETTES.get(motif, ()):
        sign, _, path = piece.partition(" ")
        points = placed(outline(path), corner, size / 100)
        draw.polygon(points, fill={"+": dark, "*": lit, "/": mixed(dark, lit, 0.3)}[sign])


def _ridge(lots: Lots, wide: float, level: float, rise: float, jagged: bool) -> list[Point]:
    """Return a line of hills, or of peaks, from left to right."""
    waves = [
        (lots.between(0.7, 1.6), lots.between(0, math.tau), 1.0),
        (lots.between(2, 4), lots.between(0, math.tau), 0.5),
    ]
    waves.append((lots.between(6, 11), lots.between(0, math.tau), 0.18))
    points: list[Point] = []
    for step in range(_STEPS + 1):
        share = step / _STEPS
        height = 0.0
        for often, begin, strength in waves:
            turn = math.sin(share * often * math.tau + begin)
            height += strength * (1 - 2 * abs(turn) if jagged else turn)
        points.append((share * wide, level - height * rise / 1.4))
    return points


def _waves(lots: Lots, wide: float, level: float, rise: float) -> list[Point]:
    often, begin = lots.between(14, 22), lots.between(0, math.tau)
    return [
        (step / 300 * wide, level - rise * abs(math.sin(step / 300 * often * math.pi + begin)) * 2)
        for step in range(301)
    ]


def _firs(draw: ImageDraw.ImageDraw, lots: Lots, rim: list[Point], size: float, colour: Tint, clearing: float) -> None:
    """Set fir trees on a ridge, none where the motif stands."""
    for x, y in rim:
        if lots.number(3) and abs(x - clearing) > size * 7:
            tall = size * lots.between(0.6, 1.5)
            for part in (0.0, 0.3, 0.58):
                half = tall * (0.30 - 0.26 * part)
                draw.polygon(
                    [(x - half, y - tall * part + 4), (x + half, y - tall * part + 4), (x, y - tall * (part + 0.5))],
                    fill=colour,
                )


def _mist(canvas: Image.Image, level: float, deep: float, colour: Tint) -> None:
    box = (canvas.width, round(deep))
    veil = falling(box, [round(value * 0.34) for value in range(256)])
    canvas.paste(colour, (0, round(level + deep * 0.15)), veil)


def _flakes(draw: ImageDraw.ImageDraw, lots: Lots, wide: float, high: float, light: Tint) -> None:
    for _ in range(160):
        x, y, size = lots.between(0, wide), lots.between(0, high), lots.between(1.5, 5)
        draw.ellipse((x - size, y - size, x + size, y + size), fill=mixed(light, (255, 255, 255), 0.7))
