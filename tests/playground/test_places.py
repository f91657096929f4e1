"""Channels, threads, webhooks, members and roles, through the real client."""

from __future__ import annotations

import io

import aiohttp
import discord
import pytest

from playground import Person, Playground
from playground.model import Channel
from playground.permissions import bits
from playground.world import World
from tests.playground.client import Bot


@pytest.fixture
def channel(bot: Bot, place: Channel) -> discord.TextChannel:
    found = bot.get_channel(place.id)
    assert isinstance(found, discord.TextChannel)
    return found


@pytest.fixture
def admin_bot(playground: Playground) -> None:
    """Let the bot do everything."""
    for role in playground.guild.roles.values():
        if role.bot_id is not None:
            role.permissions |= bits("administrator")


async def test_a_thread_grows_from_a_message(
    playground: Playground, bot: Bot, kira: Person, place: Channel, channel: discord.TextChannel
) -> None:
    said = await kira.say(place, "Shall we?")
    thread = await channel.get_partial_message(said.id).create_thread(name="The vote")
    assert thread.id == said.id
    await thread.send("in here")
    inside = playground.channel("The vote")
    assert inside.parent is place
    assert [item.content for item in inside.messages] == ["in here"]
    with pytest.raises(discord.HTTPException) as refused:
        await channel.get_partial_message(said.id).create_thread(name="Again")
    assert refused.value.code == 160004
    waiting = bot.wait_for("message", check=lambda item: item.author.id == kira.id, timeout=5)
    await kira.say(inside, "aye")
    assert isinstance((await waiting).channel, discord.Thread)


async def test_a_thread_stands_alone_is_archived_and_wakes_up(channel: discord.TextChannel) -> None:
    thread = await channel.create_thread(name="Council", type=discord.ChannelType.public_thread)
    await thread.edit(archived=True)
    assert [item.name async for item in channel.archived_threads()] == ["Council"]
    with pytest.raises(discord.HTTPException) as refused:
        await thread.edit(name="Council of two")
    assert refused.value.code == 50083
    await thread.edit(archived=False, name="Council of three")
    assert [item.name for item in await channel.guild.active_threads()] == ["Council of three"]
    await thread.delete()
    assert await channel.guild.active_threads() == []


async def test_a_person_opens_a_thread_and_the_bot_hears_it(bot: Bot, kira: Person, place: Channel) -> None:
    waiting = bot.wait_for("thread_create", timeout=5)
    opened = await kira.start_thread(place, "Aside", await kira.say(place, "A word?"))
    thread = await waiting
    assert (thread.id, thread.name, thread.owner_id, thread.me) == (opened.id, "Aside", kira.id, None)
    said = bot.wait_for("message", check=lambda item: item.content == "here", timeout=5)
    await kira.say(opened, "here")
    assert (await said).channel.id == opened.id


async def test_people_join_and_leave_a_thread(kira: Person, channel: discord.TextChannel) -> None:
    thread = await channel.create_thread(name="Council", type=discord.ChannelType.public_thread)
    await thread.add_user(discord.Object(kira.id))
    assert len(await thread.fetch_members()) == 2
    await thread.remove_user(discord.Object(kira.id))
    await thread.leave()
    await thread.join()
    assert len(await thread.fetch_members()) == 1


async def test_a_thread_name_over_100_characters_is_refused(channel: discord.TextChannel) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await channel.create_thread(name="x" * 101, type=discord.ChannelType.public_thread)
    assert refused.value.code == 50035


async def test_a_webhook_speaks_under_another_name(place: Channel, channel: discord.TextChannel) -> None:
    webhook = await channel.create_webhook(name="Narrator")
    said = await webhook.send("Thunder!", username="The Storm", wait=True)
    assert (place.messages[-1].author.display_name, place.messages[-1].webhook_id) == ("The Storm", webhook.id)
    await said.edit(content="Silence.")
    assert (await webhook.fetch_message(said.id)).content == "Silence."
    await webhook.send("a map", file=discord.File(io.BytesIO(b"map"), "map.png"))
    assert [item.filename for item in place.messages[-1].attachments] == ["map.png"]
    await said.delete()
    assert [item.name for item in await channel.webhooks()] == ["Narrator"]
    await webhook.edit(name="Storyteller")
    assert [item.name for item in await channel.guild.webhooks()] == ["Storyteller"]
    await webhook.delete()
    with pytest.raises(discord.NotFound) as refused:
        await webhook.send("anyone?")
    assert refused.value.code == 10015


