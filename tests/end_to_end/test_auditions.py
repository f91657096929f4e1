"""Trying a model out with /models test, over the wire."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.llm.written_calls import CLOSING, OPENING
from bot.storage.tables import llm_calls
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_models import GPT, KEY, asked, fields, text

ROLL = ToolUse("roll_dice", '{"dice":"1d6","reason":"an audition"}')


async def kept_calls(seat: Seat) -> list[Row[Any]]:
    """Read what was kept of calls outside of turns."""
    assert seat.bot is not None
    async with seat.bot.services._database.autocommit() as connection:
        kept = select(llm_calls).where(llm_calls.c.purpose == "test").order_by(llm_calls.c.id)
        return list(await connection.execute(kept))


async def test_a_model_that_works_is_tested_with_dice_and_the_call_is_kept(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=(), tools=(ROLL,))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        shown = await asked(seat.ada, seat.channel, "models test", model=GPT)
        kept = await kept_calls(seat)
        (asked_for,) = [request.body for request in vendor.requests if request.path.endswith("completions")]
    assert shown.seen_by == seat.ada.id
    assert "✅ It works." in text(shown)
    assert "rolled the dice as it was told" in text(shown)
    assert "120 tokens in, 0 out, as its vendor reports them" in text(shown)
    assert "$0.0003" in fields(shown)["Cost"]
    assert [tool["function"]["name"] for tool in asked_for["tools"]] == ["roll_dice"]
    (row,) = kept
    assert (row.model, row.tool_calls, row.tool_calls_valid, row.turn_id) == ("gpt-4o", 1, 1, None)
    assert row.guild_id is not None
    assert row.account_id is not None
    assert row.prompt_version == "audition-1"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(tokens=("I ", "rolled ", "a 4.")), "did not ask for the dice"),
        (Reply(tokens=(), tools=(ToolUse("roll_dice", '{"dice":"a few","reason":"luck"}'),)), "the rules cannot read"),
        (Reply(tokens=(), tools=(ToolUse("summon", "{}"),)), "the rules cannot read"),
        (Reply(fault="no_usage"), "estimated: its vendor reported none"),
        (Reply(status=401, fault="status"), "❌ The key for GPT-4o was refused."),
        (Reply(status=404, fault="status"), "❌ The vendor does not know GPT-4o any more."),
        (Reply(status=500, fault="status"), "❌ The server of GPT-4o is in trouble."),
        (Reply(fault="html"), "❌ GPT-4o answered with a web page"),
        (Reply(fault="drop"), "❌ GPT-4o broke off"),
    ],
)
async def test_what_is_wrong_with_a_model_is_said_and_kept(sit: Sitting, reply: Reply, told: str) -> None:
    async with ModelServer(reply).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        shown = await asked(seat.ada, seat.channel, "models test", model=GPT)
        kept = await kept_calls(seat)
    assert told in text(shown)
    assert len(kept) == 1
    assert kept[0].tool_calls_valid == 0


async def test_the_offline_narrator_passes_its_test_for_nothing(seat: Seat) -> None:
    shown = await asked(seat.ada, seat.channel, "models test", model="offline/narrator")
    assert "rolled the dice as it was told" in text(shown)
    assert fields(shown)["Cost"] == "$0"


async def test_a_model_that_is_silent_is_given_up(sit: Sitting) -> None:
    async with ModelServer(Reply(fault="stall", after=0)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        assert seat.bot is not None
        seat.bot.services.auditions._seconds = 0.2
        shown = await asked(seat.ada, seat.channel, "models test", model=GPT)
        kept = await kept_calls(seat)
    assert "❌ GPT-4o took too long" in text(shown)
    assert len(kept) == 1


async def test_a_test_costs_money_so_not_everybody_may_ask_for_one(seat: Seat) -> None:
    shown = await asked(seat.kira, seat.channel, "models test", model="offline/narrator")
    assert "Manage Channels" in shown.content
    assert await kept_calls(seat) == []


async def test_one_model_at_a_time_is_tested_on_a_server(sit: Sitting) -> None:
    async with ModelServer(Reply(fault="stall", after=0)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        first = seat.ada.start_slash(seat.channel, "models test", {"model": GPT})
        await seat.playground.wait_for(lambda: vendor.requests, what="the first call")
        second = await asked(seat.ada, seat.channel, "models test", model=GPT)
        vendor.released.set()
        await first.reply()
    assert "tested on this server already" in second.content


async def test_a_person_has_so_many_tests_in_ten_minutes(seat: Seat, clocked: Callable[[Seat], list[float]]) -> None:
    moment = clocked(seat)
    for _ in range(5):
        assert "✅" in text(await asked(seat.ada, seat.channel, "models test", model="offline/narrator"))
    refused = await asked(seat.ada, seat.channel, "models test", model="offline/narrator")
    assert "Those were 5 tests within 10 min." in refused.content
    moment[0] += 601
    assert "✅" in text(await asked(seat.ada, seat.channel, "models test", model="offline/narrator"))


@pytest.fixture
def clocked() -> Callable[[Seat], list[float]]:
    """Return a function that gives the tests' limit a clock the test sets."""

    def give(seat: Seat) -> list[float]:
        moment = [1000.0]
        assert seat.bot is not None
        seat.bot.services.auditions._clock = lambda: moment[0]
        return moment

    return give


