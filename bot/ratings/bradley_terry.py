"""Fit how strong models are from who was preferred to whom (Bradley and Terry, 1952), for many samples at once."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

SCALE: Final = 400 / log(10)
"""Points of a rating in one unit of strength: 400 points ahead is preferred ten times as often as not."""

RIDGE: Final = 0.01
"""How hard strengths are drawn to 0: too little to feel, enough that who never lost stays finite."""

_STEP: Final = 2.0
_STEPS: Final = 60
_EXACT: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Cells:
    """The comparisons that count alike: the same two models, with the same difference in length.

    `first`, `second` are the models' indices below `models`, with first < second; cells of one pair stand together.
    `length` is the difference in length, first less second; all 0 where length is left out of account.
    """

    models: int
    first: Numbers
    second: Numbers
    length: Floats


def fit(cells: Cells, score: Floats, votes: Floats, start: Floats | None = None) -> Floats:
    """Return each sample's strengths, mean 0, and in the last column what a unit of length adds.

    `votes` (samples x cells) are the votes of each cell, `score` those of them for the first model, where a tie and
    "both bad" are half a vote for either. `start` is where the search begins. Newton's steps on the likelihood less a
    small ridge, which always has exactly one maximum.
    """
    pairs = _Pairs(cells)
    strength = np.zeros((len(score), cells.models + 1)) if start is None else np.array(start, dtype=np.float64)
    moving = np.arange(len(score))
    for _ in range(_STEPS):
        slope, curve = pairs.slope(strength[moving], score[moving], votes[moving])
        step = np.linalg.solve(curve, slope[..., None])[..., 0]
        # Far from the top a whole step may lead beyond it and away.
        largest = np.abs(step).max(axis=1, keepdims=True)
        strength[moving] += step * np.minimum(1.0, _STEP / np.maximum(largest, 1e-12))
        moving = moving[largest[:, 0] > _EXACT]
        if not len(moving):
            break
    strength[:, :-1] -= strength[:, :-1].mean(axis=1, keepdims=True)
    return strength


class _Pairs:
    """The slope and the curvature of the likelihood; the cells of a pair are added up before they are spread."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        names = cells.first * cells.models + cells.second
        self._starts = np.flatnonzero(np.diff(names, prepend=-1))
        self._first, self._second = cells.first[self._starts], cells.second[self._starts]
        self._sign = np.zeros((len(self._starts), cells.models))
        rows = np.arange(len(self._starts))
        self._sign[rows, self._first], self._sign[rows, self._second] = 1.0, -1.0

    def slope(self, strength: Floats, score: Floats, votes: Floats) -> tuple[Floats, Floats]:
        """Return the gradient (samples x parameters) and minus the Hessian (samples x parameters x parameters)."""
        cells, count = self._cells, self._cells.models
        ahead = strength[:, cells.first] - strength[:, cells.second] + strength[:, -1:] * cells.length
        share = 1.0 / (1.0 + np.exp(-ahead))
        rest, weight = score - votes * share, votes * share * (1.0 - share)
        slope = -RIDGE * strength
        slope[:, :count] += np.add.reduceat(rest, self._starts, axis=1) @ self._sign
        slope[:, count] += rest @ cells.length
        together = np.add.reduceat(weight, self._starts, axis=1)
        along = np.add.reduceat(weight * cells.length, self._starts, axis=1) @ self._sign
        curve = np.zeros((len(strength), count + 1, count + 1))
        curve[:, self._first, self._second] = curve[:, self._second, self._first] = -together
        curve[:, :count, count] = curve[:, count, :count] = along
        each = np.arange(count)
        curve[:, each, each] = together @ np.abs(self._sign)
        curve[:, count, count] = weight @ (cells.length**2)
        every = np.arange(count + 1)
        curve[:, every, every] += RIDGE
        return slope, curve
