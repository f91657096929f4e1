"""What is counted about models, and when a number may be shown."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

MEDIAN_FROM: Final = 10
P95_FROM: Final = 60
"""So many samples a percentile takes; with fewer, the greatest is shown instead of the 95th."""
SAMPLE: Final = "sample"
"""The provider of models that nobody sells: wherever one is named, its name says that its figures were made up."""

PromptSize = Literal["small", "medium", "large", "huge", "unknown"]
SIZES: Final[Sequence[tuple[PromptSize, int | None]]] = (
    ("small", 2_000),
    ("medium", 8_000),
    ("large", 32_000),
    ("huge", None),
)
"""The classes of prompts, and below how many input tokens one belongs to them."""


def size_of(input_tokens: int | None) -> PromptSize:
    """Return the class of a prompt."""
    if input_tokens is None:
        return "unknown"
    for size, below in SIZES:
        if below is None or input_tokens < below:
            return size
    raise ValueError("the last size has a bound")


@dataclass(frozen=True, slots=True)
class Window:
    """Whole hours, from the first (inclusive) to the last (exclusive), both UTC."""

    start: datetime
    end: datetime

    @property
    def days(self) -> float:
        return (self.end - self.start) / timedelta(days=1)


def last_days(days: int, now: datetime) -> Window:
    """Return the window of so many days that ends with the hour that runs now."""
    end = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return Window(end - timedelta(days=days), end)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures they are: of every server, of one, or of some campaigns of one.

    `campaigns` is None for all of the server's; who may see none has an empty tuple, and sees nothing.
    """

    guild_id: int | None
    campaigns: tuple[int, ...] | None = None

    @property
    def rolled(self) -> bool:
        """Say whether the roll-ups can answer: they know servers, not campaigns."""
        return self.campaigns is None


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a scope is counted; None for everything. `model` is provider/model."""

    window: Window
    model: str | None = None
    language: str | None = None
    size: PromptSize | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """How samples are spread, in the unit they came in; None where they are too few. `most` is the greatest."""

    count: int
    p50: float | None = None
    p95: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """What was measured of one model; times in milliseconds, speed in tokens a second, money in US dollars.

    `turns` are those it told; the waits are those of turns it told alone and first, outside of duels. `cost_per_turn`
    is the mean over the `priced` turns whose every attempt of it has a known price. `wanted` are the turns it should
    have told, `handed_on` those of them that another told. `calls` are its attempts; `failures` counts them by the
    error's class, `retried` are attempts after the first. `cached` is the share of input tokens read from a cache,
    over the `reported` attempts that say so.
    """

    model: str
    turns: int = 0
    first_word: Spread = field(default_factory=lambda: Spread(0))
    last_word: Spread = field(default_factory=lambda: Spread(0))
    speed: Spread = field(default_factory=lambda: Spread(0))
    wanted: int = 0
    handed_on: int = 0
    priced: int = 0
    cost_per_turn: Decimal | None = None
    calls: int = 0
    retried: int = 0
    failed: int = 0
    truncated: int = 0
    refused: int = 0
    reported: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cached: float | None = None
    tool_calls: int = 0
    tool_calls_valid: int = 0
    cost: Decimal = Decimal(0)
    unpriced: int = 0
    failures: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What was measured of one model on one day (UTC)."""

    day: datetime
    model: str
    turns: int
    first_word: Spread
    cost: Decimal
    unpriced: int
    calls: int
    failed: int


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    found: int
    of: int

    @property
    def share(self) -> float | None:
        return self.found / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return Wilson's 95 % interval of the share."""
        if not self.of:
            return None
        z, n, p = 1.959963984540054, self.of, self.found / self.of
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long the turns of a model kept their players waiting, in milliseconds: `count` in all, some of them picked.

    The samples are sorted, and picked evenly: the least and the greatest are among them.
    """

    samples: array[float]
    count: int


@dataclass(frozen=True, slots=True)
class DayCost:
    """What a model's attempts cost on one day (UTC); `unpriced` are those of `calls` whose price nobody knows."""

    day: datetime
    model: str
    cost: Decimal
    unpriced: int
    calls: int = 0


@dataclass(frozen=True, slots=True)
class PlayerCost:
    """What one player's share in turns and their own errands cost; a turn's cost is divided equally by its players."""

    account_id: int
    name: str
    cost: Decimal
    unpriced: int
    turns: int


@dataclass(frozen=True, slots=True)
class Costs:
    """What models cost in US dollars as far as prices are known; by model and day, and by player."""

    total: Decimal
    unpriced: int
    days: tuple[DayCost, ...]
    players: tuple[PlayerCost, ...]


@dataclass(frozen=True, slots=True)
class TurnPoint:
    """One told turn of a campaign; `cost` is None while the price of any of its attempts is unknown."""

    number: int
    model: str | None
    told_at: datetime
    first_word_ms: float | None
    last_word_ms: float | None
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """What was measured of one campaign; `cost` is what its attempts cost, told or not, as far as it is known.

    The waits are those of `ModelFigures`, over all models. `models` counts the turns that each told, most first;
    `players` are accounts that acted.
    """

    turns: int
    players: int
    first_word: Spread
    last_word: Spread
    cost: Decimal
    unpriced: int
    models: Mapping[str, int]
    points: tuple[TurnPoint, ...]


@dataclass(frozen=True, slots=True)
class PlayerFigures:
    """What one player did: `actions` they sent, told `turns` these were part of, `dice` their characters threw.

    `models` counts who told those turns, most first; `cost` is their share of them.
    """

    actions: int
    turns: int
    dice: int
    models: Mapping[str, int]
    cost: Decimal
    unpriced: int


@dataclass(frozen=True, slots=True)
class HourFigures:
    """What was measured in one hour (UTC) of one model, language and size of prompt."""

    hour: datetime
    model: str
    language: str
    size: str
    turns: int
    first_word: Spread
    calls: int
    retried: int
    failed: int
    truncated: int
    refused: int
    input_tokens: int
    output_tokens: int
    cost: Decimal
    unpriced: int
