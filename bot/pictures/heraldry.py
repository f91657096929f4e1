"""Draw coats of arms: a portrait of our own for every character, without asking anybody."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bot.domain.character import Character
from bot.pictures.blazon import GROUNDS, Arms, arms_of
from bot.pictures.charges import draw_charge
from bot.pictures.fields import HEIGHT, SHIELD_PATHS, paint_field, paint_ordinary
from bot.pictures.lettering import drawable, fitted, write
from bot.pictures.light import falling, glow, png
from bot.pictures.paths import Point, burst, ellipse, outline, placed, stroke
from bot.pictures.places import CHARGE_PLACES, SMALL_PLACES
from bot.pictures.tints import BLACK, INK, PAPER, PAPER_EDGE, TINCTURES, WHITE, Tint, ink_on, mixed

SIDE = 1024
# Everything is drawn this much larger and made small again, for soft edges.
_FINE = 2
# Of a picture of 100 by 100: the shield's corner and how wide it is.
_LEFT, _TOP, _WIDE = 26.0, 25.0, 48.0
_WASHES: tuple[Tint, ...] = (
    (226, 205, 160),
    (196, 205, 196),
    (190, 203, 219),
    (222, 190, 178),
    (205, 193, 214),
    (214, 212, 170),
    (216, 200, 186),
    (180, 200, 200),
)


def draw_arms(character: Character) -> bytes:
    """Draw a character's coat of arms with their name beneath: a PNG of 1024 by 1024 pixels."""
    return png(paint_arms(arms_of(character), SIDE, drawable(character.name)))


def paint_arms(arms: Arms, side: int, motto: str) -> Image.Image:
    """Paint arms on a square of paper, with a band for the motto."""
    unit = side * _FINE / 100
    large = _paper(arms.ground, round(side * _FINE))
    draw = ImageDraw.Draw(large)
    _branches(draw, arms, unit)
    _shield(large, arms, unit)
    _crest(draw, arms, unit)
    _ribbon(draw, unit)
    picture = large.reduce(_FINE)
    _light(picture, arms, side)
    lines, size = fitted(motto, "title", side * 0.56, (round(side * 0.058), round(side * 0.028)))
    write(
        ImageDraw.Draw(picture),
        (side / 2, side * 0.885 + size * 0.34),
        lines[0],
        "title",
        size,
        INK,
        align="middle",
    )
    return picture


def arms_portrait(character: Character, side: int) -> Image.Image:
    """Paint a character's arms without their name, closer: for where the name stands beside them."""
    whole = round(side / 0.8)
    picture = paint_arms(arms_of(character), whole, "")
    left, top = (whole - side) // 2, round(whole * 0.035)
    return picture.crop((left, top, left + side, top + side))


def _paper(ground: int, side: int) -> Image.Image:
    """Paint paper that is lighter in the middle, tinted by the number of its ground."""
    wash = _WASHES[ground % GROUNDS]
    return Image.composite(
        Image.new("RGB", (side, side), mixed(wash, PAPER_EDGE, 0.35)),
        Image.new("RGB", (side, side), mixed(PAPER, wash, 0.25)),
        glow((side, side)),
    )


def _shield(large: Image.Image, arms: Arms, unit: float) -> None:
    scale = _WIDE * unit / 100
    box = (round(100 * scale), round(HEIGHT * scale))
    face = Image.new("RGB", box)
    draw = ImageDraw.Draw(face)
    first, second = (TINCTURES[name] for name in arms.field)
    paint_field(draw, arms.division, first, second, scale)
    if arms.ordinary:
        tincture = TINCTURES[arms.ordinary_tincture]
        paint_ordinary(draw, arms.ordinary, arms.shield, tincture, mixed(tincture, BLACK, 0.7), scale)
    for name, colour, places in (
        (arms.charge, TINCTURES[arms.charge_tincture], CHARGE_PLACES[arms.layout]),
        (arms.small, TINCTURES[arms.small_tincture], SMALL_PLACES.get(arms.layout, ())),
    ):
        for x, y, size in places:
            draw_charge(draw, name, (x * scale, y * scale), size * scale, colour, ink_on(colour))
    corner = (_LEFT * unit, _TOP * unit)
    shape = placed(outline(SHIELD_PATHS[arms.shield]), (0, 0), scale)
    mask = Image.new("L", box)
    ImageDraw.Draw(mask).polygon(shape, fill=255)
    rim = ImageDraw.Draw(large)
    around = [(x + corner[0], y + corner[1]) for x, y in shape]
    around += around[:2]
    stroke(rim, around, INK, 2.6 * unit)
    stroke(rim, around, TINCTURES["or"], 1.7 * unit)
    stroke(rim, around, INK, 0.5 * unit)
    large.paste(face, (round(corner[0]), round(corner[1])), mask)


