"""What those who watch the program see, for tests: attempts, a turn, a status, and a reader of Prometheus' pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from prometheus_client import Metric

from bot.domain.attempt import Attempt
from bot.domain.turn import Turn
from bot.services.lag import LoopLag
from bot.services.status import Breakers, Report, StatusService
from bot.services.tables import Tables
from bot.services.tally import Tally
from bot.storage import Stores
from bot.storage.pulse import Pulse

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
WHOLE = Attempt(
    purpose="adjudicate", attempt=1, provider="openai", model="gpt-6-sol", model_returned=None, started_at=NOW,
    queue_ms=1.0, ttft_ms=300.0, first_text_ms=400.0, e2e_ms=2600.0, max_gap_ms=20.0, input_tokens=1000,
    cache_read_tokens=800, cache_write_tokens=0, output_tokens=150, reasoning_tokens=0, usage_source="reported",
    cost_usd=Decimal("0.0125"), price_date="2026-11-01", finish_reason="stop", tool_calls=0, tool_calls_valid=0,
    error_class=None, http_status=200, request_id="req_1", prompt_hash="0" * 16, prompt_version="1",
)  # fmt: skip
BUSY = replace(
    WHOLE, ttft_ms=None, first_text_ms=None, e2e_ms=15.0, input_tokens=None, cache_read_tokens=None, output_tokens=None,
    usage_source="missing", cost_usd=None, finish_reason=None, error_class="RateLimited", http_status=429,
)  # fmt: skip
TOLD = Turn(
    campaign_id=1, number=3, attempt=1, channel_id=9, status="told", action_ids=(1,), model="openai/gpt-6-sol",
    wanted_model="openai/gpt-6-sol", first_word_ms=420.0, last_word_ms=2700.0,
)  # fmt: skip
MODEL = {"provider": "openai", "model": "gpt-6-sol"}
CALM = Report(
    uptime=60.0, breakers=(), models=(), actions_waiting=0, turns_in_progress=0, lag=0.0, database=None, connected=True,
    latency=0.05, guilds=2,
)  # fmt: skip


class Place:
    """Stands in for Discord's gateway."""

    connected = True
    latency: float | None = 0.04
    guilds = 3


Figure = Callable[..., float | None]


def figures(families: Iterable[Metric]) -> Figure:
    """Return a function that looks a sample up by name and labels."""
    found = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }
    return lambda name, **labels: found.get((name, tuple(sorted(labels.items()))))


def status(stores: Stores, place: Place | None = None, breakers: Breakers = tuple) -> StatusService:
    tables = Tables(stores, 48_000)
    return StatusService(Tally(), LoopLag(), tables, breakers, Pulse(stores.database), place or Place())
