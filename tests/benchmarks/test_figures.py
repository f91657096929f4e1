"""The few statistics of the benchmark."""

from __future__ import annotations

import pytest

from benchmarks.figures import Measured, Reading, Run, Start, percentile, together, typical
from benchmarks.table import render, render_one
from benchmarks.targets import rows, start_rows


def run_of(bot: str, *readings: Reading, **values: float) -> Run:
    figures = {"peak_mb": 80.0, "cpu_s": 0.1, "window_s": 10.0} | values
    busy = {"harness_busy": 0.2, "model_busy": 0.1, "others_busy": 0.0}
    return Run(bot, "streaming", 100, too_many=0, readings=readings, **figures, **busy)


def reading(first: float | None = 305.0, last: float | None = 2790.0, edits: int = 2) -> Reading:
    return Reading(first, last, 1, edits)


def test_a_percentile_is_a_value_that_was_measured():
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
    assert percentile([float(number) for number in range(1, 101)], 0.95) == 95.0
    assert percentile([7.0], 0.95) == 7.0


def test_there_is_no_percentile_of_nothing():
    assert percentile([], 0.5) is None


def test_runs_are_pooled_by_turn_and_an_unanswered_turn_has_no_latency():
    first = run_of("floor", reading(300.0), reading(310.0), cpu_s=0.1)
    second = run_of("floor", reading(320.0), reading(None, None, 0), cpu_s=0.3)
    figures = together([first, second])
    assert figures.turns == 4
    assert figures.first_p50_ms == 310.0
    assert figures.unanswered == 1
    assert figures.cpu_ms == pytest.approx(100.0)
    assert figures.edits == pytest.approx(1.5)


def test_a_target_is_met_up_to_its_bound_and_missed_beyond_it():
    floor = together([run_of("floor", reading())])
    good = together([run_of("skald", reading(first=305.0 * 1.3), cpu_s=0.13)])
    bad = together([run_of("skald", reading(first=400.0, last=2831.0), cpu_s=0.131, peak_mb=130.0)])
    met = {row.name: row.met for row in rows("streaming", 100, floor, good)}
    missed = {row.name: row.met for row in rows("streaming", 100, floor, bad)}
    assert (met["first word, p95"], met["CPU a turn"], met["first word, p50"]) == (True, True, None)
    assert [name for name, value in missed.items() if value is False] == [
        "first word, p95", "last word, p50", "CPU a turn", "memory at peak",
    ]  # fmt: skip


def test_a_program_that_answers_nothing_misses_what_it_cannot_show():
    floor, silent = together([run_of("floor", reading())]), together([run_of("skald", reading(None, None, 0))])
    found = {row.name: row for row in rows("streaming", 100, floor, silent)}
    assert found["last word, p50"].met is False
    assert found["last word, p50"].ratio is None
    assert found["unanswered"].met is False


def test_a_start_counts_by_its_median():
    slow = typical([Start("skald", seconds, seconds / 2, 90.0, 700.0) for seconds in (1.2, 5.0, 1.1)])
    found = {row.name: row.met for row in start_rows(Start("floor", 0.5, 0.5, 70.0, 310.0), slow)}
    assert slow == Start("skald", 1.2, 0.6, 90.0, 700.0)
    assert found == {
        "ready": True,
        "ready, first time ever": False,
        "memory idle": True,
        "first word of the first turn": None,
    }


def test_the_table_shows_both_sides_the_ratio_and_the_verdict():
    starts = (Start("floor", 0.5, 0.5, 70.0, 310.0), Start("skald", 1.5, 0.6, 91.0, None))
    report = render(Measured(starts, (run_of("floor", reading()), run_of("skald", reading(last=2900.0)))))
    assert "| start | ready | 0.50 s | 0.60 s | 1.20 | ≤ +0.5 s | met |" in report
    assert "|  | memory idle | 70.0 MB | 91.0 MB | 1.30 | ≤ 1.4 × | met |" in report
    assert "| 100 channels, streaming | first word, p50 | 305 ms | 305 ms | 1.00 |  |  |" in report
    assert "|  | last word, p50 | 2,790 ms | 2,900 ms | 1.04 | ≤ +40 ms | **missed** |" in report
    assert "|  | unanswered | 0 | 0 | – | 0 | met |" in report
    assert "1 at 100 (streaming)" in report


def test_one_program_alone_is_shown_without_a_verdict():
    report = render_one(Measured((Start("floor", 0.5, 0.5, 70.0, 310.0),), (run_of("floor", reading()),)), "floor")
    assert "| 100 channels, streaming | first word, p50 | 305 ms |" in report
    assert "met" not in report
