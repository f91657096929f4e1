"""How models stand after blind duels, and from when on what may be said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.domain.statistics import Rate

RATE_FROM: Final = 10
"""Duels from which on a model has a win rate; below, its duels are only counted."""

RATED_FROM: Final = 30
VOTERS_FROM: Final = 3
"""Duels of a model, and people who voted on them, from which on it is rated."""

ADJUSTED_FROM: Final = 300
"""Votes from which on ratings leave out what comes of a telling's length alone."""

Tier = Literal["counted", "preliminary", "rated"]
Lack = Literal["duels", "voters", "never lost", "never won", "apart", "alone"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """How the duels of one model against another went, from the side of the first."""

    won: int = 0
    drawn: int = 0
    lost: int = 0

    @property
    def duels(self) -> int:
        return self.won + self.drawn + self.lost


@dataclass(frozen=True, slots=True)
class Rating:
    """Points on the scale of 400 with the ends of the 95 % interval; 1,000 is the mean of the rated models.

    `rank` is one more than the models that are better, as far as the interval of the difference can say; `better_than`
    names the models it is better than.
    """

    points: float
    low: float
    high: float
    rank: int
    better_than: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """One model: its duels that somebody voted on, by what the table decided, and what may be said of it.

    `drawn` are ties and "both bad". `rating` is None until it may be said; `lack` is then what keeps it from that, and
    `missing` how many of it, where it can be counted.
    """

    model: str
    won: int
    drawn: int
    lost: int
    votes: int
    voters: int
    tier: Tier = "counted"
    rating: Rating | None = None
    lack: Lack | None = None
    missing: int = 0

    @property
    def duels(self) -> int:
        return self.won + self.drawn + self.lost

    @property
    def rate(self) -> Rate | None:
        """Return how many of its decisive duels it won, None while they are too few to say so.

        A duel is one sample, however many voted: the voters of one duel are not independent.
        """
        return None if self.tier == "counted" else Rate(self.won, self.won + self.lost)


@dataclass(frozen=True, slots=True)
class LengthEffect:
    """By how many points a telling gains that is twice as long as the other, with its 95 % interval."""

    points: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Board:
    """How models stand: the rated first, best first, then by their win rates, then by their duels.

    `drawn` counts ties and "both bad" among all duels, `busiest` the votes of whoever voted most, `left` the duels that
    the telling on the left won among the decisive. `length` is None where ratings leave length in. `servers` are those
    whose duels count. `meetings` is by (model, other), each pair both ways.
    """

    standings: tuple[Standing, ...]
    meetings: Mapping[tuple[str, str], Meeting]
    duels: int
    votes: int
    voters: int
    servers: int
    drawn: Rate
    busiest: Rate
    left: Rate
    first: datetime | None = None
    last: datetime | None = None
    length: LengthEffect | None = None

    @property
    def rated(self) -> tuple[Standing, ...]:
        return tuple(standing for standing in self.standings if standing.rating is not None)

    @property
    def lopsided(self) -> bool:
        """Say whether one side won oftener than chance would have it."""
        interval = self.left.interval
        return interval is not None and not interval[0] <= 0.5 <= interval[1]

    def wins(self) -> tuple[tuple[str, ...], tuple[tuple[Meeting, ...], ...]]:
        """Return the models as they stand, and how each (row) did against each (column); empty on the diagonal."""
        models = tuple(standing.model for standing in self.standings)
        nothing = Meeting()
        return models, tuple(tuple(self.meetings.get((one, two), nothing) for two in models) for one in models)
