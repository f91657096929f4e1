"""The fault run in figures, and whether it reached what it must."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from benchmarks.fault_run import HEALTHY, Outcome
from benchmarks.figures import percentile

LEAST_TOLD = 0.995


def reached(outcome: Outcome) -> bool:
    """Tell whether nothing is wrong and, where there is a fallback, enough was told in full."""
    return not outcome.wrong and (not outcome.plan.fallback or told_in_full(outcome) >= LEAST_TOLD)


def told_in_full(outcome: Outcome) -> float:
    """Return the share of actions that were told whole with nobody pressing a button."""
    return sum(deed.unaided for deed in outcome.deeds) / len(outcome.deeds)


def render(outcome: Outcome) -> str:
    """Return the run as a Markdown table, and below it what is wrong."""
    lines = ["| fault run | value |", "|---|---:|", *(f"| {name} | {value} |" for name, value in _rows(outcome)), ""]
    lines += [f"- **Wrong:** {each}" for each in outcome.wrong] or ["Nothing lost, nothing told twice, nothing left."]
    return "\n".join(lines) + "\n"


def as_json(outcome: Outcome) -> dict[str, Any]:
    return asdict(outcome) | {"told_in_full": told_in_full(outcome), "reached": reached(outcome)}


def _rows(outcome: Outcome) -> Iterator[tuple[str, str]]:
    deeds, calls = outcome.deeds, outcome.records.calls
    met = "met" if told_in_full(outcome) >= LEAST_TOLD else "**missed**"
    target = f" (target ≥ {LEAST_TOLD:.1%}: {met})" if outcome.plan.fallback else " (no fallback)"
    yield "actions", f"{len(deeds):,} at {outcome.plan.tables} tables, {outcome.seconds:.0f} s"
    yield "told in full, nobody pressing a button", f"{told_in_full(outcome):.2%}{target}"
    yield "told after a refusal and a press", str(sum(deed.told_at is not None and not deed.unaided for deed in deeds))
    yield "refused with a reason, never told", str(sum(deed.told_at is None and bool(deed.refusals) for deed in deeds))
    yield "neither told nor refused", str(sum(deed.told_at is None and not deed.refusals for deed in deeds))
    turns = [turn for turn in outcome.records.turns if turn.id in _answering(outcome)]
    by_fallback = sum(turn.model == HEALTHY.model for turn in turns)
    yield "told by the fallback", f"{by_fallback} of {len(turns)} turns"
    failed = Counter(each.mishap for each in outcome.flaky if each.mishap)
    yield "calls the first model failed", f"{sum(failed.values())} of {len(outcome.flaky)} ({_list(failed)})"
    errors = Counter(call.error_class for call in calls if call.error_class)
    yield "attempts", f"{len(calls):,}, of them {sum(errors.values())} failed ({_list(errors)})"
    yield "withdrawn tellings", str(sum(call.withdrawn for call in calls))
    yield "turns with dice", str(sum(turn.dice > 0 for turn in turns))
    yield "first word, p50 / p95", _both([deed.first_at - deed.asked_at for deed in deeds if deed.first_at is not None])
    last = [deed.told_at - deed.asked_at for deed in deeds if deed.told_at is not None]
    yield "last word, p50 / p95", _both(last)
    yield "longest wait for the last word", _seconds(max(last, default=None))
    yield "requests that Discord refused as too many", str(outcome.too_many)


def _answering(outcome: Outcome) -> set[int | None]:
    return {outcome.records.answered.get(deed.discord_id) for deed in outcome.deeds}


def _list(counts: Counter[str] | Counter[str | None]) -> str:
    return ", ".join(f"{name} {times}" for name, times in sorted(counts.items(), key=str))


def _both(seconds: list[float]) -> str:
    return f"{_seconds(percentile(seconds, 0.5))} / {_seconds(percentile(seconds, 0.95))}"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} s"
