"""Shades of grey that let light fall on what is drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image


def resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture in another size, smoothly."""
    # Pillow's own types speak of arrays of numpy, which is not here.
    untyped: Any = picture
    return untyped.resize(size, Image.Resampling.BICUBIC)


def graded(picture: Image.Image, levels: Sequence[int]) -> Image.Image:
    """Return grey whose each shade from 0 to 255 became another."""
    untyped: Any = picture
    return untyped.point(list(levels))


def glow(size: tuple[int, int]) -> Image.Image:
    """Return grey that is 0 in the middle and grows towards the corners."""
    return resized(Image.radial_gradient("L"), size)


def falling(size: tuple[int, int], levels: Sequence[int] = ()) -> Image.Image:
    """Return grey that grows from 0 at the top to 255 at the bottom, or goes through 256 `levels` on its way."""
    grey = resized(Image.linear_gradient("L"), size)
    return graded(grey, levels) if levels else grey


def clouds(size: tuple[int, int], grain: int, words: str) -> Image.Image:
    """Return soft grey clouds, some `grain` pixels wide; the same words bring the same ones."""
    small = (max(2, size[0] // grain), max(2, size[1] // grain))
    noise = hashlib.shake_128(words.encode("utf-8", "surrogatepass")).digest(small[0] * small[1])
    return resized(Image.frombytes("L", small, noise), size)


def png(picture: Image.Image) -> bytes:
    """Return the picture as the bytes of a PNG."""
    written = BytesIO()
    picture.save(written, "PNG", compress_level=4)
    return written.getvalue()
