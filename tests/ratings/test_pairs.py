"""Ratios of two models over the same turns."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain.replay import ReplayTelling
from bot.ratings.pairs import PAIRS_FROM, paired_ratio
from bot.services.replay_figures import pairings, rows


def test_a_model_that_takes_twice_as_long_at_every_turn_takes_twice_as_long() -> None:
    found = paired_ratio([(time, 2 * time) for time in (1.0, 3.0, 0.5, 8.0, 2.0, 1.1, 4.0, 6.0, 0.9, 2.5)])
    assert found is not None
    assert (found.n, found.differs) == (10, True)
    assert (found.ratio, found.low, found.high) == pytest.approx((2, 2, 2))


@pytest.mark.parametrize("pairs", [[], [(1.0, 2.0)], [(1.0, 2.0)] * (PAIRS_FROM - 1), [(0.0, 1.0), (1.0, 0.0)] * 20])
def test_too_few_turns_give_no_ratio(pairs: list[tuple[float, float]]) -> None:
    assert paired_ratio(pairs) is None


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(7)
    held = 0
    for seed in range(400):
        logs = rng.normal(np.log(1.5), 0.6, size=40)
        first = rng.lognormal(0, 1, size=40)
        found = paired_ratio(list(zip(first, first * np.exp(logs), strict=True)), seed)
        assert found is not None
        held += found.low <= 1.5 <= found.high
    assert 0.90 <= held / 400 <= 0.98


def test_the_figures_of_a_replay_are_those_of_numpy_and_leave_out_what_may_not_be_told() -> None:
    rng = np.random.default_rng(3)
    times = rng.uniform(500, 9_000, size=70)
    tellings = [
        ReplayTelling(
            number,
            "a/b",
            "A door.",
            {
                "first_text_ms": time / 2,
                "ttft_ms": time / 2,
                "e2e_ms": time,
                "output_tokens": 101 if number % 2 else 49,
                "chunks": 100,
                "usage_source": "reported",
                "cost_usd": "0.01" if number else None,
            },
        )
        for number, time in enumerate(times)
    ]
    tellings += [ReplayTelling(70 + number, "a/b", None, {"e2e_ms": 90_000.0}, (), "TooSlow") for number in range(3)]
    tellings += [ReplayTelling(number, "c/d", "A gate.", {"e2e_ms": 100.0}) for number in range(9)]
    first, second = rows(("a/b", "c/d"), tellings)
    assert first.whole.n == 70
    assert first.whole.median == pytest.approx(np.quantile(times, 0.5))
    assert first.whole.late == pytest.approx(np.quantile(times, 0.95))
    assert first.speed.n == 35
    assert first.speed.median == pytest.approx(np.median(100 / (times[1::2] / 2) * 1000))
    assert (first.failed, first.unpriced) == ({"TooSlow": 3}, 4)
    assert (second.whole.median, second.whole.late) == (None, 100.0)
    (pairing,) = pairings(("a/b", "c/d"), tellings)
    assert pairing.time is None
