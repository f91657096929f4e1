"""How two models compare over the same turns: the ratio of what they take, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

PAIRS_FROM: Final = 10
"""With fewer pairs no ratio is told."""
RESAMPLES: Final = 2_000


@dataclass(frozen=True, slots=True)
class PairedRatio:
    """The geometric mean of one model's figure over another's, over `n` turns that both told; 2.0 is twice as much.

    `low` and `high` bound its 95 % interval, by resampling turns.
    """

    n: int
    ratio: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """Tell whether the interval leaves out that both are the same."""
        return self.low > 1 or self.high < 1


def paired_ratio(pairs: Sequence[tuple[float, float]], seed: int = 1) -> PairedRatio | None:
    """Return how the second figure of each pair compares with the first; None under `PAIRS_FROM` pairs.

    Pairs with a figure that is not above 0 have no ratio and are left out.
    """
    kept = np.array([(one, other) for one, other in pairs if one > 0 and other > 0], dtype=np.float64)
    if len(kept) < PAIRS_FROM:
        return None
    logs = np.log(kept[:, 1]) - np.log(kept[:, 0])
    drawn = np.random.default_rng(seed).integers(0, len(logs), size=(RESAMPLES, len(logs)))
    low, high = np.quantile(logs[drawn].mean(axis=1), (0.025, 0.975))
    return PairedRatio(len(logs), float(np.exp(logs.mean())), float(np.exp(low)), float(np.exp(high)))
