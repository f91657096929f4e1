"""How the program and its machine are, minute by minute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.statistics import MEDIAN_FROM, P95_FROM, Spread


@dataclass(frozen=True, slots=True)
class Vitals:
    """One sample; None where the machine does not tell, or nothing was measured yet.

    `cpu` is in percent of one core, `machine_cpu` of all of them, both since the sample before; `memory` is what the
    process holds in bytes, `machine_memory` and `disk_used` are in percent, `disk_free` is in bytes, on the disk that
    holds the data. What goes over disks and network is in bytes a second and the whole machine's. `lag` is the greatest
    of the last minute and `latency` the way to Discord and back, in milliseconds; `database` is in bytes. `waiting`
    are actions that are not answered yet, `telling` turns in progress, `resting` breakers that are open.
    """

    at: datetime
    process: str
    cpu: float | None = None
    memory: int | None = None
    machine_cpu: float | None = None
    machine_memory: float | None = None
    disk_used: float | None = None
    disk_free: int | None = None
    disk_read: float | None = None
    disk_written: float | None = None
    received: float | None = None
    sent: float | None = None
    lag: float | None = None
    latency: float | None = None
    waiting: int | None = None
    telling: int | None = None
    database: int | None = None
    resting: int | None = None


GAUGES: Final = tuple(name for name in Vitals.__dataclass_fields__ if name not in ("at", "process"))


def spread_of(values: Iterable[float | None]) -> Spread:
    """Return how a gauge's samples are spread; those that are unknown are left out."""
    known = sorted(value for value in values if value is not None)
    return Spread(
        count=len(known),
        p50=_percentile(known, 0.5) if len(known) >= MEDIAN_FROM else None,
        p95=_percentile(known, 0.95) if len(known) >= P95_FROM else None,
        most=known[-1] if known else None,
    )


def _percentile(ordered: list[float], share: float) -> float:
    """Interpolate between order statistics."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
