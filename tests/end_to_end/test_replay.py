"""Having a campaign told again by other models, over the wire."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select, update

from benchmarks.model_server import ModelServer, Request, schedule
from bot.domain.statistics import Rate
from bot.storage.tables import llm_calls, replay_tellings, replays, turns
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_models import KEY, asked

TURNS = 40
THREE = {"first": "openai/gpt-4o", "second": "anthropic/claude-haiku-5-5", "third": "ollama/mistral"}


def card(message: Message) -> str:
    """Return what the embed of an answer says, or the answer itself where it has none."""
    return f"{message.embeds[0]['title']}\n{message.embeds[0]['description']}" if message.embeds else message.content


async def evening(sit: Sitting, stack: AsyncExitStack, turns_told: int, **changes: Any) -> tuple[Seat, list[ModelServer]]:
    """Play a campaign with the offline narrator; three loopback vendors stand by."""
    vendors = [await stack.enter_async_context(ModelServer(schedule(0, 0, 60)).running()) for _ in range(3)]
    seat = await sit(
        openai_base_url=vendors[0].url,
        openai_api_key=KEY,
        anthropic_base_url=vendors[1].url.removesuffix("/v1"),
        anthropic_api_key=SecretStr("sk-ant-loopback-key-for-tests"),
        ollama_base_url=vendors[2].url,
        **changes,
    )
    await seat.create_campaign(model="offline/narrator")
    await seat.settled()
    sheet = {"name": "Ada", "race": "human", "class": "fighter"}
    await (await seat.ada.slash(seat.channel, "character create", **sheet)).reply()
    for number in range(1, turns_told):
        await seat.ada.say(seat.channel, f"I look behind door {number} and listen.")
        await seat.told(number + 1)
        await seat.settled()
    return seat, vendors


def told_requests(vendors: list[ModelServer]) -> list[Request]:
    return [one for vendor in vendors for one in vendor.requests if one.path.endswith(("completions", "messages"))]


async def rows(seat: Seat, query: Any) -> list[Any]:
    assert seat.bot is not None
    async with seat.bot.services._database.autocommit() as connection:
        return list(await connection.execute(query))


async def until(seat: Seat, told: int) -> None:
    """Wait until so many tellings are kept."""

    async def kept() -> None:
        while len(await rows(seat, select(replay_tellings.c.id))) < told:
            await asyncio.sleep(0)

    await asyncio.wait_for(kept(), 30)


async def test_a_campaign_of_forty_turns_is_told_again_by_three_models_with_nothing_asked_twice(sit: Sitting) -> None:
    async with AsyncExitStack() as stack:
        seat, vendors = await evening(sit, stack, TURNS)
        begun = await asked(seat.ada, seat.channel, "replay start", **THREE)
        assert f"of {3 * TURNS} told" in card(begun)
        second = await asked(seat.ada, seat.channel, "replay start", **THREE)
        assert "at work on this server already" in second.content
        await until(seat, 20)
        stopped = await asked(seat.ada, seat.channel, "replay stop")
        assert "Stopped" in card(stopped)
        kept = len(await rows(seat, select(replay_tellings.c.id)))
        assert 20 <= kept < 3 * TURNS
        assert len(told_requests(vendors)) == kept  # what was on its way was told to its end
        # A restart, also of the program, leaves what was told.
        await asked(seat.ada, seat.channel, "replay resume")
        await until(seat, kept + 10)
        await seat.restart()
        assert seat.bot is not None
        await seat.bot.services.replays.go_on()
        await seat.bot.services.replays.settled()
        report = await seat.playground.wait_for(
            lambda: next((one for one in seat.channel.messages if one.attachments), None), what="the report"
        )
        status = card(await asked(seat.ada, seat.channel, "replay status"))
        again = await asked(seat.ada, seat.channel, "replay resume")
        shown = await asked(seat.ada, seat.channel, "replay report")
        tellings = await rows(seat, select(replay_tellings))
        calls = await rows(seat, select(llm_calls).where(llm_calls.c.replay.is_not(None)))
        told = await rows(seat, select(turns).where(turns.c.status == "told").order_by(turns.c.number))
    assert f"{3 * TURNS} of {3 * TURNS} told" in status
    assert "Everything of replay 1 is told" in again.content
    assert "n = 40" in report.content
    assert report.content.startswith("**Replay 1: The Drowned Bell**")
    assert shown.attachments
    assert Counter(row.model for row in tellings) == dict.fromkeys(THREE.values(), TURNS)
    assert {row.error for row in tellings} == {None}
    # Each model was asked each turn's question once, and every question of a turn was the same for all.
    assert len(told_requests(vendors)) == len(calls) == 3 * TURNS
    hashes: dict[str, set[str]] = {}
    for row in calls:
        hashes.setdefault(row.prompt_hash, set()).add(f"{row.provider}/{row.model}")
    assert len(hashes) == TURNS
    assert {frozenset(models) for models in hashes.values()} == {frozenset(THREE.values())}
    assert {row.purpose for row in calls} == {"replay"}
    assert {row.turn_id for row in calls} == {None}
    # The story itself is as it was.
    assert [row.number for row in told] == list(range(1, TURNS + 1))
