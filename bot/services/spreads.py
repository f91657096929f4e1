"""Turn samples into what may be said of them; numpy is loaded here, in whatever thread asks first."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.checking import CHECKS
from bot.domain.statistics import MEDIAN_FROM, P95_FROM, Rate, Spread, Waits
from bot.storage.measured import FOUND

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def spread(samples: Sequence[float]) -> Spread:
    """Return how samples are spread; percentiles are linear between order statistics."""
    count = len(samples)
    if not count:
        return Spread(0)
    import numpy as np

    values = np.sort(np.asarray(samples, dtype=np.float64))
    p50 = _percentile(values, 0.50) if count >= MEDIAN_FROM else None
    p95 = _percentile(values, 0.95) if count >= P95_FROM else None
    return Spread(count, p50, p95, float(values[-1]))


def _percentile(ordered: NDArray[np.float64], share: float) -> float:
    """Return what numpy.percentile does; a year has thousands of days, and it is slow on a few samples."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def picked(samples: array[float], most: int) -> Waits:
    """Return samples in their order of size, at most so many of them, evenly picked."""
    import numpy as np

    values = np.sort(np.asarray(samples, dtype=np.float32))
    if len(values) > most:
        values = values[np.linspace(0, len(values) - 1, most).round().astype(int)]
    return Waits(array("f", values.tobytes()), len(samples))


def check_rates(checks: array[int]) -> dict[str, Rate]:
    """Return how often each check found something of what it looked at, from the bits kept of turns."""
    import numpy as np

    bits = np.asarray(checks, dtype=np.uint32)
    found: dict[str, Rate] = {}
    for place, kind in enumerate(CHECKS):
        if looked := int(np.count_nonzero(bits & np.uint32(1 << place))):
            found[kind] = Rate(int(np.count_nonzero(bits & np.uint32(1 << place + FOUND))), looked)
    return found
