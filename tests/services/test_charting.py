"""What a chart is drawn of is what was measured, and nothing that was not."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from benchmarks.chart_samples import every_kind
from bot.charts import figures as charts
from bot.domain.standings import Board, Meeting, Rating, Standing
from bot.domain.statistics import DayFigures, ModelFigures, Rate, Spread, Waits
from bot.domain.vitals import Vitals
from bot.services import chart_figures
from bot.services.chart_kinds import NotComparable, NothingSpent, TooFewData
from bot.services.chart_words import ALT_LENGTH, alt_of, table_of

START = datetime(2026, 10, 1, tzinfo=UTC)
SPREAD = Spread(60, 900.0, 2_000.0, 3_000.0)


def day(model: str, number: int, cost: str = "0", spread: Spread = SPREAD) -> DayFigures:
    return DayFigures(START + timedelta(days=number), model, 60, spread, Decimal(cost), 1, 61, 0)


def board(*standings: Standing, met: dict[tuple[str, str], Meeting] | None = None, duels: int = 40) -> Board:
    return Board(standings, met or {}, duels, 80, 4, 1, Rate(0, duels), Rate(20, 80), Rate(20, 40))


def test_of_two_hundred_models_ten_have_a_row_and_the_rest_is_one_of_others() -> None:
    models = [ModelFigures(f"m/{n:03}", 300 - n, first_word=SPREAD, calls=70, failed=3) for n in range(200)]
    waits = {model.model: Waits(array("f", [1.0, 2.0]), 60) for model in models}
    strips, n = chart_figures.waits(models, waits)
    assert ([strip.model for strip in strips.strips], n) == ([f"m/{n:03}" for n in range(10)], 600)
    outcomes, calls = chart_figures.outcomes(models)
    assert (len(outcomes.rows), calls, outcomes.rows[0].told) == (10, 700, 67)
    days = [START + timedelta(days=n) for n in range(3)]
    costs, priced = chart_figures.costs(days, [day(f"m/{n:03}", n % 3, f"{300 - n}") for n in range(200)])
    assert [model for model, _ in costs.series[:2]] == ["m/000", "m/001"]
    assert (len(costs.series), costs.series[-1][0], priced) == (9, charts.OTHERS, 12_000)
    whole = sum(sum(values) for _, values in costs.series)
    assert whole == pytest.approx(sum(300 - n for n in range(200)))


def test_a_cost_of_nothing_is_no_chart_and_a_call_without_a_price_is_not_free() -> None:
    with pytest.raises(NothingSpent):
        chart_figures.costs([START], [day("m", 0)])


def test_outcomes_add_up_to_all_calls_and_a_refusal_is_no_failure_twice() -> None:
    model = ModelFigures("m", calls=100, retried=7, failed=9, truncated=4, refused=2)
    outcomes, n = chart_figures.outcomes([model])
    assert (outcomes.rows[0].parts, outcomes.rows[0].total, n) == ((87, 4, 2, 7), 100, 100)


def test_a_trend_leaves_out_days_with_too_few_and_says_how_many_are_missing() -> None:
    few = Spread(9, None, None, 4_000.0)
    with pytest.raises(TooFewData) as missing:
        chart_figures.trend([day("m", 0), day("m", 1, spread=few)])
    assert (missing.value.needed, missing.value.missing) == (2, 1)
    lines, n = chart_figures.trend([day("m", 0), day("m", 1, spread=few), day("m", 2), day("once", 1)])
    assert [(model, len(points)) for model, points in lines.lines] == [("m", 2)]
    assert n == 120


def test_ratings_show_only_what_may_be_said() -> None:
    one = Standing("a", 20, 5, 15, 80, 4, "rated", Rating(1_040.0, 990.0, 1_090.0, 1))
    two = Standing("b", 15, 5, 20, 80, 4, "rated", Rating(960.0, 910.0, 1_010.0, 1))
    few = Standing("c", 3, 0, 2, 9, 3, "counted", None, "duels", 25)
    ratings, n = chart_figures.ratings(board(one, two, few))
    assert ([row.model for row in ratings.rows], n) == (["a", "b"], 40)
    with pytest.raises(TooFewData) as missing:
        chart_figures.ratings(board(few))
    assert missing.value.missing == 25
    with pytest.raises(NotComparable):
        chart_figures.ratings(board(Standing("d", 40, 0, 0, 80, 4, "preliminary", None, "never lost")))


def test_in_the_matrix_a_tie_is_half_a_win_and_who_never_met_has_no_share() -> None:
    standings = [Standing(model, 1, 1, 1, 9, 3) for model in "abc"]
    met = {("a", "b"): Meeting(6, 2, 2), ("b", "a"): Meeting(2, 2, 6)}
    wins, n = chart_figures.wins(board(*standings, met=met, duels=10))
    assert wins.shares == [[None, 0.7, None], [0.3, None, None], [None, None, None]]
    assert (wins.counts[0], n) == ([0, 10, 0], 10)
    with pytest.raises(TooFewData):
        chart_figures.wins(board(duels=9))


def test_the_load_of_a_month_keeps_its_peaks() -> None:
    samples = [
        Vitals(START + timedelta(minutes=n), "p", cpu=99.0 if n == 7_777 else 5.0, lag=None if n < 50 else 1.0)
        for n in range(43_200)
    ]
    load, n = chart_figures.load(samples, "en")
    cpu, lag = load.gauges
    assert (len(load.times), n, max(value or 0 for value in cpu.values)) == (360, 43_200, 99.0)
    assert (lag.values[0], load.times[-1]) == (1.0, samples[-1].at)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_heard_fits_and_ends_with_its_number(language: str) -> None:
    names = ["x" * 10_000, *(f"vendor/model-{n}" for n in range(50))]
    figures = charts.Waits([charts.Strip(name, [900.0], SPREAD) for name in names])
    table = table_of(figures, language)
    alt = alt_of("A title", table, "n = 3,060 turns")
    assert len(alt) <= ALT_LENGTH
    assert alt.endswith("… n = 3,060 turns")
    assert (len(table.rows), len(table.head)) == (51, len(table.rows[0]))


@pytest.mark.parametrize("samples", [1, 80])
def test_every_kind_of_chart_is_also_a_table(samples: int) -> None:
    for kind in every_kind(2, samples):
        table = table_of(kind, "fr")
        assert table.rows, type(kind)
        assert {len(row) for row in table.rows} == {len(table.head)}, type(kind)
