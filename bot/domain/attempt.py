"""One attempt at a model, measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

Purpose = Literal["adjudicate", "narrate", "summarise", "image", "advise", "test", "replay"]
UsageSource = Literal["reported", "estimated", "missing"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt at a model took and gave; times in milliseconds from the request, money in US dollars.

    `ttft_ms` is the first non-empty token of any kind, `first_text_ms` the first of the story; both are None when
    none came. `input_tokens` counts cached tokens too. An unknown price is None, never 0. `route` is the model's place
    in the order of the turn's models, 0 the first choice. `queue_ms` is what passed before it was asked: since the
    action for the first choice, since its turn came for a fallback. `withdrawn` says that what came of it was taken
    back. `chunks` counts the pieces the reply came in, as they were read; `duel` and `replay` are the ids of what it
    belongs to beside a turn.
    """

    purpose: Purpose
    attempt: int
    provider: str
    model: str
    model_returned: str | None
    started_at: datetime
    queue_ms: float
    ttft_ms: float | None
    first_text_ms: float | None
    e2e_ms: float
    max_gap_ms: float | None
    input_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    usage_source: UsageSource
    cost_usd: Decimal | None
    price_date: str | None
    finish_reason: str | None
    tool_calls: int
    tool_calls_valid: int
    error_class: str | None
    http_status: int | None
    request_id: str | None
    prompt_hash: str
    prompt_version: str
    route: int = 0
    withdrawn: bool = False
    chunks: int | None = None
    duel: int | None = None
    replay: int | None = None


def known_cost(attempts: Iterable[Attempt]) -> Decimal:
    """Add up what attempts cost in US dollars as far as that is known; an unknown price adds nothing."""
    return sum((attempt.cost_usd for attempt in attempts if attempt.cost_usd is not None), Decimal(0))
