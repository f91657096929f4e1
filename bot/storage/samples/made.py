"""Models that nobody sells, to fill charts with: which one is how fast, dear and good is chosen, not measured.

Amber is dear and good, Basalt fast and cheap, Cedar free and slow, and too seldom in a duel to be rated: so every chart
has something to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain.statistics import SAMPLE


@dataclass(frozen=True, slots=True)
class Made:
    """A model that nobody sells: its median waits in milliseconds, tokens a second, prices a million tokens."""

    key: str
    label: str
    first_word: float
    speed: float
    price: tuple[str, str]
    failing: float
    wrong: float
    skill: float
    provider: str = SAMPLE

    @property
    def name(self) -> str:
        """Name the model as `provider/id`."""
        return f"{self.provider}/{self.key}"


AMBER: Final = Made("amber-9", "Amber 9", 2_100, 55, ("3", "15"), 0.02, 0.02, 1.1)
BASALT: Final = Made("basalt-mini", "Basalt mini", 800, 140, ("0.25", "1.25"), 0.05, 0.07, 0.0)
CEDAR: Final = Made("cedar-7b", "Cedar 7B", 3_900, 28, ("0", "0"), 0.09, 0.13, -0.6)
MODELS: Final = (AMBER, BASALT, CEDAR)
DUELS: Final = ((0, 1, 36), (0, 2, 14), (1, 2, 10))
"""How often two of them meet, by their places."""
