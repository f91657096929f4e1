"""More than anybody could read, or nothing at all: the table plays on."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply, Request
from bot.storage.tables import actions
from tests.end_to_end.conftest import Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
TOLD = Reply(tokens=("The ", "fog ", "lifts."))
LIMIT = 40_000


def size(request: Request) -> int:
    return sum(len(message["content"] or "") for message in request.body["messages"])


def last_said(request: Request) -> str:
    return str(request.body["messages"][-1]["content"])


async def test_hundreds_of_actions_at_once_are_answered_in_turns_whose_prompts_stay_bounded(sit: Sitting) -> None:
    async with ModelServer(TOLD).running() as vendor:
        seat = await sit(
            openai_base_url=vendor.url,
            openai_api_key=KEY,
            prompt_chars=LIMIT,
            playground={"rate_limits": False, "record": 0},
        )
        await seat.create_campaign(model="openai/gpt-4o")
        for number in range(101):
            await seat.kira.say(seat.channel, f"Deed {number}. " + "I run on and on. " * 50)
        await seat.playground.wait_for(
            lambda: any("Deed 100." in last_said(request) for request in vendor.requests), what="the last deed"
        )
        await seat.settled()
        turns = [request for request in vendor.requests if "tools" in request.body]  # a chapter is summed up without
        told = [last_said(request) for request in turns]
    assert [sum(f"Deed {number}." in text for text in told) for number in range(101)] == [1] * 101
    assert max(map(size, vendor.requests)) < LIMIT * 1.5


async def test_many_actions_wait_for_a_person_when_the_model_fails(sit: Sitting) -> None:
    async with ModelServer(TOLD).running() as vendor:
        limited = {"rate_limits": True}
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY, prompt_chars=LIMIT, playground=limited)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.default = Reply(tokens=("Slowly.",), first=0.3)
        for number in range(30):
            await seat.kira.say(seat.channel, f"Deed {number}.")
        vendor.default = Reply(fault="refusal")
        await seat.playground.wait_for(seat.failures, what="the failure")
        await seat.settled()
        asked = len(vendor.requests)
        (failure,) = seat.failures()
        vendor.default = TOLD
        await seat.bruno.click(failure, "Try again")
        await seat.playground.wait_for(
            lambda: any("Deed 29." in last_said(request) for request in vendor.requests[asked:]), what="the last deed"
        )
    # What was written while a failure was being told is tried at once, as often as that happens; never each by itself.
    assert asked <= 10
    assert seat.playground.limits.too_many == 0


@pytest.mark.parametrize(
    "words",
    ["\u200b" * 50, "\u3164 \u2800", "\x00\x00", "\u202e \n"],
    ids=["zero width", "empty letters", "NUL", "RTL"],
)
async def test_a_story_nobody_can_see_is_a_failure_with_a_button(sit: Sitting, words: str) -> None:
    async with ModelServer(TOLD).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.default = Reply(tokens=(words,))
        await seat.kira.say(seat.channel, "I look.")
        failure = await seat.playground.wait_for(lambda: next(iter(seat.failures()), None), what="the failure")
    assert "nothing" in failure.content


async def test_a_story_with_a_nul_in_it_is_kept_on_either_database(sit: Sitting, database_url: str) -> None:
    async with ModelServer(TOLD).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY, database_url=database_url)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.default = Reply(tokens=("The fog\x00 ", "lifts."))
        await seat.kira.say(seat.channel, "I look.")
        story = await seat.told(2)
    assert story.content == "The fog lifts."


async def test_who_writes_too_fast_is_told_once_when_to_go_on_and_nobody_else_waits(sit: Sitting) -> None:
    seat = await sit(turns_per_minute=2)
    await seat.create_campaign()
    for number in range(5):
        await seat.kira.say(seat.channel, f"I knock {number + 1} times.")
    told = await seat.playground.wait_for(
        lambda: next((one for one in seat.channel.messages if "Take a breath" in one.content), None), what="a breath"
    )
    await seat.bruno.say(seat.channel, "I look around.")
    await seat.playground.wait_for(lambda: "Bruno" in seat.stories()[-1].content, what="an answer to Bruno")
    await seat.settled()
    (kept,) = await seat.kept(actions)
    said = [row.text for row in kept if row.kind == "message"]
    assert said == ["I knock 1 times.", "I knock 2 times.", "I look around."]
    assert "<t:" in told.content
    assert sum("Take a breath" in one.content for one in seat.channel.messages) == 1
