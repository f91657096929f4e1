"""Turn what was measured into what a chart is drawn of, or say how much is missing for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.charts import figures as charts
from bot.domain.check_names import CHECK_NAMES
from bot.domain.checking import ALL_CHECKS
from bot.domain.label import Label
from bot.domain.standings import RATED_FROM, Board, Meeting
from bot.domain.statistics import MEDIAN_FROM, CampaignFigures, DayFigures, ModelFigures, Rate, Waits
from bot.domain.vitals import Vitals
from bot.i18n import N_, translate
from bot.services.chart_kinds import NotComparable, NothingSpent, TooFewData

MOST_MODELS: Final = 10
MOST_LINES: Final = 3
"""Models with a line or dots of their own where more would be a tangle."""
MOST_CELLS: Final = 8
MOST_MOMENTS: Final = 360
_DAYS: Final = 2


def waits(models: Sequence[ModelFigures], found: Mapping[str, Waits]) -> tuple[charts.Waits, int]:
    """Return the strips of the models with the most turns, and how many waits there are in all."""
    known = [model for model in models if model.first_word.count and model.model in found]
    _enough(max((model.first_word.count for model in known), default=0), N_("turns of one model"))
    strips = [charts.Strip(model.model, found[model.model].samples, model.first_word) for model in known[:MOST_MODELS]]
    return charts.Waits(strips), sum(strip.spread.count for strip in strips)


def speed_cost(models: Sequence[ModelFigures]) -> tuple[charts.SpeedCost, int]:
    """Return what turns of the models took and cost, where both are known of enough turns."""
    _enough(
        max((min(model.last_word.count, model.priced) for model in models), default=0),
        N_("turns of one model whose price is known"),
    )
    paces = [
        charts.Pace(model.model, model.last_word.p50, float(model.cost_per_turn), model.last_word.count)
        for model in models
        if model.last_word.p50 is not None and model.cost_per_turn is not None and model.priced >= MEDIAN_FROM
    ][:MOST_MODELS]
    return charts.SpeedCost(paces), sum(pace.count for pace in paces)


def costs(days: Sequence[datetime], found: Sequence[DayFigures]) -> tuple[charts.Costs, int]:
    """Return what each day cost by model, the dearest first, the rest as one; `days` are all of the window.

    Counted are the calls whose price is known.
    """
    at = {day: n for n, day in enumerate(days)}
    by_model: dict[str, list[float]] = {}
    for each in found:
        if each.cost and each.day in at:
            by_model.setdefault(each.model, [0.0] * len(days))[at[each.day]] += float(each.cost)
    if not by_model:
        raise NothingSpent
    dearest = sorted(by_model.items(), key=lambda item: (-sum(item[1]), item[0]))
    series: list[tuple[str, Sequence[float]]] = [*dearest[: MOST_MODELS - 2]]
    if rest := [values for _, values in dearest[MOST_MODELS - 2 :]]:
        series.append((charts.OTHERS, [sum(values) for values in zip(*rest, strict=True)]))
    return charts.Costs(days, series), sum(each.calls - each.unpriced for each in found)


def outcomes(models: Sequence[ModelFigures]) -> tuple[charts.Outcomes, int]:
    """Return how the calls of the models ended, the most called first."""
    _enough(max((model.calls for model in models), default=0), N_("calls of one model"))
    rows = [
        charts.Outcome(
            model.model,
            told=max(0, model.calls - model.failed - model.truncated),
            truncated=model.truncated,
            refused=model.refused,
            failed=model.failed - model.refused,
            retried=model.retried,
        )
        for model in models
        if model.calls
    ][:MOST_MODELS]
    return charts.Outcomes(rows), sum(row.total for row in rows)


def trend(days: Sequence[DayFigures]) -> tuple[charts.Trend, int]:
    """Return the waits by day of the models with the most waits that have two days to compare."""
    by_model: dict[str, list[charts.DayPoint]] = {}
    for each in days:
        if each.first_word.p50 is not None:
            by_model.setdefault(each.model, []).append(charts.DayPoint(each.day, each.first_word))
    best = max(map(len, by_model.values()), default=0)
    if best < _DAYS:
        raise TooFewData(_DAYS, _DAYS - best, N_("days with ten turns of one model"))
    told = [(model, points) for model, points in by_model.items() if len(points) >= _DAYS]
    told.sort(key=lambda line: (-_samples(line[1]), line[0]))
    lines = told[:MOST_LINES]
    return charts.Trend(lines), sum(_samples(points) for _, points in lines)


def _samples(points: Sequence[charts.DayPoint]) -> int:
    return sum(point.spread.count for point in points)


def ratings(board: Board) -> tuple[charts.Ratings, int]:
    """Return the ratings that may be said."""
    if not board.rated:
        most = max((standing.duels for standing in board.standings), default=0)
        if most < RATED_FROM:
            raise TooFewData(RATED_FROM, RATED_FROM - most, N_("duels of each model"))
        raise NotComparable
    rows = [
        charts.Rating(standing.model, rating.points, rating.low, rating.high, standing.duels)
        for standing in board.rated
        if (rating := standing.rating) is not None
    ]
    return charts.Ratings(rows[:MOST_MODELS]), board.duels


def wins(board: Board) -> tuple[charts.Wins, int]:
    """Return who won against whom, of the models with the most duels, as they stand."""
    if board.duels < MEDIAN_FROM:
        raise TooFewData(MEDIAN_FROM, MEDIAN_FROM - board.duels, N_("decided duels"))
    often = sorted(board.standings, key=lambda standing: (-standing.duels, standing.model))[:MOST_CELLS]
    models = [standing.model for standing in board.standings if standing in often]
    met = [[board.meetings.get((one, two), Meeting()) for two in models] for one in models]
    shares = [[(one.won + one.drawn / 2) / one.duels if one.duels else None for one in row] for row in met]
    return charts.Wins(models, shares, [[one.duels for one in row] for row in met]), board.duels


def scorecard(found: Mapping[str, Mapping[str, Rate]], language: str) -> tuple[charts.Scorecard, int]:
    """Return the rates of each check, of the models that were checked most."""
    most = {
        model: max((rates[kind].of for kind in ALL_CHECKS if kind in rates), default=0)
        for model, rates in found.items()
    }
    _enough(max(most.values(), default=0), N_("checked turns of one model"))
    told = sorted((model for model in most if most[model]), key=lambda model: (-most[model], model))[:MOST_LINES]
    rows = [
        (CHECK_NAMES[kind].say(language), [found[model].get(kind, Rate(0, 0)) for model in told]) for kind in ALL_CHECKS
    ]
    kept = [row for row in rows if any(rate.of for rate in row[1])]
    return charts.Scorecard(told, kept), sum(rate.of for _, rates in kept for rate in rates)


def timeline(found: CampaignFigures) -> tuple[charts.Timeline, int]:
    """Return the turns of a campaign, in order."""
    points = [
        charts.TurnPoint(
            point.number,
            point.model,
            point.first_word_ms,
            point.last_word_ms,
            None if point.cost is None else float(point.cost),
        )
        for point in sorted(found.points, key=lambda point: point.number)
        if point.model is not None
    ]
    _enough(len(points), N_("told turns"))
    return charts.Timeline(points), len(points)


def load(samples: Sequence[Vitals], language: str) -> tuple[charts.Load, int]:
    """Return the gauges over time; where there are more moments than pixels, the greatest of each few."""
    _enough(len(samples), N_("samples, one a minute"))
    step = -(-len(samples) // MOST_MOMENTS)
    parts = [samples[at : at + step] for at in range(0, len(samples), step)]

    def most(name: str, scale: float = 1.0) -> list[float | None]:
        known = ([value for one in part if (value := getattr(one, name)) is not None] for part in parts)
        return [max(values) / scale if values else None for values in known]

    def gauge(name: str, unit: str, values: list[float | None], second: Sequence[float | None] = ()) -> charts.Gauge:
        return charts.Gauge(translate(name, language), unit, values, second)

    megabytes, kilobytes = Label("MB", "Mo").say(language), Label("kB/s", "ko/s").say(language)
    gauges = (
        gauge(N_("CPU: one core, and the machine in grey"), "%", most("cpu"), most("machine_cpu")),
        gauge(N_("Memory"), megabytes, most("memory", 1e6)),
        gauge(N_("Event-loop lag"), "ms", most("lag")),
        gauge(N_("Actions waiting"), "", most("waiting")),
        gauge(N_("Discord, there and back"), "ms", most("latency")),
        gauge(N_("Disk in use"), "%", most("disk_used")),
        gauge(
            N_("Network: received, and sent in grey"),
            kilobytes,
            most("received", 1e3),
            most("sent", 1e3),
        ),
    )
    shown = [one for one in gauges if any(value is not None for value in one.values)]
    return charts.Load([part[-1].at for part in parts], shown), len(samples)


def _enough(have: int, what: str) -> None:
    if have < MEDIAN_FROM:
        raise TooFewData(MEDIAN_FROM, MEDIAN_FROM - have, what)
