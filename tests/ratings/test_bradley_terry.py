"""Strengths are those that evalica finds, and stay finite where evalica's do not."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
import pytest

from bot.ratings.bradley_terry import SCALE
from bot.ratings.resampling import MIDDLE, Bout, rate
from tests.ratings.ballots import clustered


def _oracle(bouts: Sequence[Bout], models: int) -> list[float]:
    """Let evalica rate the same votes, each half vote for itself."""
    # With it come pandas and scipy: for the process that runs this test, not for each that collects it.
    import evalica
    from evalica import Winner

    rows: list[tuple[int, int, Winner, float]] = []
    for bout in bouts:
        rows.append((bout.first, bout.second, Winner.X, bout.score))
        rows.append((bout.first, bout.second, Winner.Y, bout.votes - bout.score))
    xs, ys, winners, weights = zip(*rows, strict=True)
    found = evalica.bradley_terry(xs, ys, winners, weights=list(weights), tolerance=1e-12, limit=100_000)
    scores = dict(zip(found.scores.index.tolist(), found.scores.tolist(), strict=True))
    strengths = [log(scores[model]) for model in range(models)]
    middle = sum(strengths) / models
    return [MIDDLE + SCALE * (strength - middle) for strength in strengths]


@pytest.mark.parametrize("seed", range(12))
def test_ratings_are_those_of_an_independent_library(seed: int) -> None:
    chance = np.random.default_rng(seed)
    models = int(chance.integers(2, 12))
    bouts = clustered(chance, chance.normal(0, 0.5, models), 80 * models, 5, 0.3)
    found = rate(bouts, models, seed=1, resamples=2)
    assert found.points == pytest.approx(_oracle(bouts, models), abs=0.25)


def test_two_models_stand_as_far_apart_as_the_share_of_votes_says() -> None:
    # 3 of 4 votes are odds of 3, and 400 points are odds of 10.
    found = rate([Bout(0, 1, 3, 4), Bout(1, 0, 25, 100)], 2, resamples=2)
    assert found.points[0] - found.points[1] == pytest.approx(400 * log(3, 10), abs=0.3)


def test_ties_alone_leave_everybody_where_they_are() -> None:
    bouts = [Bout(one, two, 1.5, 3) for one in range(4) for two in range(one) for _ in range(5)]
    found = rate(bouts, 4)
    assert found.points == pytest.approx(_oracle(bouts, 4))
    assert found.points == pytest.approx([1000] * 4)
    assert not any(found.better)


def test_who_won_all_stays_finite_and_ahead() -> None:
    """evalica says 1e-6 or runs away there; here the rest keep the distances they would have among themselves."""
    rest = clustered(np.random.default_rng(3), np.array([0.4, 0.0, -0.4]), 300, 4, 0.3)
    winner = [Bout(3, other, 4, 4) for other in range(3) for _ in range(10)]
    found, among = rate([*rest, *winner], 4, resamples=50), rate(rest, 3, resamples=50)
    assert all(np.isfinite(found.points))
    assert found.points[3] == max(found.points)
    apart = [found.points[1] - found.points[0], found.points[2] - found.points[1]]
    assert apart == pytest.approx([among.points[1] - among.points[0], among.points[2] - among.points[1]], abs=1)


def test_islands_are_each_rated_as_if_they_were_alone() -> None:
    chance = np.random.default_rng(5)
    here = clustered(chance, np.array([0.5, -0.5]), 100, 4, 0.3)
    there = [Bout(b.first + 2, b.second + 2, b.score, b.votes) for b in clustered(chance, np.zeros(2), 100, 4, 0.3)]
    found = rate([*here, *there], 4, resamples=50)
    assert found.points[:2] == pytest.approx(_oracle(here, 2), abs=0.3)
    assert sum(found.points[2:]) == pytest.approx(2000)


def test_the_side_a_model_stood_on_changes_nothing() -> None:
    bouts = clustered(np.random.default_rng(8), np.array([0.5, 0.0, -0.5]), 200, 4, 0.3)
    turned = [Bout(b.second, b.first, b.votes - b.score, b.votes, b.length_second, b.length_first) for b in bouts]
    assert rate(bouts, 3, by_length=True) == rate(turned, 3, by_length=True)


def test_what_length_alone_does_is_taken_out_of_the_ratings() -> None:
    """Two equal models, of which one writes longer, before a table that likes length."""
    chance = np.random.default_rng(13)
    bouts: list[Bout] = []
    for _ in range(1500):
        here, there = int(chance.normal(1400, 300)), int(chance.normal(1000, 300))
        longer = (here - there) / (here + there)
        bouts.append(Bout(0, 1, float(chance.binomial(3, 1 / (1 + np.exp(-3 * longer)))), 3, here, there))
    raw, fair = rate(bouts, 2), rate(bouts, 2, by_length=True)
    assert 1 in raw.better[0]
    assert not any(fair.better)
    assert fair.length is not None
    points, low, high = fair.length
    assert low < SCALE < high  # 3 for the whole, and so 1 for a third, which is what twice the length is
    assert points == pytest.approx(SCALE, rel=0.25)
    assert raw.length is None
