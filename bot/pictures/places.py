"""Where charges stand on a shield: (x, y, size) on its grid of 100 by 116, by how the shield is laid out."""

from __future__ import annotations

from collections.abc import Mapping

Place = tuple[float, float, float]

_THREE: tuple[Place, ...] = ((29, 30, 34), (71, 30, 34), (50, 76, 36))

CHARGE_PLACES: Mapping[str, tuple[Place, ...]] = {
    "one": ((50, 52, 66),),
    "pair": ((28, 46, 40), (72, 46, 40)),
    "three": _THREE,
    "chief": ((50, 71, 52),),
    "chevron": ((25, 28, 32), (75, 28, 32), (50, 90, 28)),
    "fess": ((26, 20, 29), (74, 20, 29), (50, 92, 28)),
    "bend": ((74, 28, 36), (31, 78, 34)),
    "pale": ((50, 26, 31), (50, 60, 31), (50, 93, 27)),
    "cross": ((20, 21, 28), (80, 21, 28), (23, 80, 25), (77, 80, 25)),
    "saltire": ((50, 18, 27), (17, 54, 25), (83, 54, 25), (50, 91, 24)),
    "bordure": ((50, 51, 54),),
    "pile": ((50, 31, 46),),
    "on chief": ((20, 17, 25), (50, 17, 25), (80, 17, 25)),
    "on fess": ((20, 57, 27), (50, 57, 27), (80, 57, 27)),
    "on bend": ((22, 22, 25), (50, 50, 25), (78, 78, 22)),
    "escutcheon": ((50, 56, 42),),
    "roundel": ((50, 52, 44),),
}
"""The main charges."""

SMALL_PLACES: Mapping[str, tuple[Place, ...]] = {
    "chief": ((20, 17, 24), (50, 17, 24), (80, 17, 24)),
    "fess": ((20, 57, 25), (50, 57, 25), (80, 57, 25)),
    "bend": ((22, 22, 23), (50, 50, 23), (78, 78, 21)),
    "cross": ((50, 52, 17),),
    "saltire": ((50, 53, 18),),
}
"""Smaller ones on the band itself."""
