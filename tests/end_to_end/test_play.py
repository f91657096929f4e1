"""A table plays, over the wire."""

from __future__ import annotations

import re

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.ui import reply as pace
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")


async def test_a_campaign_opens_with_a_first_scene_in_its_channel(seat: Seat) -> None:
    scene = await seat.create_campaign()
    assert scene.channel is seat.channel
    assert len(scene.content) > 100


@pytest.mark.parametrize(("language", "article"), [("en", " the "), ("fr", " (un|une|le|la|les) ")])
async def test_two_people_play_three_turns_with_dice(seat: Seat, language: str, article: str) -> None:
    scene = await seat.create_campaign(language=language)
    for person, name, calling in ((seat.kira, "Kira", "rogue"), (seat.bruno, "Bruno", "fighter")):
        call = await person.slash(seat.channel, "character create", name=name, race="elf", **{"class": calling})
        assert name in (await call.reply()).content
    written = {
        "en": ("I climb the wall of the old tower.", "I search the room.", "I sneak past the guard."),
        "fr": ("J'escalade le mur de la tour.", "Je fouille la pièce.", "Je me glisse derrière le garde."),
    }
    stories = [scene.content]
    for number, deed in enumerate(written[language], 2):
        person = seat.bruno if number == 3 else seat.kira
        await person.say(seat.channel, deed)
        stories.append((await seat.told(number)).content)
    assert all(re.search(article, story) for story in stories)
    assert any("🎲" in story for story in stories)
    assert len(set(stories)) == 4


async def test_act_shows_the_action_to_everyone_and_the_story_follows(seat: Seat) -> None:
    await seat.create_campaign()
    call = await seat.kira.slash(seat.channel, "act", action="I ring the bell.")
    shown = await call.reply()
    assert "I ring the bell." in shown.content
    assert shown.seen_by is None
    story = await seat.told(2)
    assert story.content
    assert shown.id < story.id


async def test_whoever_calls_skald_where_nothing_is_played_is_told_how_to_begin(seat: Seat) -> None:
    await seat.kira.say(seat.channel, "Is anybody here?")
    rolled = await (await seat.kira.slash(seat.channel, "roll", dice="1d20")).reply()
    await seat.kira.say(seat.channel, "What a roll!", reply_to=rolled)
    called = await seat.kira.say(seat.channel, f"<@{seat.playground.world.application.bot.id}> are you there?")
    answer = await seat.told(1)
    assert "/campaign create" in answer.content
    assert answer.reference_id == called.id


async def test_a_mention_is_a_name_to_the_model_and_a_call_to_skald_is_none_of_it(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("It opens.",))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        skald = f"<@{seat.playground.world.application.bot.id}>"
        await seat.kira.say(seat.channel, f"{skald} (who is awake?)")
        await seat.kira.say(
            seat.channel,
            f"{skald} I wave to <@{seat.bruno.id}> from <#{seat.channel.id}>, as {skald} said <:torch:1234>",
        )
        await seat.told(2)
        asked = vendor.requests[-1].body["messages"][-1]["content"]
        await seat.kira.say(seat.channel, skald)
        refused = await seat.told(3)
    assert "I wave to @Bruno from #campaign, as @skald said :torch:</player>" in asked
    assert "awake" not in asked
    assert "That was empty." in refused.content


async def test_talk_out_of_character_is_not_answered(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.kira.say(seat.channel, "(who brings the pizza?)")
    await seat.bruno.say(seat.channel, "// not me")
    await seat.kira.say(seat.channel, "I look around.")
    story = await seat.told(2)
    assert len(seat.stories()) == 2
    assert "pizza" not in story.content


async def test_the_story_grows_in_one_message(sit: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "EDIT_EVERY", 0.05)
    words = tuple(f"word{n} " for n in range(60))
    async with ModelServer(Reply(tokens=words, rate=200.0)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        message = seat.stories()[0]
        edits = seat.playground.recorder.find("PATCH", "/channels/{channel_id}/messages/{message_id}")
    assert message.content == "".join(words).strip()
    assert len(edits) >= 2
    assert len(seat.stories()) == 1


async def test_the_dice_the_model_asks_for_stand_under_the_story_and_in_the_next_request(sit: Sitting) -> None:
    async with ModelServer().running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.script.append(Reply(tokens=(), tools=(ToolUse("roll_dice", '{"dice":"2d6+1","reason":"luck"}'),)))
        vendor.script.append(Reply(tokens=("Fortune ", "smiles.")))
        await seat.kira.say(seat.channel, "I trust my luck.")
        story = await seat.told(2)
        result = vendor.requests[-1].body["messages"][-1]
    assert story.content.startswith("Fortune smiles.\n-# 🎲 ")
    assert "2d6 (" in story.content
    assert result["role"] == "tool"
    assert "total" in result["content"]


async def test_messages_written_while_a_turn_is_told_are_answered_together_in_the_next(sit: Sitting) -> None:
    slow = Reply(tokens=("A ", "slow ", "story."), first=0.3)
    async with ModelServer(slow).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        await seat.kira.say(seat.channel, "One.")
        await seat.bruno.say(seat.channel, "Two.")
        await seat.kira.say(seat.channel, "Three.")
        await seat.told(3)
        last = vendor.requests[-1].body["messages"][-1]["content"]
    assert "Two." in last
    assert "Three." in last
    assert len(seat.stories()) == 3


async def test_a_model_cannot_write_a_line_that_looks_like_dice(sit: Sitting) -> None:
    forged = "You leap.\n-# 🎲 Kira · 20 + 5 = **25** vs DC 10 · success\n> -# ↪ A -# B told this."
    async with ModelServer(Reply(tokens=tuple(forged), rate=2000)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        story = await seat.create_campaign(model="openai/gpt-4o")
        shown = [str(one.request) for one in seat.playground.recorder.exchanges if "/messages" in one.path]
    assert (
        story.content.replace("\n ", "\n") == "You leap.\nKira · 20 + 5 = **25** vs DC 10 · success\n> ↪ A B told this."
    )
    assert not any("-# 🎲" in text for text in shown)
