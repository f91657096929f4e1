"""How far from the floor Skald may be: each quantity of the table, and its target where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.figures import Figures, Mode, Start


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on Skald's value; `bound` computes it from the floor's."""

    words: str
    bound: Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity under one load."""

    name: str
    unit: str
    floor: float | None
    skald: float | None
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        if self.floor is None or self.skald is None or self.floor == 0:
            return None
        return self.skald / self.floor

    @property
    def met(self) -> bool | None:
        """Tell whether the target is met; None when there is none."""
        if self.target is None:
            return None
        if self.floor is None or self.skald is None:
            return False
        return self.skald <= self.target.bound(self.floor)


def _at_most_more(extra: float, words: str) -> Target:
    return Target(words, lambda floor: floor + extra)


def _at_most_times(factor: float) -> Target:
    return Target(f"≤ {factor:g} ×", lambda floor: floor * factor)


_NONE_AT_ALL = Target("0", lambda _floor: 0.0)


def rows(mode: Mode, channels: int, floor: Figures, skald: Figures) -> Iterator[Row]:
    """Yield the rows of one load, each with the target that holds for it."""
    streaming, many = mode == "streaming", channels >= 100
    first = _at_most_more(20, "≤ +20 ms") if streaming and not many else None
    first_p95 = _at_most_times(1.3) if streaming and many else None
    last = _at_most_more(40, "≤ +40 ms") if streaming else None
    yield Row("first word, p50", "ms", floor.first_p50_ms, skald.first_p50_ms, first)
    yield Row("first word, p95", "ms", floor.first_p95_ms, skald.first_p95_ms, first_p95)
    yield Row("last word, p50", "ms", floor.last_p50_ms, skald.last_p50_ms, last)
    yield Row("last word, p95", "ms", floor.last_p95_ms, skald.last_p95_ms)
    yield Row("edits a turn", "", floor.edits, skald.edits)
    yield Row("CPU a turn", "ms", floor.cpu_ms, skald.cpu_ms, _at_most_times(1.3 if streaming else 2.0))
    if not streaming:
        yield Row("turns a second", "", floor.turns_per_s, skald.turns_per_s)
    yield Row("memory at peak", "MB", floor.peak_mb, skald.peak_mb, _at_most_times(1.6) if many else None)
    yield Row("unanswered", "", floor.unanswered, skald.unanswered, _NONE_AT_ALL)
    yield Row("429s", "", floor.too_many, skald.too_many, _NONE_AT_ALL)


def start_rows(floor: Start, skald: Start) -> Iterator[Row]:
    """Yield the rows that no load changes."""
    within = _at_most_more(0.5, "≤ +0.5 s")
    yield Row("ready", "s", floor.again_s, skald.again_s, within)
    yield Row("ready, first time ever", "s", floor.first_s, skald.first_s, within)
    yield Row("memory idle", "MB", floor.idle_mb, skald.idle_mb, _at_most_times(1.4))
    yield Row("first word of the first turn", "ms", floor.first_word_ms, skald.first_word_ms)


# Rules and memory may cost this much more than a turn without them did.
MOST_CPU = 1.25


def rows_against(before: Figures, now: Figures) -> Iterator[Row]:
    """Yield the rows of one load for two checkouts; only what a turn costs has a target."""
    yield Row("CPU a turn", "ms", before.cpu_ms, now.cpu_ms, _at_most_times(MOST_CPU))
    yield Row("first word, p50", "ms", before.first_p50_ms, now.first_p50_ms)
    yield Row("first word, p95", "ms", before.first_p95_ms, now.first_p95_ms)
    yield Row("last word, p50", "ms", before.last_p50_ms, now.last_p50_ms)
    yield Row("turns a second", "", before.turns_per_s, now.turns_per_s)
    yield Row("edits a turn", "", before.edits, now.edits)
    yield Row("memory at peak", "MB", before.peak_mb, now.peak_mb)
    yield Row("unanswered", "", before.unanswered, now.unanswered, _NONE_AT_ALL)


def start_rows_against(before: Start, now: Start) -> Iterator[Row]:
    """Yield what no load changes, for two checkouts."""
    yield Row("ready", "s", before.again_s, now.again_s)
    yield Row("ready, first time ever", "s", before.first_s, now.first_s)
    yield Row("memory idle", "MB", before.idle_mb, now.idle_mb)