@pytest.mark.parametrize("model", ["vendor/unheard-of", "**@everyone** `x`", "x" * 6000])
async def test_a_model_that_is_not_there_is_named_with_those_that_are(seat: Seat, model: str) -> None:
    for command in ("models test", "models default"):
        shown = await asked(seat.ada, seat.channel, command, model=model)
        assert "There is no model" in shown.content
        assert "offline/narrator" in shown.content
        assert len(shown.content) < 400
    assert await kept_calls(seat) == []


async def test_a_test_counts_in_the_servers_budget_and_is_refused_when_that_is_used_up(sit: Sitting) -> None:
    usage = Reply(tokens=("word ",) * 100)
    async with ModelServer(usage).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        budget = {"scope": "server", "amount": "0.005", "period": "day", "unit": "dollars"}
        await asked(seat.ada, seat.channel, "budget set", **budget)
        told = [await asked(seat.ada, seat.channel, "models test", model=GPT) for _ in range(3)]
        kept = await kept_calls(seat)
    # Each costs $0.0013 and may cost up to $0.0032.
    assert ["$0.0013" in text(message) for message in told[:2]] == [True, True]
    assert "does not allow" in told[2].content
    assert [row.cost_usd for row in kept] == [Decimal("0.0013")] * 2


async def test_whoever_tests_a_model_hears_that_the_budget_comes_near_its_end(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("word ",) * 250)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        budget = {"scope": "server", "amount": "0.0034", "period": "day", "unit": "dollars"}
        await asked(seat.ada, seat.channel, "budget set", **budget)
        shown = await asked(seat.ada, seat.channel, "models test", model=GPT)
    assert "⚠️ The server’s daily budget: 82% used up, $0.0028 of $0.0034." in text(shown)


async def test_a_model_without_tools_of_its_own_is_tested_with_written_calls(sit: Sitting, tmp_path: Path) -> None:
    own = tmp_path / "models.toml"
    own.write_text('[[models]]\nprovider = "ollama"\nid = "tiny"\nlabel = "Tiny"\ntools = false\n', encoding="utf-8")
    said = OPENING, '{"tool":"roll_dice","dice":"1d6","reason":"an audition"}', CLOSING
    async with ModelServer(Reply(tokens=said), models=("tiny",)).running() as ollama:
        seat = await sit(ollama_base_url=ollama.url, model_catalogue=own)
        shown = await asked(seat.ada, seat.channel, "models test", model="ollama/tiny")
        sent = ollama.requests[-1].body
    assert "rolled the dice as it was told" in text(shown)
    assert fields(shown)["Cost"] == "$0"
    assert "tools" not in sent
