"""95 % intervals hold the truth 95 times in 100, although the voters of a duel vote alike."""

from __future__ import annotations

import numpy as np
import pytest

from bot.ratings.bradley_terry import SCALE
from bot.ratings.resampling import MIDDLE, Bout, rate
from tests.ratings.ballots import clustered

# Chance moves what is held by less than 0.8 % in so many.
WORLDS = 250


def _scattered(bouts: list[Bout]) -> list[Bout]:
    """Tear votes out of their duels, as if they were independent."""
    torn: list[Bout] = []
    for bout in bouts:
        rest = bout.score
        for _ in range(bout.votes):
            score = min(rest, 1.0)
            torn.append(Bout(bout.first, bout.second, score, 1))
            rest -= score
    return torn


def _covered(models: int, duels: int, voters: int, alike: float, *, scattered: bool = False) -> tuple[float, float]:
    """Return how often intervals held the truth of a model, and how often a model was called better and was not."""
    chance = np.random.default_rng(2026)
    held = wrong = 0
    for world in range(WORLDS):
        strengths = chance.normal(0, 0.6, models)
        bouts = clustered(chance, strengths, duels, voters, alike)
        found = rate(_scattered(bouts) if scattered else bouts, models, seed=world, resamples=400)
        truth = MIDDLE + (strengths - strengths.mean()) * SCALE
        held += sum(low <= points <= high for points, (low, high) in zip(truth, found.intervals, strict=True))
        wrong += sum(truth[one] < truth[two] for one, beaten in enumerate(found.better) for two in beaten)
    return held / (WORLDS * models), wrong / (WORLDS * models * (models - 1) / 2)


@pytest.mark.parametrize(
    ("models", "duels", "voters", "alike"),
    [(3, 45, 3, 0.25), (4, 80, 6, 0.5), (5, 300, 3, 0.25), (6, 600, 6, 0.5)],
    ids=["thirty duels each", "forty, large tables", "a hundred and twenty", "two hundred, large tables"],
)
def test_intervals_hold_the_truth_when_voters_of_a_duel_vote_alike(
    models: int, duels: int, voters: int, alike: float
) -> None:
    held, wrong = _covered(models, duels, voters, alike)
    assert 0.93 <= held <= 0.97
    assert wrong <= 0.025


def test_intervals_from_votes_that_were_torn_apart_would_hold_it_far_too_seldom() -> None:
    held, _ = _covered(4, 120, 6, 0.5, scattered=True)
    assert held < 0.85


def test_a_model_equal_to_another_is_seldom_called_better() -> None:
    chance = np.random.default_rng(7)
    called = 0
    for world in range(WORLDS):
        found = rate(clustered(chance, np.zeros(2), 60, 5, 0.3), 2, seed=world, resamples=400)
        called += any(found.better)
    assert 0.02 <= called / WORLDS <= 0.08
