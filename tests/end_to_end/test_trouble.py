"""Whatever goes wrong at a table: a sentence that says what to do, and nothing lost."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from playground.invoke import Refused
from tests.end_to_end.conftest import Seat, Sitting, buttons

KEY = SecretStr("sk-loopback-key-for-tests")
WORKING = Reply(tokens=("The ", "fog ", "lifts."))


async def answer(seat: Seat, person: str, command: str, **options: str) -> str:
    """Use a command and return what the person reads in the end."""
    call = await seat.playground.person(person).slash(seat.channel, command, **options)
    return (await call.reply()).content


async def test_a_second_campaign_in_a_channel_is_refused_with_the_name_of_the_first(seat: Seat) -> None:
    await seat.create_campaign()
    said = await answer(seat, "ada", "campaign create", name="Another", themes="")
    assert "The Drowned Bell" in said


async def test_of_two_campaigns_created_at_once_exactly_one_is_played(seat: Seat) -> None:
    said = await asyncio.gather(
        answer(seat, "ada", "campaign create", name="First", themes=""),
        answer(seat, "ada", "campaign create", name="Second", themes=""),
    )
    await seat.told(1)
    assert len([text for text in said if text.startswith("## ")]) == 1
    assert len(seat.stories()) == 1


async def test_a_player_without_the_right_is_told_whom_to_ask(seat: Seat) -> None:
    said = await answer(seat, "kira", "campaign create", name="Mine", themes="")
    assert "Manage Channels" in said


async def test_an_action_where_no_campaign_is_played_is_told_to_its_author_alone(seat: Seat) -> None:
    call = await seat.kira.slash(seat.channel, "act", action="I look.")
    told = await call.reply()
    assert "/campaign create" in told.content
    assert told.seen_by == seat.kira.id
    assert not [m for m in seat.channel.messages if m.loading]


async def test_an_unknown_model_is_refused_with_those_that_are_offered(seat: Seat) -> None:
    await seat.create_campaign()
    said = await answer(seat, "ada", "campaign model", model="openai/gpt-1")
    assert "offline/narrator" in said


async def test_only_the_owner_or_a_steward_changes_the_model(seat: Seat) -> None:
    await seat.create_campaign()
    assert "Manage Channels" in await answer(seat, "kira", "campaign model", model="offline/narrator")


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(status=401, fault="status"), "key"),
        (Reply(status=404, fault="status"), "does not know"),
        (Reply(fault="html"), "web page"),
        (Reply(fault="drop"), "broke off"),
        (Reply(fault="truncate"), "broke off"),
        (Reply(fault="empty"), "nothing"),
        (Reply(fault="refusal"), "refused"),
    ],
    ids=["wrong key", "retired model", "an HTML page", "dropped", "cut off", "empty", "refused"],
)
async def test_when_the_model_fails_a_sentence_and_a_button_bring_the_story_back(
    sit: Sitting, reply: Reply, word: str
) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.default = reply
        await seat.kira.say(seat.channel, "I open the door.")
        failure = await seat.told(2, timeout=20)
        assert word in failure.content
        assert "GPT-4o" in failure.content
        vendor.default = WORKING
        await seat.bruno.click(failure, "Try again")
        await seat.playground.wait_for(lambda: failure.content == "The fog lifts.", what="the story")
        last = vendor.requests[-1].body["messages"][-1]["content"]
    assert "I open the door." in last
    assert buttons(failure) == ["skald:receipt:1:2:1", "skald:wrong:1:2:1", "skald:xcard", "skald:undo:2"]
    assert len(seat.stories()) == 2


@pytest.mark.parametrize("status", [400, 401, 402, 404])
async def test_what_trying_again_cannot_mend_names_the_way_out(sit: Sitting, status: int) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.default = Reply(status=status, fault="status")
        await seat.kira.say(seat.channel, "I open the door.")
        assert "/campaign model" in (await seat.told(2)).content


async def test_a_model_that_is_not_offered_any_more_is_named_with_the_way_out(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        await seat.restart(openai_api_key=None)
        await seat.kira.say(seat.channel, "I open the door.")
        failure = await seat.told(2)
        assert "GPT-4o" in failure.content
        assert "/campaign model" in failure.content
        await (await seat.ada.slash(seat.channel, "campaign model", model="offline/narrator")).reply()
        await seat.bruno.click(failure, "Try again")
        await seat.playground.wait_for(lambda: "Kira" in failure.content, what="the story")
        await seat.settled()


async def test_writing_on_after_a_failure_answers_everything_together(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.default = Reply(status=401, fault="status")
        await seat.kira.say(seat.channel, "I open the door.")
        failure = await seat.told(2)
        vendor.default = WORKING
        await seat.bruno.say(seat.channel, "I light a torch.")
        story = await seat.playground.wait_for(
            lambda: next((m for m in seat.stories()[1:] if m.content == "The fog lifts."), None), what="the story"
        )
        last = vendor.requests[-1].body["messages"][-1]["content"]
    assert "I open the door." in last
    assert "I light a torch." in last
    assert failure.deleted
    assert seat.stories()[-1] is story


async def test_a_model_server_that_is_not_there_is_named_in_a_sentence(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
    await seat.kira.say(seat.channel, "I open the door.")
    failure = await seat.told(2, timeout=20)
    assert "cannot be reached" in failure.content


async def test_a_message_delivered_twice_is_answered_once(seat: Seat) -> None:
    await seat.create_campaign()
    said = await seat.kira.say(seat.channel, "I look around.")
    seat.playground.redeliver(said)
    await seat.told(2)
    seat.playground.redeliver(said)
    await seat.bruno.say(seat.channel, "I wait.")
    await seat.told(3)
    assert len(seat.stories()) == 3


async def test_a_very_long_action_is_answered_and_shown_shortened(seat: Seat) -> None:
    await seat.create_campaign()
    call = await seat.kira.slash(seat.channel, "act", action="I run. " * 570)
    assert len((await call.reply()).content) < 2000
    assert (await seat.told(2)).content


async def test_an_empty_action_is_answered_with_a_sentence(seat: Seat) -> None:
    await seat.create_campaign()
    with pytest.raises(Refused):
        await seat.kira.slash(seat.channel, "act", action="")
    assert "empty" in await answer(seat, "kira", "act", action=" \u200b ".replace("\u200b", " ") + "\u00a0")


@pytest.mark.parametrize(
    "text",
    [
        "@everyone run!",
        "<@&1> <@1>",
        "*" * 1900,
        "||" * 900,
        "```" * 300,
        "\u202e\u200b\u0000 dark",
        "[x](javascript:1)",
    ],
    ids=["everyone", "mentions", "asterisks", "spoilers", "fences", "invisible", "link"],
)
async def test_hostile_text_is_answered_and_pings_nobody(seat: Seat, text: str) -> None:
    await seat.create_campaign()
    call = await seat.kira.slash(seat.channel, "act", action=text)
    shown = await call.reply()
    story = await seat.told(2)
    for message in (shown, story):
        assert not message.mention_everyone
        assert not message.mentions


async def test_a_deleted_channel_keeps_its_story_and_its_owner_hears_of_it(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.channel.vanish()
    direct = await seat.playground.wait_for(
        lambda: seat.playground.direct(seat.ada).messages, what="a word to the owner"
    )
    assert "The Drowned Bell" in direct[-1].content


async def test_a_channel_where_skald_may_not_write_is_told_to_the_player_and_answered_later(seat: Seat) -> None:
    await seat.create_campaign()
    seat.playground.deny(seat.channel, "send_messages")
    await seat.kira.say(seat.channel, "I open the door.")
    direct = await seat.playground.wait_for(
        lambda: seat.playground.direct(seat.kira).messages, what="a word to the player"
    )
    assert "Send Messages" in direct[-1].content
    seat.playground.allow(seat.channel, "send_messages")
    await seat.told(2)
    assert len(seat.stories()) == 2


async def test_a_story_that_discord_refused_is_shown_after_the_next_start(sit: Sitting) -> None:
    seat = await sit()
    await seat.create_campaign()
    refusal = seat.playground.faults.fail("POST", "/channels/*/messages", status=403, times=99)
    await seat.kira.say(seat.channel, "I wait for the tide.")
    await seat.playground.wait_for(lambda: refusal.hits, what="the refusal")
    await seat.stop()
    seat.playground.faults.clear()
    await seat.start()
    story = await seat.told(2)
    assert len(story.content) > 50
    assert len(seat.stories()) == 2


async def test_a_campaign_is_refused_in_a_channel_where_skald_may_not_write(seat: Seat) -> None:
    seat.playground.deny(seat.channel, "send_messages embed_links")
    said = await answer(seat, "ada", "campaign create", name="Mute", themes="")
    assert "Send Messages" in said
    assert "Embed Links" in said


@pytest.mark.parametrize(
    "dice", ["9" * 5000, "(" * 1000, "1d" * 1000, "1000000d1000000", "1/0", "", "2d6e" * 500, "DROP TABLE"]
)
async def test_dice_that_are_none_get_a_sentence(seat: Seat, dice: str) -> None:
    call = await seat.kira.slash(seat.channel, "roll", dice=dice or " ")
    told = await call.reply()
    assert 10 < len(told.content) < 1000
    assert told.seen_by == seat.kira.id


async def test_dice_of_6000_characters_the_most_discord_takes_get_a_sentence(seat: Seat) -> None:
    with pytest.raises(Refused):
        await seat.kira.slash(seat.channel, "roll", dice="1+" * 5000)
    told = await (await seat.kira.slash(seat.channel, "roll", dice="1+" * 3000)).reply()
    assert told.seen_by == seat.kira.id


async def test_words_that_a_model_refuses_can_be_changed_or_taken_back_before_the_next_try(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        vendor.default = Reply(fault="refusal")
        first = await seat.kira.say(seat.channel, "I do what nobody tells of.")
        second = await seat.bruno.say(seat.channel, "I look away.")
        await seat.playground.wait_for(
            lambda: seat.failures() and "I look away." in str(vendor.requests[-1].body), what="both to be refused"
        )
        await seat.settled()
        vendor.default = Reply(tokens=("Light ", "falls."))
        await seat.kira.edit(first, "I open the door.")
        await seat.bruno.delete(second)
        await seat.ada.say(seat.channel, "I light a torch.")
        await seat.playground.wait_for(lambda: seat.stories()[-1].content == "Light falls.", what="the story")
        asked = vendor.requests[-1].body["messages"][-1]["content"]
        await seat.settled()
        # What was answered stays answered.
        await seat.kira.edit(first, "I close the door.")
        await seat.kira.say(seat.channel, "I go in.")
        await seat.playground.wait_for(lambda: "I go in." in str(vendor.requests[-1].body), what="the next turn")
    assert "I open the door." in asked
    assert "nobody tells of" not in asked
    assert "look away" not in asked
    assert "I close the door." not in str(vendor.requests[-1].body)


async def test_words_that_were_changed_while_a_model_had_the_old_ones_count_when_it_fails(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        await seat.settled()
        assert seat.bot is not None
        table = next(iter(seat.bot.services.play._tables.values()))
        vendor.default = Reply(fault="refusal", first=0.5, rate=50)
        said = await seat.kira.say(seat.channel, "I do what nobody tells of.")
        await seat.playground.wait_for(lambda: "nobody tells of" in str(vendor.requests[-1].body), what="the old words")
        await seat.kira.edit(said, "I open the door.")
        await seat.playground.wait_for(seat.failures, what="the failure")
        await seat.settled()
        assert [action.text for action in table.waiting] == ["I open the door."]
        vendor.default = Reply(tokens=("Light ", "falls."))
        (failure,) = seat.failures()
        await seat.kira.click(failure, "Try again")
        await seat.playground.wait_for(lambda: seat.stories()[-1].content == "Light falls.", what="the story")
        asked = vendor.requests[-1].body["messages"][-1]["content"]
    assert "I open the door." in asked
    assert "nobody tells of" not in asked
