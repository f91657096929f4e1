"""Discord itself is in trouble while a turn is told: nothing is lost and nothing is answered twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.ui import reply as pace
from bot.ui.replies import DiscordReplies
from playground.faults import Faults
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
SCENE = Reply(tokens=("The ", "fog ", "lifts."))
TOLD = tuple(f"word{n} " for n in range(20))
STORY = "".join(TOLD).strip()
SEND, EDIT = ("POST", "/channels/*/messages"), ("PATCH", "/channels/*/messages/*")


@asynccontextmanager
async def table(sit: Sitting, reply: Reply) -> AsyncIterator[Seat]:
    """Open a campaign whose next turns a scripted model tells."""
    async with ModelServer(SCENE).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        await seat.settled()
        vendor.default = reply
        yield seat


async def story(seat: Seat, text: str) -> Message:
    """Wait until the last thing the game master said is this."""
    return await seat.playground.wait_for(
        lambda: next((one for one in seat.stories()[-1:] if one.content == text), None), 15, "the story"
    )


def outage(faults: Faults, kind: str, request: tuple[str, str], *, after: bool) -> None:
    if kind == "503":
        faults.fail(*request, status=503, times=2, after=after)
    else:
        faults.hang_up(*request, times=2, after=after)


@pytest.mark.parametrize("after", [False, True], ids=["not done", "done"])
@pytest.mark.parametrize("request_", [SEND, EDIT], ids=["send", "edit"])
@pytest.mark.parametrize("rate", [0, 100.0], ids=["at once", "slowly"])
@pytest.mark.parametrize("kind", ["503", "hang-up"])
async def test_a_story_whose_message_discord_did_not_take_is_shown_whole_and_once(
    sit: Sitting, monkeypatch: pytest.MonkeyPatch, kind: str, rate: float, request_: tuple[str, str], after: bool
) -> None:
    # So that a story told slowly is shown in several edits within a part of a second.
    monkeypatch.setattr(pace, "EDIT_EVERY", 0.05)
    async with table(sit, Reply(tokens=TOLD, rate=rate)) as seat:
        outage(seat.playground.faults, kind, request_, after=after)
        await seat.kira.say(seat.channel, "I wait.")
        await story(seat, STORY)
        await seat.settled()
        assert len(seat.stories()) == 2
        await seat.kira.say(seat.channel, "I go on.")
        await seat.told(3)


async def test_a_failure_that_could_not_be_told_is_tried_again_by_itself(sit: Sitting) -> None:
    async with table(sit, Reply(status=401, fault="status")) as seat:
        seat.playground.faults.hang_up(*SEND)
        await seat.kira.say(seat.channel, "I wait.")
        failure = await seat.told(2)
        assert "key" in failure.content
        assert failure in seat.failures()


async def test_a_message_met_again_by_its_nonce_says_the_new_words(seat: Seat) -> None:
    assert seat.bot is not None
    replies = DiscordReplies(seat.bot)
    await replies.open(seat.channel.id, "1-2-1").fail("It did not work.", "en")
    again = replies.open(seat.channel.id, "1-2-1")
    await again.finish("The fog lifts.")
    (shown,) = seat.stories()
    assert shown.content == "The fog lifts."
    assert shown not in seat.failures()
    assert again.message_ids == (shown.id,)


@pytest.mark.parametrize("request_", [SEND, EDIT], ids=["send", "edit"])
async def test_a_story_that_discord_takes_for_too_much_again_and_again_is_kept_and_shown_once(
    sit: Sitting, request_: tuple[str, str]
) -> None:
    async with table(sit, Reply(tokens=TOLD, rate=40.0)) as seat:
        # discord.py asks five times and then gives up.
        seat.playground.faults.fail(*request_, status=429, times=7, retry_after=0.01)
        await seat.kira.say(seat.channel, "I wait.")
        await story(seat, STORY)
        await seat.settled()
        assert len(seat.stories()) == 2
        assert seat.failures() == []