async def test_a_webhook_reaches_into_a_thread(playground: Playground, channel: discord.TextChannel) -> None:
    thread = await channel.create_thread(name="Council", type=discord.ChannelType.public_thread)
    webhook = await channel.create_webhook(name="Narrator")
    await webhook.send("hush", thread=thread)
    assert playground.channel("Council").messages[-1].content == "hush"


@pytest.mark.parametrize("name", ["Discord bot", "clyde"])
async def test_a_webhook_name_discord_keeps_for_itself_is_refused(channel: discord.TextChannel, name: str) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await channel.create_webhook(name=name)
    assert "Username cannot contain" in refused.value.text


async def test_a_webhook_with_a_wrong_token_is_refused(playground: Playground, channel: discord.TextChannel) -> None:
    webhook = await channel.create_webhook(name="Narrator")
    async with aiohttp.ClientSession() as session:
        other = discord.Webhook.partial(webhook.id, "wrong", session=session)
        with pytest.raises(discord.HTTPException) as refused:
            await other.send("hello")
    assert (refused.value.status, refused.value.code) == (401, 50027)


async def test_channels_are_made_changed_and_deleted(
    playground: Playground, bot: Bot, admin_bot: None, channel: discord.TextChannel
) -> None:
    made = await channel.guild.create_text_channel("Dark Forest", topic="no light")
    assert (made.name, playground.channel("dark-forest").topic) == ("dark-forest", "no light")
    await made.edit(topic="some light", slowmode_delay=5)
    assert (playground.channel("dark-forest").topic, playground.channel("dark-forest").slowmode) == ("some light", 5)
    everyone = channel.guild.default_role
    await made.set_permissions(everyone, view_channel=False)
    assert not playground.channel("dark-forest").permissions(playground.person("kira").id)
    await made.delete()
    with pytest.raises(LookupError):
        playground.channel("dark-forest")


async def test_without_the_permission_no_channel_is_made(channel: discord.TextChannel) -> None:
    with pytest.raises(discord.Forbidden) as refused:
        await channel.guild.create_text_channel("forest")
    assert refused.value.code == 50013


async def test_members_and_roles_are_fetched_and_changed(
    playground: Playground, bot: Bot, kira: Person, admin_bot: None, channel: discord.TextChannel
) -> None:
    guild = await bot.fetch_guild(channel.guild.id)
    assert (guild.name, guild.approximate_member_count) == ("The Tavern", 4)
    member = await channel.guild.fetch_member(kira.id)
    assert member.display_name == "Kira"
    assert {item.name async for item in channel.guild.fetch_members(limit=10)} == {"ada", "kira", "bruno", "skald"}
    role = await channel.guild.create_role(name="Bard", mentionable=True)
    assert {item.name for item in await channel.guild.fetch_roles()} == {"@everyone", "Skald", "Bard"}
    await member.edit(nick="Kira the Bold")
    assert (await channel.guild.fetch_member(kira.id)).nick == "Kira the Bold"
    with pytest.raises(discord.Forbidden):
        # The new role stands above the bot's own.
        await member.add_roles(role)
    with pytest.raises(discord.NotFound) as refused:
        await channel.guild.fetch_member(1)
    assert refused.value.code == 10007


async def test_a_new_member_is_announced(playground: Playground, bot: Bot) -> None:
    waiting = bot.wait_for("member_join", timeout=5)
    mira = playground.add_person("mira")
    assert (await waiting).id == mira.id


async def test_a_direct_conversation_with_nobody_is_refused(bot: Bot) -> None:
    with pytest.raises(discord.NotFound) as refused:
        await bot.fetch_user(1)
    assert refused.value.code == 10013


def test_a_new_tavern_says_nothing_in_one_language_only() -> None:
    channels = World.default().channels.values()
    assert [(channel.name, channel.topic) for channel in channels] == [
        ("general", None),
        ("campaign", None),
        ("dice", None),
    ]
