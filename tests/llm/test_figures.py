"""The numbers of an attempt against a vendor whose schedule is known, on the wire and in both dialects.

In virtual time, so that nothing but a mistake of ours can make a figure wrong: the vendor's schedule, the network and
the measuring share one clock, which moves only when nobody has anything to do. What our own work adds in real time is
tested on its own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.config import Settings
from bot.domain.attempt import Attempt
from bot.llm.attempts import tell
from bot.llm.catalogue import OwnPrice
from bot.llm.models import Models
from bot.llm.prices import price_of
from bot.llm.speaker import Speaker
from tests.llm.conftest import CLAUDE, DEEPSEEK, GPT, prompt
from tests.llm.virtual_time import run

PRICE = OwnPrice(
    input=Decimal("2.37"), output=Decimal("11.9"), cache_read=Decimal("0.1185"), cache_write=Decimal("2.9625")
)
PEAK = datetime(2026, 11, 20, 3, 59, 59, tzinfo=UTC)
QUIET = datetime(2026, 11, 20, 4, 0, 0, tzinfo=UTC)


def settings(vendor: ModelServer) -> Settings:
    key = SecretStr("sk-test")
    return Settings(
        openai_api_key=key,
        openai_base_url=vendor.url,
        anthropic_api_key=key,
        anthropic_base_url=vendor.url.removesuffix("/v1"),
        deepseek_api_key=key,
        deepseek_base_url=vendor.url,
    )


async def measure(
    name: str, reply: Reply, clock: Callable[[], float], at: datetime, *, own_price: bool, times: int = 1
) -> list[Attempt]:
    """Ask a model for this reply, having asked it once before so that everything is imported and connected."""
    rows: list[Attempt] = []
    async with ModelServer().running() as vendor:
        models = Models(settings(vendor), environ={})
        try:
            card = await models.choose(name)
            speaker: Speaker = models.speaker(card)
            if own_price:
                speaker = replace(speaker, price=price_of(replace(card, price=PRICE)))
            for script in (Reply(), *[reply] * times):
                vendor.script.append(script)
                events = tell(
                    speaker, prompt(), purpose="narrate", attempts=rows, clock=clock, now=lambda: at, queue_ms=0.0
                )
                async with aclosing(events):
                    async for _ in events:
                        pass
        finally:
            await models.close()
    return rows[1:]


def scheduled(reply: Reply, name: str, at: datetime = QUIET, *, own_price: bool = True) -> Attempt:
    async def turn() -> Attempt:
        return (await measure(name, reply, asyncio.get_running_loop().time, at, own_price=own_price))[0]

    return run(turn())


@pytest.mark.parametrize("name", [GPT, CLAUDE])
@pytest.mark.parametrize(("first", "rate", "tokens"), [(0.3, 60, 150), (1.75, 20, 40), (4.0, 5, 12)])
@pytest.mark.parametrize("cached", [0, 96])
def test_the_figures_are_those_of_the_schedule(name: str, first: float, rate: float, tokens: int, cached: int) -> None:
    reply = Reply(tokens=tuple(f"word{n} " for n in range(tokens)), first=first, rate=rate, cached_tokens=cached)
    row = scheduled(reply, name)
    last = (first + (tokens - 1) / rate) * 1000
    assert row.ttft_ms == pytest.approx(first * 1000, abs=10)
    assert row.first_text_ms == row.ttft_ms
    assert row.e2e_ms == pytest.approx(last, abs=10)
    assert row.max_gap_ms == pytest.approx(1000 / rate, abs=10)
    assert (row.input_tokens, row.cache_read_tokens, row.output_tokens) == (120, cached, tokens)
    assert (row.usage_source, row.http_status, row.error_class) == ("reported", 200, None)
    dollars = Decimal("2.37") * (120 - cached) + Decimal("0.1185") * cached + Decimal("11.9") * tokens
    assert row.cost_usd == dollars / 1_000_000


@pytest.mark.parametrize("name", [GPT, CLAUDE])
def test_the_first_thought_is_the_first_token_and_the_first_word_is_not(name: str) -> None:
    reply = Reply(tokens=("The ", "door."), reasoning=("hm", "hm", "hm", "hm"), first=0.5, rate=4)
    row = scheduled(reply, name)
    assert row.ttft_ms == pytest.approx(500, abs=10)
    assert row.first_text_ms == pytest.approx(1500, abs=10)
    assert (row.output_tokens, row.reasoning_tokens) == (6, 4)


@pytest.mark.parametrize(("at", "factor"), [(PEAK, 2), (QUIET, 1)])
def test_the_hour_of_the_request_decides_what_it_costs(at: datetime, factor: int) -> None:
    row = scheduled(Reply(tokens=("Once", " more."), cached_tokens=100), DEEPSEEK, at, own_price=False)
    quiet = Decimal("0.15") * 20 + Decimal("0.003") * 100 + Decimal("0.6") * 2
    assert row.cost_usd == quiet * factor / 1_000_000
    assert row.started_at == at


@pytest.mark.parametrize("name", [GPT, CLAUDE])
async def test_our_own_work_adds_less_than_ten_milliseconds_to_the_first_token(name: str) -> None:
    reply = Reply(tokens=("Now",), first=0.05, rate=60)
    rows = await measure(name, reply, time.perf_counter, QUIET, own_price=True, times=8)
    # Whatever else the machine does can only make it longer; it is not busy eight times in a row.
    assert 50 <= min(row.ttft_ms or 0 for row in rows) < 60
