"""What was measured, and the few statistics it needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal

Mode = Literal["streaming", "instant"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One turn as its player saw it; times in milliseconds, None when it never came."""

    first_ms: float | None
    last_ms: float | None
    messages: int
    edits: int


@dataclass(frozen=True, slots=True)
class Start:
    """One program started in an empty folder, and again with a table that plays.

    `idle_mb` and `first_word_ms` are of the second start: before its first turn, and in it.
    """

    bot: str
    first_s: float
    again_s: float
    idle_mb: float
    first_word_ms: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """One program under one load; `busy` is in cores."""

    bot: str
    mode: Mode
    channels: int
    peak_mb: float
    cpu_s: float
    window_s: float
    too_many: int
    harness_busy: float
    model_busy: float
    others_busy: float
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that was measured."""

    starts: tuple[Start, ...]
    runs: tuple[Run, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Figures:
    """All runs of one program under one load together; None where nothing was answered."""

    turns: int
    first_p50_ms: float | None
    first_p95_ms: float | None
    last_p50_ms: float | None
    last_p95_ms: float | None
    edits: float
    cpu_ms: float
    turns_per_s: float
    peak_mb: float
    unanswered: int
    too_many: int


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that at least this share of the values does not exceed; None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def together(runs: Sequence[Run]) -> Figures:
    """Pool the turns of several runs; memory is the median over the runs."""
    readings = [reading for run in runs for reading in run.readings]
    firsts = [reading.first_ms for reading in readings if reading.first_ms is not None]
    lasts = [reading.last_ms for reading in readings if reading.last_ms is not None]
    return Figures(
        turns=len(readings),
        first_p50_ms=percentile(firsts, 0.5),
        first_p95_ms=percentile(firsts, 0.95),
        last_p50_ms=percentile(lasts, 0.5),
        last_p95_ms=percentile(lasts, 0.95),
        edits=sum(reading.edits for reading in readings) / len(readings),
        cpu_ms=1000 * sum(run.cpu_s for run in runs) / len(readings),
        turns_per_s=len(lasts) / sum(run.window_s for run in runs),
        peak_mb=median(run.peak_mb for run in runs),
        unanswered=len(readings) - len(lasts),
        too_many=sum(run.too_many for run in runs),
    )


def typical(starts: Sequence[Start]) -> Start:
    """Return the medians of several starts of one program."""
    return Start(
        starts[0].bot,
        first_s=median(start.first_s for start in starts),
        again_s=median(start.again_s for start in starts),
        idle_mb=median(start.idle_mb for start in starts),
        first_word_ms=percentile([start.first_word_ms for start in starts if start.first_word_ms is not None], 0.5),
    )
