"""The world survives the playground."""

from __future__ import annotations

from pathlib import Path

import discord

from playground import ManualClock, Person, Playground
from playground.model import Channel
from playground.store import Store, dump, restore
from playground.world import World
from tests.playground.client import Bot, connected


async def test_everything_is_there_again(playground: Playground, bot: Bot, kira: Person, place: Channel) -> None:
    @bot.tree.command(description="Greet")
    async def greet(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("hello", ephemeral=True)

    await bot.tree.sync()
    said = await kira.say(place, "I open the door", files=[("map.txt", b"north")])
    await kira.react(said, "👍")
    await (await kira.slash(place, "greet")).reply()
    channel = bot.get_channel(place.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send("Narrated", nonce="turn-1", embed=discord.Embed(title="Dice"))
    webhook = await channel.create_webhook(name="Narrator")
    await webhook.send("Thunder", username="Storm")
    thread = await channel.create_thread(name="Council", type=discord.ChannelType.public_thread)
    await thread.send("in here")
    await kira.whisper("psst")
    playground.deny(place, "add_reactions")

    world = playground.world
    again = restore(dump(world))
    assert dump(again) == dump(world)
    assert [item.content for item in again.channels[place.id].messages] == [item.content for item in place.messages]
    assert again.same_nonce(world.application.id, "turn-1") is not None
    assert again.snowflake() > max(world.messages)
    assert again.user("kira").id == kira.id


async def test_a_world_read_from_a_file_is_played_on(playground: Playground, kira: Person, place: Channel) -> None:
    await kira.say(place, "before")
    later = await Playground.start(world=restore(dump(playground.world)), rate_limits=False)
    async with connected(later) as bot:
        channel = bot.get_channel(place.id)
        assert isinstance(channel, discord.TextChannel)
        assert [item.content async for item in channel.history()] == ["before"]
        waiting = bot.wait_for("message", timeout=5)
        await later.person("kira").say(later.channel("campaign"), "after")
        assert (await waiting).content == "after"
    await later.close()


async def test_changes_are_written_a_moment_later_and_at_the_end(tmp_path: Path) -> None:
    clock = ManualClock()
    store = Store(tmp_path, clock)
    world, complaint = store.load()
    assert complaint is None
    playground = await Playground.start(world=world)
    store.watch(world)
    said = await playground.person("kira").say(playground.channel("dice"), "hello", files=[("a.txt", b"a")])
    assert b"hello" not in store.path.read_bytes()
    clock.advance(1.5)
    assert b"hello" in store.path.read_bytes()
    await playground.person("kira").edit(said, "goodbye")
    await playground.close()
    store.close(world)
    again, _ = Store(tmp_path).load()
    message = again.messages[said.id]
    assert message.content == "goodbye"
    assert again.files[message.attachments[0].id] == b"a"


def test_a_damaged_file_is_put_aside_with_a_sentence(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for damage in (b"{", b"[]", b'{"version": 99}', b'{"version": 1}'):
        store.path.write_bytes(damage)
        world, complaint = store.load()
        assert isinstance(world, World)
        assert complaint is not None
        assert "was put aside as playground.damaged.json" in complaint
        assert (tmp_path / "playground.damaged.json").read_bytes() == damage
        assert not store.path.exists()