def _light(picture: Image.Image, arms: Arms, side: int) -> None:
    """Let light fall on the shield from above, and shadow gather below."""
    scale = _WIDE * side / 10_000
    box = (round(100 * scale), round(HEIGHT * scale))
    mask = Image.new("L", box)
    ImageDraw.Draw(mask).polygon(placed(outline(SHIELD_PATHS[arms.shield]), (0, 0), scale), fill=255)
    mask = ImageChops.multiply(mask, mask.filter(ImageFilter.GaussianBlur(1)))
    shade = falling(box, [round(value * 0.3) for value in range(256)])
    shine = falling(box, [round(max(0, 110 - value) * 0.34) for value in range(256)])
    corner = (round(_LEFT * side / 100), round(_TOP * side / 100))
    picture.paste(BLACK, corner, ImageChops.multiply(mask, shade))
    picture.paste(WHITE, corner, ImageChops.multiply(mask, shine))


def _crest(draw: ImageDraw.ImageDraw, arms: Arms, unit: float) -> None:
    """Draw a wreath of two tinctures on the shield, and what stands on it."""
    crest = TINCTURES[arms.crest_tincture]
    draw_charge(draw, arms.crest, (50 * unit, 12.4 * unit), 15.5 * unit, crest, mixed(crest, BLACK, 0.74))
    metal, colour = _livery(arms)
    for step in range(6):
        left = 36.5 + step * 4.5
        twist = f"M {left} 23.6 L {left + 1.6} 20.2 Q {left + 4} 19.6 {left + 5.6} 20.2 L {left + 4} 23.6"
        points = placed(outline(twist), (0, 0), unit)
        draw.polygon(points, fill=colour if step % 2 else metal)
        stroke(draw, [*points, points[0]], INK, 0.35 * unit)


def _livery(arms: Arms) -> tuple[Tint, Tint]:
    """Return the two tinctures people of these arms would wear."""
    names = (*arms.field, arms.charge_tincture, arms.ordinary_tincture)
    first = TINCTURES[names[0]]
    second = next((TINCTURES[name] for name in names if name != names[0]), INK)
    return first, second


def _branches(draw: ImageDraw.ImageDraw, arms: Arms, unit: float) -> None:
    """Frame the shield on both sides with what its arms call for."""
    first, second = _livery(arms)
    for side in (-1, 1):
        turns = [math.radians(52 - step * 14.5) for step in range(7)]
        places = [(50 + side * 35 * math.cos(turn), 55 + 33 * math.sin(turn)) for turn in turns]
        if arms.branches in ("laurel", "oak"):
            stroke(draw, placed(places, (0, 0), unit), INK, 0.8 * unit)
        for step, (place, turn) in enumerate(zip(places, turns, strict=True)):
            points = placed(_sprig(arms.branches, place, turn, side, step), (0, 0), unit)
            stroke(draw, [*points, points[0], points[1]], INK, 0.7 * unit)
            draw.polygon(points, fill=mixed(first if step % 2 else second, PAPER, 0.08))


def _sprig(kind: str, place: Point, turn: float, side: int, step: int) -> list[Point]:
    """Return the outline of one leaf, star, ray or flame at its place on the arc around the shield."""
    x, y = place
    out = (side * math.cos(turn), math.sin(turn))
    if kind == "stars":
        return list(outline(burst((x, y), 3.6 - step % 2, 1.5, 5)))
    if kind == "rays":
        far = 7.5 if step % 2 else 4.6
        return [
            (x - out[1] * 1.7, y + out[0] * 1.7),
            (x + out[0] * far, y + out[1] * far),
            (x + out[1] * 1.7, y - out[0] * 1.7),
        ]
    if kind == "flames":
        return [(x + px * (1 - py / 9), y + py) for px, py in ellipse((0, 0), (1.7, 4.2 - step % 2))]
    # A leaf grows up along its branch and to either side of it, and is pointed where it ends.
    long, thin = (4.6, 1.7) if kind == "laurel" else (3.9, 2.6)
    along = math.atan2(-out[0] * side, out[1] * side) + side * (0.6 if step % 2 else -0.6)
    points: list[Point] = []
    for px, py in ellipse((long * 0.8, 0), (long, thin)):
        py *= max(0.0, 1.25 - 0.75 * px / long)
        points.append(
            (x + px * math.cos(along) - py * math.sin(along), y + px * math.sin(along) + py * math.cos(along))
        )
    return points


def _ribbon(draw: ImageDraw.ImageDraw, unit: float) -> None:
    """Draw the band for the name, with its ends folded back."""
    tail, fold = mixed(PAPER, PAPER_EDGE, 0.75), mixed(PAPER_EDGE, INK, 0.45)
    for mirror in (False, True):
        for path, colour in (
            ("M 6 86.4 L 22 86.4 L 22 96 L 6 96 L 10.4 91.2", tail),
            ("M 16 92.8 L 22 96 L 22 92.8", fold),
        ):
            points = [((100 - x if mirror else x) * unit, y * unit) for x, y in outline(path)]
            draw.polygon(points, fill=colour)
            stroke(draw, [*points, points[0]], INK, 0.35 * unit)
    points = placed(outline("M 16 84 L 84 84 L 84 93 L 16 93"), (0, 0), unit)
    draw.polygon(points, fill=mixed(PAPER, WHITE, 0.35))
    stroke(draw, [*points, points[0], points[1]], INK, 0.45 * unit)
