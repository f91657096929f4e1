"""Figures of each kind to draw charts of: as few as may be, as many as may be, and with hostile names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from bot.charts import figures as f
from bot.domain.statistics import Rate, Spread

HOSTILE = (
    "openai/" + "x" * 10_000,
    "a/$x^2$ \\frac{1}{2} <b>@everyone</b>",
    "b/العربية עברית",
    "c/🐉‍🔥 ﷽ \u202egnp.exe",
    "../../etc/passwd",
    "d/" + "\u0301" * 50,
)
START = datetime(2026, 10, 1, tzinfo=UTC)


def names(count: int) -> list[str]:
    """Name so many models, the hostile ones first."""
    return [*HOSTILE, *(f"vendor/model-{n}" for n in range(count))][:count]


def spread(samples: list[float]) -> Spread:
    """Return a spread of samples by the rules of how many it takes; the percentiles are near enough to be drawn."""
    ordered = sorted(samples)
    n = len(ordered)
    middle = ordered[n // 2] if n >= 10 else None
    return Spread(n, middle, ordered[int(n * 0.95)] if n >= 60 else None, ordered[-1])


def every_kind(models: int, samples: int) -> Iterator[f.Figures]:
    """Return figures of each kind over so many models with so many samples each."""
    chance, called = Random(models * 1_000 + samples), names(models)
    waits = {model: [chance.lognormvariate(7, 0.6) for _ in range(samples)] for model in called}
    days = [START + timedelta(days=n) for n in range(max(2, min(400, samples)))]
    yield f.Waits([f.Strip(model, waits[model], spread(waits[model])) for model in called])
    yield f.SpeedCost([f.Pace(m, 900 + 400 * n, 0.002 * (n % 5), samples) for n, m in enumerate(called)])
    yield f.Costs(days, [(model, [chance.random() for _ in days]) for model in (*called, f.OTHERS)])
    yield f.Outcomes([f.Outcome(m, samples, n, 0, n // 2, 1) for n, m in enumerate(called)])
    points = [f.DayPoint(day, Spread(60, 900.0, 2_000.0, 4_000.0)) for day in days]
    yield f.Trend([(model, points[n % 3 :]) for n, model in enumerate(called)])
    yield f.Ratings([f.Rating(m, 1000 - 9 * n, 990 - 9 * n, 1010 - 9 * n, 30) for n, m in enumerate(called)])
    shares = [[None if a == b else 0.5 for b in called] for a in called]
    yield f.Wins(called, shares, [[0 if share is None else samples for share in row] for row in shares])
    rows = [(check, [Rate(n % 3, samples) for n in range(models)]) for check in ("dice", "language", "refusal")]
    yield f.Scorecard(called, rows)
    yield f.Timeline(
        [f.TurnPoint(n + 1, called[n % models], 900.0 + n, 5_000.0, 0.01 if n % 2 else None) for n in range(samples)]
    )
    times = [START + timedelta(minutes=n) for n in range(samples)]
    values = [None if n % 7 == 3 else float(n) for n in range(samples)]
    yield f.Load(times, [f.Gauge("CPU", "%", values, values), f.Gauge("Memory", "MB", values)])
