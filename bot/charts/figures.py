"""What a chart is drawn of: plain values, without a word of how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.statistics import Rate, Spread

OTHERS = ""
"""The name of the series of all models that have none of their own."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a chart: what it shows, of what and since when, and from how many samples."""

    title: str
    subtitle: str
    foot: str
    language: str = "en"
    dark: bool = True


@dataclass(frozen=True, slots=True)
class Strip:
    """The waits of one model in milliseconds: some samples (evenly picked), and the spread of all of them."""

    model: str
    samples: Sequence[float]
    spread: Spread


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits to the first word, a row a model; the first has the most turns."""

    strips: Sequence[Strip]


@dataclass(frozen=True, slots=True)
class Pace:
    """A model's median wait for the whole reply in milliseconds, its mean cost of a turn in US dollars, its turns.

    A `cost` of 0 is one that is known to be free.
    """

    model: str
    milliseconds: float
    cost: float
    count: int


@dataclass(frozen=True, slots=True)
class SpeedCost:
    """What models take and what they cost."""

    paces: Sequence[Pace]


@dataclass(frozen=True, slots=True)
class Costs:
    """What each day cost in US dollars: a series a model, each as long as `days` (UTC)."""

    days: Sequence[datetime]
    series: Sequence[tuple[str, Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the attempts of one model ended, four ways that add up to `total`; `retried` of all were no first ones."""

    model: str
    told: int
    truncated: int
    refused: int
    failed: int
    retried: int

    @property
    def parts(self) -> tuple[int, ...]:
        return self.told, self.truncated, self.refused, self.failed

    @property
    def total(self) -> int:
        return sum(self.parts)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How attempts ended, a row a model."""

    rows: Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class DayPoint:
    """One day's waits of one model in milliseconds; the spread has no p50 where the day has too few."""

    day: datetime
    spread: Spread


@dataclass(frozen=True, slots=True)
class Trend:
    """Waits by day (UTC), a line a model."""

    lines: Sequence[tuple[str, Sequence[DayPoint]]]


@dataclass(frozen=True, slots=True)
class Rating:
    """A model's rating with the ends of its 95 % interval, and the duels it comes from."""

    model: str
    rating: float
    low: float
    high: float
    duels: int


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings, best first."""

    rows: Sequence[Rating]


@dataclass(frozen=True, slots=True)
class Wins:
    """How often the model of a row won against the model of a column, ties as half; None where they never met.

    `shares` and `counts` are as many rows of as many columns as there are models.
    """

    models: Sequence[str]
    shares: Sequence[Sequence[float | None]]
    counts: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How often each check found something wrong: a row a check (in words), with a rate for each model."""

    models: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Rate]]]


@dataclass(frozen=True, slots=True)
class TurnPoint:
    """One turn of a campaign: its number, who told it, its waits in milliseconds, its cost where that is known."""

    number: int
    model: str
    first_word: float | None
    last_word: float | None
    cost: float | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The turns of a campaign in order."""

    points: Sequence[TurnPoint]


@dataclass(frozen=True, slots=True)
class Gauge:
    """One measure over time, in its unit (`%`, `MB`, `ms`, or nothing); None where it was not measured."""

    name: str
    unit: str
    values: Sequence[float | None]
    second: Sequence[float | None] = field(default_factory=tuple[float | None, ...])
    names: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What the program and its machine did; each gauge has a value (and maybe a second) for each time (UTC)."""

    times: Sequence[datetime]
    gauges: Sequence[Gauge]


Figures = Waits | SpeedCost | Costs | Outcomes | Trend | Ratings | Wins | Scorecard | Timeline | Load
