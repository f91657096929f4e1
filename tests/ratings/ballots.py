"""Duels whose truth is known: voters of one duel read the same two tellings, and so vote alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from bot.domain.duel import Choice, Decided
from bot.ratings.resampling import Bout

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def decided(
    one: str,
    other: str,
    *choices: Choice,
    number: int = 1,
    voters: Sequence[int] = (),
    lengths: tuple[int, int] = (0, 0),
    server: int = 1,
) -> Decided:
    """Build a duel by what each voter chose; the voters are 1, 2, 3 … unless they are named."""
    votes: Mapping[int, Choice] = dict(zip(voters or range(1, len(choices) + 1), choices, strict=True))
    return Decided(number, server, one, other, votes, *lengths, NOON + timedelta(minutes=number))


def clustered(
    chance: np.random.Generator, strengths: NDArray[np.float64], duels: int, voters: int, alike: float
) -> list[Bout]:
    """Draw duels between models of these strengths, each of 1 to `voters` votes.

    The share of a duel's voters who prefer the first is drawn from a Beta distribution, whose mean is what the
    strengths say: over all duels Bradley and Terry's model holds exactly, and votes of one duel correlate by `alike`
    (0 to 1). Four in ten votes are two votes' mean, and so often a tie.
    """
    first = chance.integers(0, len(strengths), duels)
    second = (first + chance.integers(1, len(strengths), duels)) % len(strengths)
    preferred = 1 / (1 + np.exp(strengths[second] - strengths[first]))
    firmness = 1 / alike - 1
    share = chance.beta(preferred * firmness, (1 - preferred) * firmness)
    votes = chance.integers(1, voters + 1, duels)
    torn = chance.binomial(votes, 0.4)
    score = chance.binomial(votes - torn, share) + chance.binomial(2 * torn, share) / 2
    columns = (each.tolist() for each in (first, second, score, votes))
    return [Bout(*row) for row in zip(*columns, strict=True)]
