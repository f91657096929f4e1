"""Count what models and turns came to since the start, for whoever watches the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from bot.domain.attempt import Attempt, UsageSource
from bot.domain.turn import Turn
from bot.services.latency import Latency

OK: Final = "ok"
CANCELLED: Final = "Cancelled"
"""An attempt that was closed from our side; neither a success of the model nor a failure."""


@dataclass(slots=True)
class ModelTally:
    """What one model's attempts came to.

    `outcomes` counts attempts that gave a whole reply as `ok` and others by the class of their error. Tokens are
    counted by where the figure comes from; `cached_tokens` are a part of the input ones. `unpriced` counts the attempts
    that gave something and whose price nobody knows. Times are of the whole replies only: what failed has no latency.
    """

    outcomes: Counter[str] = field(default_factory=Counter[str])
    withdrawn: int = 0
    input_tokens: Counter[UsageSource] = field(default_factory=Counter[UsageSource])
    output_tokens: Counter[UsageSource] = field(default_factory=Counter[UsageSource])
    cached_tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    unpriced: int = 0
    first_token: Latency = field(default_factory=Latency)
    first_text: Latency = field(default_factory=Latency)
    duration: Latency = field(default_factory=Latency)

    def count(self, attempt: Attempt) -> None:
        """Add one attempt."""
        self.outcomes[attempt.error_class or OK] += 1
        self.withdrawn += attempt.withdrawn
        if attempt.input_tokens:
            self.input_tokens[attempt.usage_source] += attempt.input_tokens
        if attempt.output_tokens:
            self.output_tokens[attempt.usage_source] += attempt.output_tokens
        self.cached_tokens += attempt.cache_read_tokens or 0
        if attempt.cost_usd is not None:
            self.cost_usd += attempt.cost_usd
        elif attempt.ttft_ms is not None or attempt.error_class is None:
            self.unpriced += 1
        if attempt.error_class is None:
            self.duration.add(attempt.e2e_ms / 1000)
            if attempt.ttft_ms is not None:
                self.first_token.add(attempt.ttft_ms / 1000)
            if attempt.first_text_ms is not None:
                self.first_text.add(attempt.first_text_ms / 1000)

    @property
    def attempts(self) -> int:
        return self.outcomes.total()

    @property
    def failures(self) -> dict[str, int]:
        """Count the failures by class."""
        return {name: times for name, times in self.outcomes.items() if name not in (OK, CANCELLED)}


class Tally:
    """Counters that are always on; whoever keeps a turn or makes a call outside of one hands over its attempts.

    Names come from the catalogue of models and from our own errors, so there are only so many of them.
    """

    def __init__(self) -> None:
        self.models: dict[tuple[str, str], ModelTally] = {}
        self.turns: Counter[str] = Counter()
        self.told_by_fallback = 0
        self.withdrawn = 0
        self.first_word = Latency()
        self.last_word = Latency()

    def count(self, attempts: Iterable[Attempt]) -> None:
        """Count attempts at models, each once in its life; of a turn or outside of any."""
        for attempt in attempts:
            key = attempt.provider, attempt.model
            model = self.models.get(key)
            if model is None:
                model = self.models[key] = ModelTally()
            model.count(attempt)

    def turn(self, turn: Turn, *, withdrawn: bool = False) -> None:
        """Count how a turn ended; not its attempts.

        A turn still `telling` was interrupted by a stop. `withdrawn`: words that had come were taken back in it.
        """
        self.turns["interrupted" if turn.status == "telling" else turn.status] += 1
        self.withdrawn += withdrawn
        if turn.status != "told":
            return
        self.told_by_fallback += turn.wanted_model is not None and turn.model != turn.wanted_model
        if turn.first_word_ms is not None:
            self.first_word.add(turn.first_word_ms / 1000)
        if turn.last_word_ms is not None:
            self.last_word.add(turn.last_word_ms / 1000)
