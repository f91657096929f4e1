"""The receipt of a turn, over the wire: whom it is shown to, what it says, and what forged buttons get."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply, ToolUse
from playground.model import Channel, Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
SCENE = Reply(tokens=("The ", "fog ", "lifts."), first=0.12, cached_tokens=5)
ROLL = ToolUse("roll_dice", '{"dice":"2d6+1","reason":"*luck*"}')


def button(message: Message) -> dict[str, Any]:
    (found,) = [
        item
        for row in message.components
        for item in row["components"]
        if item["custom_id"].startswith("skald:receipt:")
    ]
    return found


async def press(person: Person, message: Message) -> Message:
    """Press the button under a message and return what comes of it."""
    return await (await person.click(message, button(message)["custom_id"])).reply()


def forge(message: Message, receipt: str) -> None:
    """Let the button of a message ask for another receipt, as a modified client can."""
    button(message)["custom_id"] = f"skald:receipt:{receipt}"


async def kept(seat: Seat, campaign_id: int, number: int) -> None:
    """Wait until it is written down that a turn is being told."""
    assert seat.bot is not None
    async with asyncio.timeout(5):
        while (last := await seat.bot.services.play._stores.turns.last_turn(campaign_id)) and last.number < number:
            pass


async def shown(seat: Seat, person: Person, channel: Channel | None = None) -> Message:
    return await (await person.slash(channel or seat.channel, "receipt")).reply()


def card(answer: Message) -> dict[str, Any]:
    (embed,) = answer.embeds
    return embed


def fields(answer: Message) -> dict[str, str]:
    return {field["name"]: field["value"] for field in card(answer)["fields"]}


async def test_the_button_shows_its_receipt_to_whoever_presses_it_and_nobody_else(seat: Seat) -> None:
    story = await seat.create_campaign()
    await seat.settled()
    before = len(seat.channel.messages)
    for person in (seat.kira, seat.bruno):
        answer = await press(person, story)
        assert answer.seen_by == person.id
        assert card(answer)["title"] == "🧾 Turn 1"
        assert "Told by **Offline narrator (no AI)**." in card(answer)["description"]
        assert fields(answer)["Cost"] == "$0"
    assert len(seat.channel.messages) == before
    assert not story.edited_at or story.components


async def test_a_receipt_speaks_the_language_of_its_campaign(seat: Seat) -> None:
    story = await seat.create_campaign(language="fr")
    await seat.settled()
    answer = await press(seat.kira, story)
    (waited, *_) = fields(answer).values()
    assert re.search(r"\d,\d\u00a0s", waited)
    assert fields(answer).popitem()[1] == "0\u00a0$"


async def test_attempts_tokens_waits_and_dice_stand_in_the_receipt(sit: Sitting) -> None:
    async with ModelServer(SCENE).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.script.append(Reply(status=429, fault="status", headers={"Retry-After": "0"}))
        vendor.script.append(Reply(tokens=(), tools=(ROLL,), first=0.05))
        await seat.kira.say(seat.channel, "I trust my luck.")
        await seat.told(2)
        await seat.settled()
        answer = await shown(seat, seat.bruno)
    told = card(answer)["description"]
    assert told.index("rate limited") < told.index("asked the rules") < told.index("✅ **GPT-4o** · told")
    assert "try 2" in told
    assert "0.1\u00a0s to the first token" in told
    assert "from the cache" in fields(answer)["Tokens"]
    assert fields(answer)["Cost"].startswith("$0.")
    assert "🎲 2d6 (" in fields(answer)["Dice and changes"]
    assert "\\*luck\\*" in fields(answer)["Dice and changes"]
    assert fields(answer)["Memory"] == "Remembered: 2 messages of turn 1"
    assert fields(answer)["What you waited"].startswith("First word after ")


async def test_the_button_works_after_a_restart(seat: Seat) -> None:
    story = await seat.create_campaign()
    await seat.restart()
    assert card(await press(seat.kira, story))["title"] == "🧾 Turn 1"


async def test_without_a_campaign_or_a_told_turn_a_sentence_says_so(sit: Sitting) -> None:
    async with ModelServer(Reply(fault="stall", tokens=("Fog ", "rises."))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        assert "/campaign create" in (await shown(seat, seat.kira)).content
        call = await seat.ada.slash(seat.channel, "campaign create", name="Bell", themes="", model="openai/gpt-4o")
        await call.reply()
        await seat.playground.wait_for(seat.stories, what="the first word")
        answer = await shown(seat, seat.kira)
        assert "no receipt" in answer.content
        assert answer.seen_by == seat.kira.id


async def test_a_turn_that_is_still_being_told_has_its_receipt_later(sit: Sitting) -> None:
    async with ModelServer(SCENE).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        story = await seat.create_campaign(model="openai/gpt-4o")
        await seat.settled()
        vendor.script.append(Reply(fault="stall", tokens=("Fog ", "rises.")))
        await seat.kira.say(seat.channel, "I wait.")
        await seat.playground.wait_for(lambda: len(seat.stories()) == 2, what="the first word")
        assert "Turn 1" in card(await shown(seat, seat.kira))["title"]
        campaign_id, number, take = button(story)["custom_id"].split(":")[2:]
        forge(story, f"{campaign_id}:{int(number) + 1}:{take}")
        await kept(seat, int(campaign_id), int(number) + 1)
        answer = await press(seat.kira, story)
    assert "still being told" in answer.content


async def test_a_telling_that_was_replaced_says_which_one_the_story_goes_on_from(seat: Seat) -> None:
    first = await seat.create_campaign()
    await seat.settled()
    await (await seat.kira.slash(seat.channel, "retell", model="offline/narrator")).reply()
    again = await seat.told(2)
    await seat.settled()
    old, new = await press(seat.kira, first), await press(seat.kira, again)
    assert card(old)["title"] == "🧾 Turn 1, take 1"
    assert "goes on from take 2" in card(old)["description"]
    assert card(new)["title"] == "🧾 Turn 1, take 2"
    assert "goes on" not in card(new)["description"]
    assert card(await shown(seat, seat.bruno))["title"] == "🧾 Turn 1, take 2"


async def test_a_button_of_another_channels_campaign_shows_nothing(seat: Seat) -> None:
    story = await seat.create_campaign()
    guild = seat.channel.guild
    assert guild is not None
    secret = seat.playground.world.add_channel(guild, "secret")
    other = await seat.create_campaign(secret, name="The Secret")
    await seat.settled()
    forge(story, button(other)["custom_id"].removeprefix("skald:receipt:"))
    answer = await press(seat.kira, story)
    assert "No receipt" in answer.content
    assert not answer.embeds
    assert answer.seen_by == seat.kira.id
    assert card(await press(seat.ada, other))["title"] == "🧾 Turn 1"


async def test_forged_numbers_get_a_sentence(seat: Seat) -> None:
    story = await seat.create_campaign()
    await seat.settled()
    for receipt in ("1:2:1", "1:1:2", "0:0:0", "99:1:1", f"1:1:{10**30}", f"{10**30}:{10**30}:1", f"1:{2**31}:1"):
        forge(story, receipt)
        answer = await press(seat.kira, story)
        assert "No receipt" in answer.content, receipt


async def test_a_receipt_that_cannot_be_read_is_an_apology_and_not_silence(seat: Seat) -> None:
    story = await seat.create_campaign()
    await seat.settled()
    assert seat.bot is not None
    await seat.bot.services._database.engine.dispose()
    await seat.bot.services._database.close()
    answer = await press(seat.kira, story)
    assert answer.content
    assert answer.seen_by == seat.kira.id


async def test_a_fallback_that_told_the_turn_is_named_with_the_one_that_should_have(sit: Sitting) -> None:
    async with ModelServer(SCENE).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        call = await seat.ada.slash(seat.channel, "campaign fallback", first="openai/gpt-6-luna")
        await call.reply()
        vendor.script.append(Reply(tokens=("The ", "tower ", "is ", "tall."), fault="drop", rate=20, after=2))
        await seat.kira.say(seat.channel, "I climb.")
        await seat.playground.wait_for(
            lambda: next((m for m in seat.stories()[1:] if m.components), None), what="the fallback's story"
        )
        await seat.settled()
        answer = await shown(seat, seat.kira)
    told = card(answer)["description"]
    assert told.splitlines()[0] == "Told by **GPT-6 Luna (small)** in place of **GPT-4o**."
    assert "↩️ **GPT-4o** · broke off, taken back" in told
    assert told.count("· told\n") == 1
