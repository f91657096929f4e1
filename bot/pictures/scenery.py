"""Pictures for what has no portrait: themes, and campaigns and scenes that nobody paints."""

from __future__ import annotations

from PIL import Image, ImageDraw

from bot.domain.themes import THEMES
from bot.pictures.charges import CHARGES, draw_charge
from bot.pictures.landscape import paint_landscape
from bot.pictures.light import png
from bot.pictures.lots import Lots
from bot.pictures.parchment import parchment
from bot.pictures.silhouettes import SILHOUETTES
from bot.pictures.tints import BLACK, GOLD, INK, PAPER, Tint, from_hex, mixed

THEME_SIZE = (1000, 400)
EMBLEM_SIDE = 1024
_FINE = 2
_SCENE = 800
_WAX: Tint = (140, 34, 34)


def draw_theme(key: str) -> bytes:
    """Draw the picture of a theme: a PNG of 1000 by 400 pixels; KeyError for a key no theme has."""
    theme = {theme.key: theme for theme in THEMES}[key]
    ground, middle, light = (from_hex(colour) for colour in theme.colours)
    picture = paint_landscape(THEME_SIZE, (ground, middle, light), theme.motif, Lots("theme", key))
    _framed(ImageDraw.Draw(picture), THEME_SIZE)
    return png(picture)


def draw_emblem(seed: str) -> bytes:
    """Draw a landscape in a round frame with a seal beneath, always the same for a seed: a PNG of 1024 by 1024."""
    lots = Lots("emblem", seed)
    ground, middle, light = (from_hex(colour) for colour in lots.pick(THEMES).colours)
    scene = paint_landscape((_SCENE, _SCENE), (ground, middle, light), lots.pick(sorted(SILHOUETTES)), lots)
    paper = parchment((EMBLEM_SIDE, EMBLEM_SIDE)).copy()
    middle_of_it = (EMBLEM_SIDE // 2, 482)
    for radius, colour in ((424, INK), (418, GOLD), (406, INK)):
        _disc(paper, middle_of_it, radius, Image.new("RGB", (2 * radius, 2 * radius), colour))
    _disc(paper, middle_of_it, _SCENE // 2, scene)
    _seal(paper, (EMBLEM_SIDE // 2, 880), lots.pick(sorted(CHARGES)))
    return png(paper)


def _disc(paper: Image.Image, middle: tuple[int, int], radius: int, content: Image.Image) -> None:
    mask = Image.new("L", (2 * radius * _FINE, 2 * radius * _FINE))
    ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=255)
    paper.paste(content, (middle[0] - radius, middle[1] - radius), mask.reduce(_FINE))


def _seal(paper: Image.Image, middle: tuple[int, int], charge: str) -> None:
    """Press a charge into a drop of wax."""
    radius = 104
    large = Image.new("RGB", (2 * radius * _FINE, 2 * radius * _FINE), mixed(_WAX, BLACK, 0.35))
    draw = ImageDraw.Draw(large)
    whole = large.width
    for inset, colour in ((10, _WAX), (34, mixed(_WAX, BLACK, 0.3)), (40, mixed(_WAX, PAPER, 0.06))):
        draw.ellipse((inset, inset, whole - inset, whole - inset), fill=colour)
    draw_charge(draw, charge, (whole / 2, whole / 2), whole * 0.52, mixed(_WAX, PAPER, 0.28), mixed(_WAX, BLACK, 0.5))
    _disc(paper, middle, radius, large.reduce(_FINE))


def _framed(draw: ImageDraw.ImageDraw, size: tuple[int, int]) -> None:
    wide, high = size
    for inset, colour, line in ((0, INK, 8), (8, GOLD, 3), (11, mixed(PAPER, BLACK, 0.75), 2)):
        draw.rectangle((inset, inset, wide - 1 - inset, high - 1 - inset), outline=colour, width=line)
