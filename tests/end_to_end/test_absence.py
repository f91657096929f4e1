"""Skald was away; what was written in the meantime is answered, once."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import discord
import pytest

from benchmarks.model_server import ModelServer
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_fallbacks import FIRST, KEY, WORKING


async def transcript(seat: Seat) -> list[str]:
    """Return what the players did, in the order it was told."""
    await seat.settled()
    assert seat.bot is not None
    (table,) = seat.bot.services.play._tables.values()
    return [message.content for message in table.transcript if message.role == "user"][1:]


async def test_what_was_written_while_skald_was_stopped_is_answered_after_its_start(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.stop()
    await seat.kira.say(seat.channel, "I knock.")
    await seat.bruno.say(seat.channel, "(is it down?)")
    await seat.bruno.say(seat.channel, "I wait.")
    await seat.start()
    await seat.told(2)
    assert await transcript(seat) == ["I knock.", "I wait."]


@pytest.mark.parametrize("resumable", [True, False], ids=["resumed", "begun anew"])
async def test_a_lost_connection_loses_no_message_and_answers_none_twice(seat: Seat, resumable: bool) -> None:
    await seat.create_campaign()
    seat.playground.faults.drop_gateway(resumable=resumable)
    await seat.kira.say(seat.channel, "One.")
    await seat.playground.online()
    await seat.bruno.say(seat.channel, "Two.")
    await seat.playground.wait_for(lambda: len(seat.stories()) >= 2, what="an answer")
    await seat.kira.say(seat.channel, "Three.")

    async def heard() -> list[str]:
        while len(told := await transcript(seat)) < 3:
            await asyncio.sleep(0)  # the last is on its way
            await seat.settled()
        return told

    assert await asyncio.wait_for(heard(), 30) == ["One.", "Two.", "Three."]


async def test_what_was_written_before_a_reply_while_nothing_arrived_is_not_lost(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model=FIRST)
        await seat.settled()
        vendor.requests.clear()
        vendor.default = replace(WORKING, first=0.5)
        await seat.kira.say(seat.channel, "One.")
        await seat.playground.wait_for(lambda: vendor.requests, what="the model being asked")
        # The connection died a while ago, and nobody noticed: the reply comes after what was not heard.
        seat.playground.faults.silence_gateway()
        await seat.bruno.say(seat.channel, "Two.")
        await seat.told(2)
        await seat.settled()
        seat.playground.faults.drop_gateway(resumable=False)
        await seat.told(3)
        assert await transcript(seat) == ["One.", "Two."]


async def test_a_missed_message_is_not_lost_when_a_newer_one_comes_first_and_skald_is_stopped_again(
    sit: Sitting,
) -> None:
    seat = await sit()
    await seat.create_campaign()
    await seat.stop()
    await seat.kira.say(seat.channel, "Missed.")
    # Reading the past takes long; in the meantime somebody writes, and Skald is stopped before it is done.
    slow = seat.playground.faults.slow("GET", "/channels/*/messages", seconds=30)
    await seat.start()
    await seat.playground.wait_for(lambda: slow.hits, what="the past being read")
    await seat.bruno.say(seat.channel, "Newer.")
    await seat.stop()
    seat.playground.faults.clear()
    await seat.start()
    await seat.told(2)
    assert await transcript(seat) == ["Missed.", "Newer."]


async def test_what_was_missed_is_read_even_when_discord_hangs_up_on_the_first_try(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.stop()
    await seat.kira.say(seat.channel, "I knock.")
    trouble = seat.playground.faults.hang_up("GET", "/channels/*/messages", times=2)
    await seat.start()
    await seat.bruno.say(seat.channel, "I wait.")
    await seat.told(2)
    assert trouble.hits == 2
    assert await transcript(seat) == ["I knock.", "I wait."]


async def test_an_answer_to_a_message_is_not_taken_for_a_story(seat: Seat) -> None:
    await seat.create_campaign()
    seat.playground.deny(seat.channel, "send_messages")
    said = await seat.kira.say(seat.channel, "I open the door.")
    await seat.playground.wait_for(lambda: seat.playground.direct(seat.kira).messages, what="a word to the player")
    seat.channel.overwrites.clear()
    assert seat.bot is not None
    place = seat.bot.get_channel(seat.channel.id)
    assert isinstance(place, discord.TextChannel)
    answer = await place.get_partial_message(said.id).reply("That was empty.")
    await seat.restart()
    await seat.told(3)
    assert next(one for one in seat.stories() if one.id == answer.id).content == "That was empty."


async def test_a_campaign_whose_start_was_interrupted_opens_after_the_next_start(seat: Seat) -> None:
    slow = seat.playground.faults.slow("POST", "/interactions/*/*/callback", seconds=0.5)
    seat.ada.start_slash(seat.channel, "campaign create", {"name": "Half begun", "themes": "", "language": "en"})
    await seat.playground.wait_for(lambda: slow.hits, what="the answer being sent")
    await seat.stop()
    assert not seat.stories()
    await seat.start()
    assert (await seat.told(1)).content


async def test_a_database_begun_anew_under_the_same_token_gets_messages_of_its_own(
    seat: Seat, sqlite_template: Path, tmp_path: Path
) -> None:
    first = await seat.create_campaign()
    words = first.content
    other = seat.playground.add_channel("elsewhere")
    anew = shutil.copy(sqlite_template, tmp_path / "anew.db")
    await seat.restart(database_url=f"sqlite:///{anew}")
    call = await seat.ada.slash(other, "campaign create", name="Anew", themes="", language="en")
    await call.reply()
    opened = await seat.told(1, other)
    assert opened.channel is other
    assert first.content == words
