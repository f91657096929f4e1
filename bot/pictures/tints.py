"""Colours: of parchment and ink, of heraldry, and what lies between two."""

from __future__ import annotations

from collections.abc import Mapping

Tint = tuple[int, int, int]

PAPER: Tint = (243, 233, 210)
PAPER_DEEP: Tint = (228, 211, 176)
PAPER_EDGE: Tint = (201, 177, 134)
INK: Tint = (46, 34, 26)
INK_SOFT: Tint = (112, 92, 70)
BLOOD: Tint = (140, 38, 32)
GOLD: Tint = (178, 132, 52)
WHITE: Tint = (255, 255, 255)
BLACK: Tint = (0, 0, 0)

METALS = ("or", "argent")
COLOURS = ("gules", "azure", "vert", "sable", "purpure", "murrey", "tenne")
TINCTURES: Mapping[str, Tint] = {
    "or": (226, 178, 62),
    "argent": (240, 236, 224),
    "gules": (168, 38, 42),
    "azure": (36, 80, 146),
    "vert": (42, 104, 62),
    "sable": (38, 35, 36),
    "purpure": (102, 50, 120),
    "murrey": (122, 34, 74),
    "tenne": (176, 92, 34),
}
"""The tinctures of heraldry: two metals, and colours, of which one lies on the other kind."""


def mixed(first: Tint, second: Tint, share: float) -> Tint:
    """Return the colour that holds so much of the second, from 0 to 1."""
    a, b, c = (round(one + (other - one) * share) for one, other in zip(first, second, strict=True))
    return a, b, c


def from_hex(written: str) -> Tint:
    """Read `#rrggbb`; raises ValueError for anything else."""
    number = int(written.removeprefix("#"), 16)
    if len(written) != 7 or not written.startswith("#"):
        raise ValueError(f"no colour: {written!r}")
    return number >> 16, number >> 8 & 255, number & 255


def ink_on(tincture: Tint) -> Tint:
    """Return what lines are drawn with on a colour: darker, or lighter where it is nearly black."""
    return mixed(tincture, BLACK, 0.74) if sum(tincture) > 160 else mixed(tincture, WHITE, 0.55)
