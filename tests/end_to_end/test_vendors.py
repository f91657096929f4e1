"""Each vendor's own SDK tells a turn, by its base-URL setting, and every attempt is a row."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Row

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.storage.tables import llm_calls
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
TOKENS = ("The ", "tide ", "carries ", "a ", "bell.")


def settings_for(vendor: str, url: str) -> dict[str, Any]:
    if vendor == "ollama":
        return {"ollama_base_url": url}
    base = url.removesuffix("/v1") if vendor == "anthropic" else url
    return {f"{vendor}_base_url": base, f"{vendor}_api_key": KEY}


async def calls(seat: Seat) -> list[Row[Any]]:
    """Read the rows after Skald stopped."""
    (found,) = await seat.kept(llm_calls)
    return found


@pytest.mark.parametrize(
    "model", ["openai/gpt-4o", "anthropic/claude-sonnet-5-5", "deepseek/deepseek-flash", "ollama/mistral"]
)
async def test_a_vendor_asks_for_dice_and_tells_the_story_and_its_usage_is_kept(sit: Sitting, model: str) -> None:
    provider, name = model.split("/")
    async with ModelServer(Reply(tokens=TOKENS, rate=200.0), models=("mistral",)).running() as vendor:
        seat = await sit(**settings_for(provider, vendor.url))
        await seat.create_campaign(model=model)
        vendor.script.append(Reply(tokens=(), tools=(ToolUse("roll_dice", '{"dice":"1d20","reason":"luck"}'),)))
        await seat.kira.say(seat.channel, "I trust my luck.")
        story = await seat.told(2)
        rows = await calls(seat)
    assert story.content.startswith("The tide carries a bell.\n-# 🎲 1d20 (")
    assert [row.provider for row in rows] == [provider] * 3
    assert {row.model for row in rows} == {name}
    assert {row.usage_source for row in rows} == {"reported"}
    assert [row.finish_reason for row in rows] == ["stop", "tool_calls", "stop"]
    assert all(row.input_tokens > 0 and row.ttft_ms > 0 and row.e2e_ms >= row.ttft_ms for row in rows)
    assert [row.tool_calls_valid for row in rows] == [0, 1, 0]
    assert {row.attempt for row in rows} == {1}


async def test_each_failed_attempt_is_a_row_of_its_own(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=TOKENS)).running() as vendor:
        seat = await sit(**settings_for("openai", vendor.url))
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.script.append(Reply(status=500, fault="status"))
        vendor.script.append(Reply(status=429, fault="status", headers={"Retry-After": "0"}))
        await seat.kira.say(seat.channel, "I wait.")
        await seat.told(2)
        rows = (await calls(seat))[1:]
    assert [(row.attempt, row.http_status, row.error_class) for row in rows[:2]] == [
        (1, 500, "Overloaded"),
        (2, 429, "RateLimited"),
    ]
    assert rows[2].error_class is None
    assert len({row.turn_id for row in rows}) == 1


async def test_a_table_changes_its_model_in_the_middle_of_a_story(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=TOKENS), models=("mistral",)).running() as vendor:
        seat = await sit(**settings_for("openai", vendor.url), **settings_for("ollama", vendor.url))
        await seat.create_campaign(model="openai/gpt-4o")
        offered = await seat.ada.autocomplete(seat.channel, "campaign model", "model", "mist")
        call = await seat.ada.slash(seat.channel, "campaign model", model=offered[0]["value"])
        assert "Mistral" in (await call.reply()).content
        await seat.kira.say(seat.channel, "I wait.")
        await seat.told(2)
        rows = await calls(seat)
    assert [row.provider for row in rows] == ["openai", "ollama"]


async def test_a_key_that_a_vendor_echoes_is_not_kept_with_the_attempt(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=TOKENS, headers={"X-Request-Id": KEY.get_secret_value()})).running() as vendor:
        seat = await sit(**settings_for("openai", vendor.url))
        await seat.create_campaign(model="openai/gpt-4o")
        (row,) = await calls(seat)
    assert row.request_id == "[redacted]"
