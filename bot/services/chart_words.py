"""Say in words and rows what a chart shows, for those who cannot see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from bot.charts import figures as charts
from bot.charts.scales import count, day, figure, money, of_many, seconds
from bot.charts.theme import short_names
from bot.domain.statistics import Rate, Spread
from bot.i18n import N_, percent, translate

ALT_LENGTH: Final = 1_000
"""Discord takes 1,024 characters."""
_NONE: Final = "–"

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart: what each column is, and the rows, every cell in words."""

    head: Row
    rows: tuple[Row, ...]


def table_of(figures: charts.Figures, language: str) -> Table:
    """Return every figure of a chart in rows."""
    heads, rows = _TABLES[type(figures)]
    return Table(tuple(translate(head, language) for head in heads), tuple(rows(cast("Any", figures), language)))


def alt_of(title: str, table: Table, foot: str) -> str:
    """Return what those hear who cannot see the chart: its title, as many rows as there is room for, and its n."""
    room = ALT_LENGTH - len(title) - len(foot) - 20
    said: list[str] = []
    for row in table.rows:
        told = ", ".join(f"{head} {cell}" for head, cell in zip(table.head[1:], row[1:], strict=True) if cell != _NONE)
        sentence = f"{row[0]}: {told}."
        if sum(map(len, said)) + len(said) + len(sentence) > room:
            said.append("…")
            break
        said.append(sentence)
    return " ".join((f"{title}.", *said, foot))[:ALT_LENGTH]


def _waits(figures: charts.Waits, language: str) -> Sequence[Row]:
    names = short_names([strip.model for strip in figures.strips])
    return [(names[strip.model], *_spread(strip.spread, language)) for strip in figures.strips]


def _spread(spread: Spread, language: str) -> Row:
    times = (_time(spread.p50, language), _time(spread.p95, language), _time(spread.most, language))
    return (*times, count(spread.count, language))


def _time(milliseconds: float | None, language: str) -> str:
    return _NONE if milliseconds is None else seconds(milliseconds, language)


def _speed_cost(figures: charts.SpeedCost, language: str) -> Sequence[Row]:
    names = short_names([pace.model for pace in figures.paces])
    return [
        (names[one.model], seconds(one.milliseconds, language), money(one.cost, language), count(one.count, language))
        for one in figures.paces
    ]


def _costs(figures: charts.Costs, language: str) -> Sequence[Row]:
    names = {**short_names([model for model, _ in figures.series]), charts.OTHERS: translate(N_("others"), language)}
    sums = [
        (names[model], translate(N_("all days"), language), money(sum(values), language))
        for model, values in figures.series
    ]
    return sums + [
        (names[model], day(moment, language), money(values[at], language))
        for at, moment in enumerate(figures.days)
        for model, values in figures.series
        if values[at]
    ]


def _outcomes(figures: charts.Outcomes, language: str) -> Sequence[Row]:
    names = short_names([row.model for row in figures.rows])
    return [
        (names[row.model], *(count(n, language) for n in (*row.parts, row.retried, row.total))) for row in figures.rows
    ]


def _trend(figures: charts.Trend, language: str) -> Sequence[Row]:
    names = short_names([model for model, _ in figures.lines])
    return [
        (names[model], day(point.day, language), *_spread(point.spread, language))
        for model, points in figures.lines
        for point in points
    ]


def _ratings(figures: charts.Ratings, language: str) -> Sequence[Row]:
    names = short_names([row.model for row in figures.rows])
    return [
        (names[row.model], *(f"{value:.0f}" for value in (row.rating, row.low, row.high)), count(row.duels, language))
        for row in figures.rows
    ]


def _wins(figures: charts.Wins, language: str) -> Sequence[Row]:
    names = short_names(figures.models)
    return [
        (names[one], names[other], percent(f"{100 * share:.0f}", language), count(figures.counts[at][to], language))
        for at, one in enumerate(figures.models)
        for to, other in enumerate(figures.models)
        if (share := figures.shares[at][to]) is not None
    ]


def _scorecard(figures: charts.Scorecard, language: str) -> Sequence[Row]:
    names = short_names(figures.models)
    return [
        (names[model], words, *_rate(rate, language))
        for words, rates in figures.rows
        for model, rate in zip(figures.models, rates, strict=True)
        if rate.of
    ]


def _rate(rate: Rate, language: str) -> Row:
    low, high = rate.interval or (0.0, 1.0)
    # `percent` writes the number as the language does: written twice, a decimal comma becomes a thousands mark.
    numbers = (percent(figure(100 * value, "en"), language) for value in (rate.share or 0.0, low, high))
    share, least, most = numbers
    return share, f"{least} – {most}", of_many(rate.found, rate.of, language)


def _timeline(figures: charts.Timeline, language: str) -> Sequence[Row]:
    names = short_names(sorted({point.model for point in figures.points}))
    return [
        (
            count(point.number, language),
            names[point.model],
            _time(point.first_word, language),
            _time(point.last_word, language),
            _NONE if point.cost is None else money(point.cost, language),
        )
        for point in figures.points
    ]


def _load(figures: charts.Load, language: str) -> Sequence[Row]:
    rows: list[Row] = []
    for gauge in figures.gauges:
        known = sorted(value for value in gauge.values if value is not None)
        unit = f"\N{NO-BREAK SPACE}{gauge.unit}" if gauge.unit else ""
        last = next(value for value in reversed(gauge.values) if value is not None)
        middle, most = known[len(known) // 2], known[-1]
        rows.append((gauge.name, *(f"{figure(value, language, 3)}{unit}" for value in (last, middle, most))))
    return rows


_MODEL: Final = N_("Model")
_SPREAD: Final = ("p50", "p95", N_("longest"), "n")
_TABLES: Final[dict[type, tuple[Row, Callable[[Any, str], Sequence[Row]]]]] = {
    charts.Waits: ((_MODEL, *_SPREAD), _waits),
    charts.SpeedCost: ((_MODEL, N_("whole reply, p50"), N_("cost of a turn"), "n"), _speed_cost),
    charts.Costs: ((_MODEL, N_("day"), N_("cost")), _costs),
    charts.Outcomes: (
        (_MODEL, N_("told"), N_("truncated"), N_("refused"), N_("failed"), N_("retries"), "n"),
        _outcomes,
    ),
    charts.Trend: ((_MODEL, N_("day"), *_SPREAD), _trend),
    charts.Ratings: ((_MODEL, N_("points"), N_("from"), N_("to"), N_("duels")), _ratings),
    charts.Wins: ((_MODEL, N_("against"), N_("won, a draw is half:"), N_("duels")), _wins),
    charts.Scorecard: ((_MODEL, N_("check"), N_("found"), N_("95% interval"), "n"), _scorecard),
    charts.Timeline: ((N_("Turn"), N_("model"), N_("first word"), N_("last word"), N_("cost")), _timeline),
    charts.Load: ((N_("Measure"), N_("now"), N_("in the middle"), N_("at most")), _load),
}
