"""Keep how long things took, in a size that does not grow with how often they happened."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from bot.domain.statistics import MEDIAN_FROM, P95_FROM

WAITS: Final = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 60.0, 90.0)
"""Upper bounds in seconds for what a person waits for."""

STALLS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds in seconds for what nobody should notice."""

_RATIO = 1.02
_LOG_RATIO = math.log(_RATIO)
_SHORTEST = 1e-4


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Times in milliseconds over `n` samples; a percentile is None while there are too few for it, `longest` at 0."""

    n: int
    p50: float | None
    p95: float | None
    longest: float | None


class Latency:
    """A histogram of seconds with fixed bounds, and percentiles that are right to 1 %."""

    __slots__ = ("_fine", "bounds", "buckets", "count", "longest", "total")

    def __init__(self, bounds: tuple[float, ...] = WAITS) -> None:
        self.bounds = bounds
        self.buckets = [0] * (len(bounds) + 1)
        self.count = 0
        self.total = 0.0
        self.longest = 0.0
        # Steps of 2 % between a tenth of a millisecond and an hour are fewer than a thousand.
        self._fine: dict[int, int] = {}

    def add(self, seconds: float) -> None:
        """Count one time; what is negative, as after a clock was set back, counts as 0."""
        seconds = max(seconds, 0.0)
        self.buckets[bisect_left(self.bounds, seconds)] += 1
        self.count += 1
        self.total += seconds
        self.longest = max(self.longest, seconds)
        step = math.ceil(math.log(max(seconds, _SHORTEST)) / _LOG_RATIO)
        self._fine[step] = self._fine.get(step, 0) + 1

    def quantile(self, share: float) -> float:
        """Return the time in seconds that this share of the samples took at most (nearest rank); 0 without any."""
        rank = max(1, math.ceil(share * self.count))
        for step in sorted(self._fine):
            rank -= self._fine[step]
            if rank <= 0:
                return min(2 * _RATIO**step / (_RATIO + 1), self.longest)
        return 0.0

    def percentiles(self) -> Percentiles:
        """Return what the number of samples allows to say."""
        return Percentiles(
            n=self.count,
            p50=self.quantile(0.5) * 1000 if self.count >= MEDIAN_FROM else None,
            p95=self.quantile(0.95) * 1000 if self.count >= P95_FROM else None,
            longest=self.longest * 1000 if self.count else None,
        )
