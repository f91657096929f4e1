"""What a dead first choice costs, in figures."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.dead import MOST_LATER_MS, Spared
from benchmarks.figures import percentile


def render(spared: Spared) -> str:
    """Return the figures as a Markdown table."""
    rows = [
        ("turns begun with the fallback / handed on to it", f"{len(spared.direct)} / {len(spared.routed)}"),
        ("message → fallback's server, first choice, p50 / p95", _both(spared.direct)),
        ("message → fallback's server, handed on, p50 / p95", _both(spared.routed)),
        ("later when handed on, p50 / p95", f"{_later(spared)} (target ≤ {MOST_LATER_MS:.0f} ms: {_met(spared)})"),
        ("requests to the dead server in all", f"{len(spared.arrivals)} in {spared.seconds:.0f} s"),
        ("of them before its breaker opened", f"{len(spared.arrivals) - len(spared.probes)}"),
        ("probes after that, at second", ", ".join(f"{at:.1f}" for at in spared.probes) or "–"),
        ("turns that met it, and their wait for the fallback's server", _opening(spared)),
        ("turns not told", str(spared.untold)),
    ]
    return "\n".join(["| dead first choice | value |", "|---|---:|", *(f"| {a} | {b} |" for a, b in rows)]) + "\n"


def _both(values: Sequence[float]) -> str:
    return " / ".join("–" if value is None else f"{value:.1f} ms" for value in _percentiles(values))


def _percentiles(values: Sequence[float]) -> tuple[float | None, float | None]:
    return percentile(values, 0.5), percentile(values, 0.95)


def _later(spared: Spared) -> str:
    return " / ".join(
        "–" if value is None else f"{value:+.1f} ms" for value in (spared.later_ms(0.5), spared.later_ms(0.95))
    )


def _met(spared: Spared) -> str:
    later = (spared.later_ms(0.5), spared.later_ms(0.95))
    return "met" if all(each is not None and each <= MOST_LATER_MS for each in later) else "**missed**"


def _opening(spared: Spared) -> str:
    longest = max((start.ms for start in spared.opening), default=None)
    return f"{len(spared.opening)}" + ("" if longest is None else f", at most {longest / 1000:.1f} s")
