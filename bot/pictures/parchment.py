"""The paper a sheet is drawn on: parchment with a frame of ink and gold, or of ash for those who died."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw

from bot.pictures.light import clouds, glow, graded
from bot.pictures.tints import GOLD, INK, PAPER, PAPER_DEEP, PAPER_EDGE, mixed


@lru_cache(maxsize=2)
def parchment(size: tuple[int, int]) -> Image.Image:
    """Paint an empty sheet; copy it before drawing on it."""
    flat = Image.new("RGB", size, PAPER)
    stains = graded(clouds(size, 150, "stains"), [round(value * 0.45) for value in range(256)])
    flat.paste(PAPER_DEEP, mask=stains)
    flat.paste(PAPER_EDGE, mask=graded(glow(size), [round(max(0, value - 90) * 0.95) for value in range(256)]))
    draw = ImageDraw.Draw(flat)
    wide, high = size
    unit = wide / 1000
    for inset, colour, line in ((13, INK, 2.5), (20, GOLD, 2.0)):
        edge = inset * unit
        draw.rounded_rectangle(
            (edge, edge, wide - edge, high - edge), 10 * unit, outline=colour, width=round(line * unit)
        )
    for x in (20 * unit, wide - 20 * unit):
        for y in (20 * unit, high - 20 * unit):
            half = 11 * unit
            draw.polygon([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], fill=INK)
            half = 6 * unit
            draw.polygon([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], fill=mixed(GOLD, PAPER, 0.3))
    return flat
