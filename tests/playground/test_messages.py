"""Messages over the wire, through the real client."""

from __future__ import annotations

import datetime
import io

import discord
import pytest

from playground import Person, Playground
from playground.model import Channel
from tests.playground.client import Bot


def text_channel(bot: Bot, place: Channel) -> discord.TextChannel:
    channel = bot.get_channel(place.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def say(bot: Bot, person: Person, place: Channel, text: str, **more: object) -> discord.Message:
    """Let a person write and return what the bot heard."""
    waiting = bot.wait_for("message", timeout=5)
    await person.say(place, text, **more)  # type: ignore[arg-type]
    return await waiting


async def test_the_bot_hears_what_a_person_says(bot: Bot, kira: Person, place: Channel) -> None:
    message = await say(bot, kira, place, "I open the door")
    assert message.content == "I open the door"
    assert message.author.id == kira.id
    assert isinstance(message.author, discord.Member)
    assert message.channel.id == place.id
    assert message.guild is not None
    assert message.guild.name == "The Tavern"


async def test_a_message_is_created_edited_fetched_and_deleted(bot: Bot, place: Channel) -> None:
    channel = text_channel(bot, place)
    sent = await channel.send("The door creaks")
    assert place.messages[-1].content == "The door creaks"
    await sent.edit(content="The door opens")
    assert place.messages[-1].content == "The door opens"
    assert place.messages[-1].edited_at is not None
    assert (await channel.fetch_message(sent.id)).content == "The door opens"
    await sent.delete()
    assert place.messages == []


async def test_a_message_over_2000_characters_is_refused_with_50035(bot: Bot, place: Channel) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await text_channel(bot, place).send("x" * 2001)
    assert refused.value.code == 50035
    assert "Must be 2000 or fewer in length." in refused.value.text


async def test_an_empty_message_is_refused_with_50006(bot: Bot, place: Channel) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await text_channel(bot, place).send("   ")
    assert (refused.value.status, refused.value.code) == (400, 50006)


async def test_a_reply_refers_to_its_message_and_mentions_its_author(bot: Bot, kira: Person, place: Channel) -> None:
    asked = await say(bot, kira, place, "Who is there?")
    answer = await asked.reply("Nobody")
    assert answer.reference is not None
    assert answer.reference.message_id == asked.id
    assert place.messages[-1].mentions == [kira.id]
    await asked.reply("Nobody at all", mention_author=False)
    assert place.messages[-1].mentions == []


async def test_a_reply_to_a_message_that_is_gone_is_refused(bot: Bot, kira: Person, place: Channel) -> None:
    asked = await say(bot, kira, place, "Who is there?")
    await kira.delete(place.messages[-1])
    with pytest.raises(discord.HTTPException) as refused:
        await asked.reply("Nobody")
    assert refused.value.code == 50035


async def test_the_same_nonce_sends_once(bot: Bot, place: Channel) -> None:
    channel = text_channel(bot, place)
    first = await channel.send("once", nonce="turn-7")
    second = await channel.send("twice", nonce="turn-7")
    other = await channel.send("another", nonce="turn-8")
    assert first.id == second.id != other.id
    assert [item.content for item in place.messages] == ["once", "another"]


async def test_the_nonce_of_a_message_that_was_deleted_is_refused(bot: Bot, place: Channel) -> None:
    channel = text_channel(bot, place)
    await (await channel.send("once", nonce="turn-7")).delete()
    with pytest.raises(discord.NotFound) as refused:
        await channel.send("twice", nonce="turn-7")
    assert refused.value.code == 10008


async def test_history_goes_back_forth_and_around(bot: Bot, kira: Person, place: Channel) -> None:
    for number in range(12):
        await kira.say(place, f"line {number}")
    channel = text_channel(bot, place)
    middle = discord.Object(place.messages[6].id)
    newest = [item.content async for item in channel.history(limit=3)]
    assert newest == ["line 11", "line 10", "line 9"]
    assert [item.content async for item in channel.history(limit=2, before=middle)] == ["line 5", "line 4"]
    assert [item.content async for item in channel.history(limit=2, after=middle)] == ["line 7", "line 8"]
    assert {item.content async for item in channel.history(limit=3, around=middle)} == {"line 5", "line 6", "line 7"}


async def test_files_go_up_and_come_back(bot: Bot, kira: Person, place: Channel) -> None:
    channel = text_channel(bot, place)
    sent = await channel.send(
        "maps",
        files=[discord.File(io.BytesIO(b"north"), "a.txt", description="the north"), _file(b"s", "b")],
    )
    assert [item.filename for item in sent.attachments] == ["a.txt", "b"]
    assert sent.attachments[0].description == "the north"
    assert await sent.attachments[0].read() == b"north"
    kept = await sent.edit(attachments=[sent.attachments[1]])
    assert [item.filename for item in kept.attachments] == ["b"]
    message = await say(bot, kira, place, "mine", files=[("c.png", b"\x89PNG")])
    assert await message.attachments[0].read() == b"\x89PNG"


async def test_an_embed_shows_its_uploaded_picture(bot: Bot, place: Channel) -> None:
    embed = discord.Embed(title="Map").set_image(url="attachment://map.png")
    sent = await text_channel(bot, place).send(embed=embed, file=discord.File(io.BytesIO(b"png"), "map.png"))
    assert sent.embeds[0].image.url == sent.attachments[0].url


async def test_a_file_over_10_mib_is_refused_with_40005(bot: Bot, place: Channel) -> None:
    big = io.BytesIO(b"0" * (10 * 1024 * 1024 + 1))
    with pytest.raises(discord.HTTPException) as refused:
        await text_channel(bot, place).send(file=discord.File(big, "big.bin"))
    assert (refused.value.status, refused.value.code) == (413, 40005)


@pytest.mark.parametrize(
    ("embed", "words"),
    [
        (discord.Embed(title="x" * 257), "256 or fewer"),
        (discord.Embed(description="x" * 4097), "4096 or fewer"),
        (discord.Embed(title="t").set_footer(text="x" * 2049), "2048"),
        (discord.Embed(title="t").add_field(name="", value="v"), "required"),
        (discord.Embed(), "required"),
    ],
)
async def test_an_embed_over_its_limits_is_refused(bot: Bot, place: Channel, embed: discord.Embed, words: str) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await text_channel(bot, place).send(embed=embed)
    assert refused.value.code == 50035
    assert words in refused.value.text


async def test_embeds_of_more_than_6000_characters_are_refused(bot: Bot, place: Channel) -> None:
    embeds = [discord.Embed(description="x" * 4000), discord.Embed(description="x" * 2001)]
    with pytest.raises(discord.HTTPException) as refused:
        await text_channel(bot, place).send(embeds=embeds)
    assert "maximum size of 6000" in refused.value.text


async def test_a_foreign_message_cannot_be_edited(bot: Bot, kira: Person, place: Channel) -> None:
    message = await say(bot, kira, place, "mine")
    with pytest.raises(discord.Forbidden) as refused:
        await message.edit(content="yours")
    assert refused.value.code == 50005


async def test_a_message_that_is_gone_is_unknown(bot: Bot, place: Channel) -> None:
    with pytest.raises(discord.NotFound) as refused:
        await text_channel(bot, place).fetch_message(1)
    assert refused.value.code == 10008


async def test_a_deleted_channel_is_unknown(bot: Bot, place: Channel) -> None:
    channel = text_channel(bot, place)
    waiting = bot.wait_for("guild_channel_delete", timeout=5)
    await place.vanish()
    assert (await waiting).id == place.id
    with pytest.raises(discord.NotFound) as refused:
        await channel.send("hello?")
    assert refused.value.code == 10003


async def test_a_permission_taken_away_is_missed(playground: Playground, bot: Bot, place: Channel) -> None:
    channel = text_channel(bot, place)
    playground.deny(place, "send_messages")
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("hello?")
    assert refused.value.code == 50013
    playground.deny(place, "view_channel")
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("hello?")
    assert refused.value.code == 50001


async def test_a_channel_the_bot_does_not_see_is_silent(
    playground: Playground, bot: Bot, kira: Person, place: Channel
) -> None:
    playground.deny(place, "view_channel")
    await kira.say(place, "a secret")
    heard = await say(bot, kira, playground.channel("general"), "in the open")
    assert heard.content == "in the open"
    # The list is filled by a task of its own, which has run by the time a second message is heard.
    await say(bot, kira, playground.channel("general"), "again")
    assert bot.heard[0].content == "in the open"


async def test_mentions_are_resolved_and_bounded_by_what_is_allowed(
    playground: Playground, bot: Bot, kira: Person, place: Channel
) -> None:
    channel = text_channel(bot, place)
    text = f"<@{kira.id}> and @everyone"
    await channel.send(text, allowed_mentions=discord.AllowedMentions.none())
    assert place.messages[-1].mentions == []
    await channel.send(text)
    assert place.messages[-1].mentions == [kira.id]
    assert not place.messages[-1].mention_everyone
    await playground.person("ada").say(place, "@everyone wake up")
    assert place.messages[-1].mention_everyone


async def test_reactions_come_and_go_both_ways(bot: Bot, kira: Person, place: Channel) -> None:
    message = await say(bot, kira, place, "ready?")
    await message.add_reaction("👍")
    waiting = bot.wait_for("reaction_add", check=lambda reaction, user: user.id == kira.id, timeout=5)
    await kira.react(place.messages[0], "👍")
    reaction, user = await waiting
    assert (str(reaction.emoji), reaction.count, user.id) == ("👍", 2, kira.id)
    assert {item.id async for item in reaction.users()} == {bot.user.id, kira.id}  # type: ignore[union-attr]
    await message.remove_reaction("👍", bot.user)  # type: ignore[arg-type]
    assert place.messages[0].reactions["👍"].users == [kira.id]
    await message.clear_reactions()
    assert place.messages[0].reactions == {}


async def test_a_reaction_that_is_no_emoji_is_unknown(bot: Bot, kira: Person, place: Channel) -> None:
    message = await say(bot, kira, place, "ready?")
    with pytest.raises(discord.HTTPException) as refused:
        await message.add_reaction("nonsense")
    assert refused.value.code == 10014


async def test_pins_are_kept_and_listed(bot: Bot, kira: Person, place: Channel) -> None:
    message = await say(bot, kira, place, "the map")
    await message.pin()
    assert [item.content async for item in text_channel(bot, place).pins()] == ["the map"]
    await message.unpin()
    assert [item async for item in text_channel(bot, place).pins()] == []


async def test_many_messages_are_deleted_at_once(bot: Bot, kira: Person, place: Channel) -> None:
    for number in range(4):
        await kira.say(place, str(number))
    await text_channel(bot, place).delete_messages([discord.Object(item.id) for item in place.messages[:3]])
    assert [item.content for item in place.messages] == ["3"]


async def test_typing_is_seen(playground: Playground, bot: Bot, kira: Person, place: Channel) -> None:
    waiting = bot.wait_for("typing", check=lambda channel, user, when: user.id == kira.id, timeout=5)
    await kira.type(place)
    channel, user, _ = await waiting
    assert isinstance(channel, discord.TextChannel)
    assert (channel.id, user.id) == (place.id, kira.id)
    await text_channel(bot, place).typing()
    assert playground.recorder.find("POST", "/channels/{channel_id}/typing")[0].status == 204


async def test_a_direct_conversation_goes_both_ways(playground: Playground, bot: Bot, kira: Person) -> None:
    waiting = bot.wait_for("message", timeout=5)
    await kira.whisper("psst")
    heard = await waiting
    assert isinstance(heard.channel, discord.DMChannel)
    assert heard.content == "psst"
    user = await bot.fetch_user(kira.id)
    await user.send("what?")
    assert [item.content for item in playground.direct(kira).messages] == ["psst", "what?"]


async def test_a_message_can_arrive_twice(playground: Playground, bot: Bot, kira: Person, place: Channel) -> None:
    first = await say(bot, kira, place, "I open the door")
    waiting = bot.wait_for("message", timeout=5)
    playground.redeliver(place.messages[0])
    assert (await waiting).id == first.id


async def test_a_poll_is_kept(bot: Bot, place: Channel) -> None:
    poll = discord.Poll("Where to?", datetime.timedelta(hours=2))
    poll.add_answer(text="North")
    poll.add_answer(text="South")
    sent = await text_channel(bot, place).send(poll=poll)
    assert sent.poll is not None
    assert [item.text for item in sent.poll.answers] == ["North", "South"]


def _file(data: bytes, name: str) -> discord.File:
    return discord.File(io.BytesIO(data), name)
