"""Rate limits and faults, as the real client meets them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest

from playground import ManualClock, Playground
from playground.limits import Limits
from tests.playground.client import Bot, connected

CREATE = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"


@pytest.fixture
async def limited() -> AsyncIterator[Playground]:
    playground = await Playground.start()
    yield playground
    await playground.close()


async def post(playground: Playground, session: aiohttp.ClientSession, channel: str, text: str):  # type: ignore[no-untyped-def]
    place = playground.channel(channel)
    headers = {"Authorization": f"Bot {playground.token}"}
    url = f"{playground.api_url}/channels/{place.id}/messages"
    async with session.post(url, json={"content": text}, headers=headers) as answer:
        return answer.status, answer.headers, await answer.json()


async def test_the_sixth_message_in_five_seconds_is_refused_with_everything_the_client_needs(
    limited: Playground,
) -> None:
    async with aiohttp.ClientSession() as session:
        for left in range(4, -1, -1):
            status, headers, _ = await post(limited, session, "campaign", "hi")
            assert (status, headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == (200, "5", str(left))
            assert headers["Content-Type"] == "application/json"
        status, headers, body = await post(limited, session, "campaign", "hi")
        assert status == 429
        assert headers["Via"]
        assert 0 < body["retry_after"] <= 5
        assert int(headers["Retry-After"]) >= body["retry_after"]
        assert body["global"] is False
        status, _, _ = await post(limited, session, "dice", "another channel")
        assert status == 200
    assert (limited.limits.too_many, limited.limits.invalid) == (1, 1)


async def test_the_client_waits_by_itself_and_meets_no_429(limited: Playground) -> None:
    async with connected(limited) as bot:
        channel = bot.get_channel(limited.channel("campaign").id)
        sent = await channel.send("0")
        for number in range(4):
            await sent.edit(content=str(number))
        assert limited.limits.too_many == 0


def test_buckets_are_apart_per_route_and_channel_and_reset_with_time() -> None:
    clock = ManualClock()
    limits = Limits(clock)

    def taken(route: str, channel: str) -> bool:
        verdict = limits.take(route, channel, is_bot=True)
        assert verdict is not None
        return verdict.retry_after == 0

    assert [taken(EDIT, "1") for _ in range(6)] == [True] * 5 + [False]
    assert taken(CREATE, "1")
    assert taken(EDIT, "2")
    clock.advance(5.1)
    assert taken(EDIT, "1")


def test_fifty_requests_a_second_is_the_most_over_all_routes() -> None:
    clock = ManualClock()
    limits = Limits(clock)
    verdicts = [limits.take(CREATE, str(number), is_bot=True) for number in range(51)]
    assert verdicts[49] is not None
    assert verdicts[49].retry_after == 0
    assert verdicts[50] is not None
    assert verdicts[50].is_global
    clock.advance(1.01)
    after = limits.take(CREATE, "x", is_bot=True)
    assert after is not None
    assert after.retry_after == 0


async def test_limits_can_be_switched_off(playground: Playground) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(10):
            status, headers, _ = await post(playground, session, "campaign", "hi")
            assert status == 200
            assert "X-RateLimit-Limit" not in headers


async def test_an_injected_429_is_retried_by_the_client(playground: Playground, bot: Bot) -> None:
    place = playground.channel("campaign")
    fault = playground.faults.fail("POST", "/channels/*/messages", status=429, retry_after=0.05)
    await bot.get_channel(place.id).send("patience")  # type: ignore[union-attr]
    assert [item.content for item in place.messages] == ["patience"]
    assert (fault.hits, playground.limits.too_many, playground.limits.injected) == (1, 1, 1)


async def test_an_injected_error_reaches_the_client(playground: Playground, bot: Bot) -> None:
    playground.faults.fail("POST", "/channels/*/messages", status=503, times=1)
    channel = bot.get_channel(playground.channel("campaign").id)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("lost")  # type: ignore[union-attr]
    await channel.send("found")  # type: ignore[union-attr]
    assert [item.content for item in playground.channel("campaign").messages] == ["found"]


async def test_an_answer_can_be_lost_after_the_deed(playground: Playground, bot: Bot) -> None:
    playground.faults.fail("POST", "/channels/*/messages", status=503, after=True)
    channel = bot.get_channel(playground.channel("campaign").id)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("said", nonce="n1")  # type: ignore[union-attr]
    await channel.send("said", nonce="n1")  # type: ignore[union-attr]
    assert [item.content for item in playground.channel("campaign").messages] == ["said"]


async def test_an_answer_can_be_slow(playground: Playground, bot: Bot) -> None:
    playground.faults.slow("POST", "/channels/*/messages", 0.1)
    started = time.perf_counter()
    await bot.get_channel(playground.channel("campaign").id).send("late")  # type: ignore[union-attr]
    assert time.perf_counter() - started >= 0.1


async def test_faults_can_be_called_off(playground: Playground, bot: Bot) -> None:
    playground.faults.fail("*", "/*", status=503, times=99)
    playground.faults.clear()
    await bot.get_channel(playground.channel("campaign").id).send("well")  # type: ignore[union-attr]
    assert playground.channel("campaign").messages[-1].content == "well"


async def test_a_hundred_channels_can_be_edited_at_once(playground: Playground, bot: Bot) -> None:
    last = bot.wait_for("guild_channel_create", check=lambda channel: channel.name == "c99", timeout=5)
    places = [playground.add_channel(f"c{number}") for number in range(100)]
    await last

    async def stream(number: int) -> None:
        message = await bot.get_channel(places[number].id).send("…")  # type: ignore[union-attr]
        await message.edit(content=f"the end {number}")

    await asyncio.gather(*(stream(number) for number in range(100)))
    assert [place.messages[0].content for place in places] == [f"the end {number}" for number in range(100)]
    assert playground.limits.too_many == 0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("PUT", "/users/@me", 404), ("GET", "/channels/x", 400), ("GET", "/users/@me", 401)],
)
async def test_what_is_not_there_or_not_allowed_is_answered_as_discord_does(
    playground: Playground, method: str, path: str, status: int
) -> None:
    headers = {} if status == 401 else {"Authorization": f"Bot {playground.token}"}
    url = playground.api_url + path
    async with aiohttp.ClientSession() as session, session.request(method, url, headers=headers) as answer:
        assert answer.status == status
        assert "code" in await answer.json()


async def test_a_body_that_is_no_json_is_refused(playground: Playground) -> None:
    url = f"{playground.api_url}/channels/{playground.channel('dice').id}/messages"
    headers = {"Authorization": f"Bot {playground.token}", "Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session, session.post(url, data=b"{", headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 50109)
