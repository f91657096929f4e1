"""What a turn took and gave, for whoever asks afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.domain.attempt import Attempt
from bot.domain.turn import TurnStatus


@dataclass(frozen=True, slots=True)
class Receipt:
    """One telling of a turn; times in milliseconds from the first action it answered.

    `standing_take` is the take the story goes on from, None while there is none. `attempts` and `summaries` (what the
    rules decided, in the players' words and already safe to show) are in the order they happened. `findings` are what
    of the story did not agree with the rules: a `Finding` as JSON each, with whether it was `mended`.
    """

    campaign_id: int
    channel_id: int
    number: int
    take: int
    standing_take: int | None
    status: TurnStatus
    model: str | None
    wanted_model: str | None
    first_word_ms: float | None
    last_word_ms: float | None
    memories: Mapping[str, Any] | None
    attempts: tuple[Attempt, ...]
    summaries: tuple[str, ...]
    findings: tuple[Mapping[str, Any], ...] = ()

    @property
    def total(self) -> Total:
        """Add up what the attempts took."""
        return total(self.attempts)


@dataclass(frozen=True, slots=True)
class Total:
    """What several attempts took together; None where no attempt tells.

    `cached_tokens` are those among the input tokens that are known to come from a cache. `unreported` counts the
    attempts that may have used tokens and told of none, `unpriced` those that may have cost something nobody knows.
    """

    input_tokens: int | None
    cached_tokens: int | None
    output_tokens: int | None
    cost_usd: Decimal | None
    estimated: bool
    unreported: int
    unpriced: int


def total(attempts: Sequence[Attempt]) -> Total:
    """Add attempts up; what is unknown stays unknown, never 0."""
    costs = [attempt.cost_usd for attempt in attempts if attempt.cost_usd is not None]
    return Total(
        input_tokens=_sum([attempt.input_tokens for attempt in attempts]),
        cached_tokens=_sum([attempt.cache_read_tokens for attempt in attempts]),
        output_tokens=_sum([attempt.output_tokens for attempt in attempts]),
        cost_usd=sum(costs, Decimal(0)) if costs else None,
        estimated=any(attempt.usage_source == "estimated" for attempt in attempts),
        # What cost nothing, such as a call that was refused, has no tokens to tell of.
        unreported=sum(attempt.usage_source == "missing" and attempt.cost_usd is None for attempt in attempts),
        unpriced=sum(attempt.cost_usd is None for attempt in attempts),
    )


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
