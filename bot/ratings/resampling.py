"""Rate models from blind duels, and say how sure that is by drawing the duels anew.

A duel's votes are not independent: the voters read the same two tellings. So every vote is one observation, and the
duel is the cluster: it is drawn, or left out, with all of its votes. Intervals from votes drawn one by one are too
narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

import numpy as np

from bot.ratings.bradley_terry import SCALE, Cells, Floats, Numbers, fit

RESAMPLES: Final = 1_000
MIDDLE: Final = 1_000.0
"""What the mean of the models is written as."""

_AT_ONCE: Final = 50
_LENGTHS: Final = 20


@dataclass(frozen=True, slots=True)
class Bout:
    """One duel as it is rated: two different models' indices, how its votes fell, and how long either telling was.

    `score` are the votes for the first model; a tie and "both bad" are half a vote for either.
    """

    first: int
    second: int
    score: float
    votes: int
    length_first: int = 0
    length_second: int = 0


@dataclass(frozen=True, slots=True)
class Ratings:
    """Points by the models' indices, the ends of their 95 % intervals, and for each whom it is better than.

    A model is better where the 95 % interval of the difference lies above 0. `length` is by how many points a telling
    gains that is twice as long as the other, and the ends of its interval; None where it was left out of account.
    """

    points: tuple[float, ...]
    intervals: tuple[tuple[float, float], ...]
    better: tuple[frozenset[int], ...]
    length: tuple[float, float, float] | None


def rate(
    bouts: Sequence[Bout],
    models: int,
    *,
    by_length: bool = False,
    middle: Sequence[int] | None = None,
    seed: int = 1,
    resamples: int = RESAMPLES,
) -> Ratings:
    """Rate models from their duels, of which each model has two at least; the same seed draws the same samples.

    `by_length` takes out what comes of a telling's length alone. `middle` are the models whose mean is 1,000 points,
    None for all.
    """
    cells, place, score, votes = _cells(bouts, models, by_length=by_length)
    top = fit(cells, *(_summed(place, each, len(cells.first)) for each in (score[None], votes[None])))
    drawn = np.concatenate(list(_drawn(cells, place, score, votes, top, np.random.default_rng(seed), resamples)))
    duels = np.bincount([index for bout in bouts for index in (bout.first, bout.second)], minlength=models)
    tails = np.array([_tail(int(count)) for count in duels])
    among = list(range(models) if middle is None else middle)
    points = MIDDLE + (drawn[:, :-1] - drawn[:, among].mean(axis=1, keepdims=True)) * SCALE
    ends = [_between(points[:, index], float(tails[index])) for index in range(models)]
    better = np.zeros((models, models), dtype=np.bool_)
    for one in range(models):
        # So many samples lie below the interval of a difference, which knows as little as the rarer of the two.
        below = np.floor(np.minimum(tails[one], tails) * (resamples - 1))
        better[one] = (points[:, [one]] <= points).sum(axis=0) <= below
    # Who is twice as long has 1/3 of both lengths together more.
    longer = drawn[:, -1] * SCALE / 3
    low, high = _between(longer, _tail(len(bouts)))
    return Ratings(
        points=tuple(float(each) for each in MIDDLE + (top[0, :-1] - top[0, among].mean()) * SCALE),
        intervals=tuple(ends),
        better=tuple(frozenset(int(other) for other in np.flatnonzero(row)) for row in better),
        length=(float(top[0, -1]) * SCALE / 3, low, high) if by_length else None,
    )


def _tail(duels: int) -> float:
    """Return which share of the samples lies outside of a 95 % interval at either end.

    Samples of few duels spread less than what they stand for. The share is the normal distribution's beyond what
    Student's t would take of so many duels (Hesterberg, What Teachers Should Know about the Bootstrap, 2015).
    """
    z, free = NormalDist().inv_cdf(0.975), max(duels - 1, 1)
    student = z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
    return NormalDist().cdf(-student * sqrt((free + 1) / free))


def _between(samples: Floats, tail: float) -> tuple[float, float]:
    low, high = np.quantile(samples, (tail, 1 - tail))
    return float(low), float(high)


def _cells(bouts: Sequence[Bout], models: int, *, by_length: bool) -> tuple[Cells, Numbers, Floats, Floats]:
    """Return the cells, and by duel: its cell, the votes for the cell's first model, and all of its votes."""
    table = np.array([(b.first, b.second, b.length_first, b.length_second) for b in bouts], dtype=np.int64)
    score, votes = np.array([b.score for b in bouts]), np.array([float(b.votes) for b in bouts])
    turned = table[:, 0] > table[:, 1]
    table[turned] = table[turned][:, (1, 0, 3, 2)]
    score[turned] = votes[turned] - score[turned]
    first, second, here, there = table.T
    # A share of both lengths together, -1 to 1, in twentieths: cells few enough to be quick, fine enough to be true.
    twentieths = np.rint(_LENGTHS * (here - there) / np.maximum(here + there, 1)).astype(np.int64) * by_length
    names = (first * models + second) * (2 * _LENGTHS + 1) + twentieths + _LENGTHS
    _, where, place = np.unique(names, return_index=True, return_inverse=True)
    cells = Cells(models, first[where], second[where], twentieths[where] / _LENGTHS)
    return cells, place.reshape(-1), score, votes


def _summed(place: Numbers, values: Floats, cells: int) -> Floats:
    """Add up values (samples x duels) by the cells (samples x duels, or one row for all) that they belong to."""
    samples = len(values)
    flat = (np.arange(samples)[:, None] * cells + place).ravel()
    sums = np.bincount(flat, weights=values.ravel(), minlength=samples * cells)
    return sums.astype(np.float64, copy=False).reshape(samples, cells)


def _drawn(
    cells: Cells, place: Numbers, score: Floats, votes: Floats, start: Floats, chance: np.random.Generator, count: int
) -> Iterator[Floats]:
    """Yield the strengths of samples of as many duels, drawn with replacement; a few at once, which stay in cache."""
    for done in range(0, count, _AT_ONCE):
        duels = chance.integers(0, len(place), size=(min(_AT_ONCE, count - done), len(place)))
        sums = (_summed(place[duels], each[duels], len(cells.first)) for each in (score, votes))
        yield fit(cells, *sums, start=np.repeat(start, len(duels), axis=0))
