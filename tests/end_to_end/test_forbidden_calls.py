"""A model that goes on asking for dice when it may not: nothing happens that is not narrated."""

from __future__ import annotations

import json

from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.services.narration import MOST_ROUNDS
from bot.storage.tables import ledger, llm_calls
from tests.end_to_end.conftest import Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
WRONG = Reply(tokens=(), tools=(ToolUse("roll_dice", '{"dice":"1000000d6","reason":"all"}'),))
RIGHT = Reply(tokens=("It falls. ",), tools=(ToolUse("roll_dice", '{"dice":"1d6","reason":"luck"}'),))


async def test_after_two_wrong_calls_a_right_one_is_not_rolled_but_told_that_it_is_too_late(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("The ", "fog ", "lifts."))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.script.extend((WRONG, WRONG, RIGHT))
        await seat.kira.say(seat.channel, "I throw everything.")
        story = await seat.told(2)
        answers = [one["content"] for one in vendor.requests[-1].body["messages"] if one["role"] == "tool"]
        entries, calls = await seat.kept(ledger, llm_calls)
    assert entries == []
    assert "No more rolls" in json.loads(answers[-1])["error"]
    assert story.content.startswith("It falls.\n\nThe fog lifts.\n-# ⚠️")
    assert [(call.tool_calls, call.tool_calls_valid) for call in calls[1:]] == [(1, 0), (1, 0), (1, 0), (0, 0)]


async def test_dice_that_nobody_would_narrate_are_not_rolled(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("The ", "fog ", "lifts."))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.script.extend([RIGHT] * MOST_ROUNDS)
        await seat.kira.say(seat.channel, "I throw everything.")
        story = await seat.told(2)
        (entries,) = await seat.kept(ledger)
    assert story.content.count("🎲") == len(entries) == MOST_ROUNDS - 1
