"""A long story is summed up in the background, and a table that comes back hears what happened, over the wire."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from benchmarks.model_server import ModelServer, Reply
from bot.domain.turn import TranscriptMessage
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.tables import chapters, llm_calls, turns
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_fallbacks import FIRST, KEY
from tests.storage.builders import told, turn

STORY = Reply(tokens=("The ", "fog ", "lifts."))
CHRONICLE = Reply(tokens=("They ", "crossed ", "the ", "sea."))


async def tell_many(seat: Seat, count: int) -> None:
    """Stop Skald, and let a campaign that has one turn have `count` of them."""
    await seat.stop()
    database = await Database.open(seat.settings.database)
    stores = Stores.over(database)
    (campaign_id,) = set((await stores.channels.bindings()).values())
    campaign = await stores.campaigns.get(campaign_id)
    state = await stores.campaigns.state_of(campaign_id) or ""
    for number in range(2, count + 1):
        begun = turn(campaign, number=number, channel_id=seat.channel.id, started_at=datetime.now(UTC))
        spoken = (
            TranscriptMessage("user", "Kira", f"deed {number}.", number),
            TranscriptMessage("assistant", None, f"story {number}.", number),
        )
        turn_id = await stores.turns.open_turn(begun)
        kept = told(begun, turn_id, messages=spoken, entries=(), attempts=(), state_before=state, state_after=state)
        await stores.turns.commit_turn(kept)
        await stores.turns.mark_delivered(begun, ())
    await database.close()


async def go_back(seat: Seat, days: int) -> None:
    """Stop Skald, and let the last turn be so many days ago."""
    await seat.stop()
    database = await Database.open(seat.settings.database)
    async with database.autocommit() as connection:
        await connection.execute(update(turns).values(started_at=datetime.now(UTC) - timedelta(days=days, hours=1)))
    await database.close()


async def chronicled(seat: Seat) -> None:
    assert seat.bot is not None
    await seat.settled()
    await seat.bot.services._story.chronicler.settled()


async def a_long_story(sit: Sitting, vendor: ModelServer, count: int) -> Seat:
    seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
    await seat.create_campaign(model=FIRST)
    await seat.settled()
    await tell_many(seat, count)
    await seat.start()
    vendor.requests.clear()
    return seat


async def test_the_oldest_thirty_turns_become_a_chapter_that_prompts_hold_in_their_place(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await a_long_story(sit, vendor, 59)
        vendor.script.extend((STORY, CHRONICLE))
        await seat.kira.say(seat.channel, "I wait.")
        await seat.told(2)
        await chronicled(seat)
        asked = json.dumps(vendor.requests[-1].body)
        assert "story 30." in asked
        assert "story 31." not in asked
        for _ in range(2):
            # The second time as it was read again from the database.
            await seat.kira.say(seat.channel, "I go on.")
            await seat.told(3 + _)
            await seat.settled()
            prompt = json.dumps(vendor.requests[-1].body)
            assert "Turns 1 to 30: They crossed the sea." in prompt
            assert "story 30." not in prompt
            assert "story 31." in prompt
            await seat.restart()
        shown = await (await seat.kira.slash(seat.channel, "memory show")).reply()
        assert "They crossed the sea." in str(shown.embeds)
        kept, calls = await seat.kept(chapters, llm_calls)
    assert [(row.first_turn, row.last_turn, row.model) for row in kept] == [(1, 30, FIRST)]
    (call,) = [row for row in calls if row.purpose == "summarise"]
    assert (call.prompt_version, call.turn_id) == ("chapter-1", None)
    assert call.campaign_id is not None
    assert call.cost_usd > 0


async def test_a_model_that_fails_is_asked_again_some_turns_later_and_no_turn_suffers(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await a_long_story(sit, vendor, 59)
        vendor.script.extend((STORY, Reply(fault="refusal")))
        for number in (2, 3):
            await seat.kira.say(seat.channel, "I wait.")
            await seat.told(number)
            await chronicled(seat)
        assert len(vendor.requests) == 3
        (kept,) = await seat.kept(chapters)
    assert kept == []


async def test_a_chapter_of_turns_that_were_taken_back_is_none(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await a_long_story(sit, vendor, 59)
        vendor.script.extend((STORY, CHRONICLE))
        await seat.kira.say(seat.channel, "I wait.")
        await seat.told(2)
        await chronicled(seat)
        await seat.stop()
        database = await Database.open(seat.settings.database)
        async with database.autocommit() as connection:
            late = turns.c.number == 30
            await connection.execute(update(turns).where(late).values(reverted_at=datetime.now(UTC)))
            campaign_id = (await connection.execute(select(chapters.c.campaign_id))).scalar_one()
        assert await Stores.over(database).memory.chapters(campaign_id) == ()
        await database.close()


async def test_who_comes_back_after_days_hears_the_story_so_far_before_it_goes_on(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model=FIRST)
        await seat.settled()
        await go_back(seat, 4)
        await seat.start()
        vendor.script.extend((CHRONICLE, STORY))
        await seat.kira.say(seat.channel, "I wait.")
        await seat.told(3)
        recap, story = seat.stories()[1:]
        assert recap.content == (
            "**Previously**\nThey crossed the sea.\n-# 📖 Summed up by GPT-4o, because it has been 4 days."
        )
        assert story.content.startswith("The fog lifts.")
        await seat.settled()
        await seat.kira.say(seat.channel, "I go on.")
        await seat.told(4)
    assert len(seat.stories()) == 4


async def test_who_comes_back_sooner_or_with_a_model_that_fails_simply_plays_on(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model=FIRST)
        await seat.settled()
        await go_back(seat, 2)
        await seat.start()
        await seat.kira.say(seat.channel, "I wait.")
        await seat.told(2)
        await go_back(seat, 9)
        await seat.start()
        vendor.script.append(Reply(fault="refusal"))
        await seat.kira.say(seat.channel, "I go on.")
        await seat.told(3)
    assert len(seat.stories()) == 3
