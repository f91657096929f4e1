"""The world survives the playground."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import discord
import orjson
import pytest

from playground import ManualClock, Person, Playground
from playground.events import Notice
from playground.model import Channel, Message
from playground.store import InUse, Store
from playground.world import World
from playground.worldfile import dump, dump_message, restore
from tests.playground.client import Bot, connected


def dice(world: World) -> Channel:
    return next(place for place in world.channels.values() if place.name == "dice")


def copied(world: World) -> World:
    """Read again what is written of a world."""
    return restore(dump(world), map(dump_message, world.messages.values()))


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
    again = copied(world)
    assert dump(again) == dump(world)
    assert [*map(dump_message, again.messages.values())] == [*map(dump_message, world.messages.values())]
    assert [item.content for item in again.channels[place.id].messages] == [item.content for item in place.messages]
    assert again.same_nonce(world.application.id, "turn-1") is not None
    assert again.snowflake() > max(world.messages)
    assert again.user("kira").id == kira.id


async def test_a_world_read_from_a_file_is_played_on(playground: Playground, kira: Person, place: Channel) -> None:
    await kira.say(place, "before")
    later = await Playground.start(world=copied(playground.world), rate_limits=False)
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
    assert said.id not in read(tmp_path).messages
    clock.advance(0.15)
    assert read(tmp_path).messages[said.id].content == "hello"
    await playground.person("kira").edit(said, "goodbye")
    await playground.close()
    store.close(world)
    again, _ = Store(tmp_path).load()
    message = again.messages[said.id]
    assert message.content == "goodbye"
    assert again.files[message.attachments[0].id] == b"a"


async def test_whoever_is_new_and_where_they_write_is_kept_as_soon_as_what_they_write(tmp_path: Path) -> None:
    clock = ManualClock()
    store = Store(tmp_path, clock)
    world, _ = store.load()
    playground = await Playground.start(world=world)
    store.watch(world)
    clock.advance(2)
    kira, place = playground.person("kira"), playground.channel("dice")
    await kira.say(place, "who comes there?")
    # Now the messages wait to be written, and nothing else does.
    guest, nook = playground.add_person("guest"), playground.add_channel("nook")
    said = await guest.say(nook, "hello")
    world.evening.begun = True
    world.hub.notify(Notice("evening", {}))
    clock.advance(0.15)
    kept = read(tmp_path)
    assert (kept.messages[said.id].author.name, kept.messages[said.id].channel.name) == ("guest", "nook")
    assert kept.evening.begun
    await playground.close()
    store.close(world)


def read(folder: Path) -> World:
    """Read what is kept in a folder now, as after a kill: nobody wrote anything for the last time."""
    copy = folder / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("copy", "playground.lock"))
    store = Store(copy)
    world, _ = store.load()
    store.let_go()
    shutil.rmtree(copy)
    return world


async def test_ten_thousand_messages_are_kept_and_none_holds_the_others_up(tmp_path: Path) -> None:
    clock = ManualClock()
    store = Store(tmp_path, clock)
    world, _ = store.load()
    playground = await Playground.start(world=world)
    store.watch(world)
    kira, place = playground.person("kira"), playground.channel("dice")
    for number in range(10_000):
        await kira.say(place, f"message {number}")
    clock.advance(2)
    # One more is one row, whatever is there already.
    rows: list[str] = []
    assert store._messages is not None
    store._messages.set_trace_callback(rows.append)
    last = await kira.say(place, "the last")
    await kira.delete(place.messages[0])
    clock.advance(0.15)
    assert sum(each.startswith(("INSERT", "DELETE")) for each in rows) == 2
    await playground.close()
    store.close(world)
    again, _ = Store(tmp_path).load()
    assert len(dice(again).messages) == 10_000
    assert last.id in again.messages


async def test_a_disk_that_takes_nothing_is_told_once_and_what_happened_is_written_later(tmp_path: Path) -> None:
    clock = ManualClock()
    told: list[str] = []
    store = Store(tmp_path, clock, told.append)
    world, _ = store.load()
    playground = await Playground.start(world=world)
    store.watch(world)
    assert store._messages is not None
    store._messages.execute("PRAGMA max_page_count = 3")
    said = [await playground.person("kira").say(playground.channel("dice"), "x" * 1900) for _ in range(20)]
    for _ in range(4):
        clock.advance(5)
    assert [" cannot be written to " in each for each in told] == [True]
    store._messages.execute("PRAGMA max_page_count = 100000")
    clock.advance(5)
    assert "is written to" in told[-1]
    assert {one.id for one in said} <= read(tmp_path).messages.keys()
    await playground.close()
    store.close(world)


async def test_a_file_for_which_there_is_no_room_keeps_no_room_and_nothing_else_from_being_written(
    tmp_path: Path, clock: ManualClock
) -> None:
    store = Store(tmp_path, clock, complain=(complaints := list[str]()).append)
    world, _ = store.load()
    store.watch(world)
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, allowed[1]))
    try:
        await Person(world, world.user("kira")).say(dice(world), "a map", files=[("map.bin", bytes(2 << 20))])
        clock.advance(5)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert "Make room" in complaints[0]
    assert not os.listdir(store.files)
    with closing(sqlite3.connect(tmp_path / "playground-messages.db")) as kept:
        assert [orjson.loads(body)["content"] for (body,) in kept.execute("SELECT body FROM messages")] == ["a map"]
    store.let_go()


def test_a_folder_is_played_from_once_at_a_time_and_the_second_is_told_where(tmp_path: Path) -> None:
    first = Store(tmp_path)
    first.load()
    first.say_where("http://127.0.0.1:8420")
    with pytest.raises(InUse, match=r"already, at http://127\.0\.0\.1:8420"):
        Store(tmp_path).load()
    first.let_go()
    Store(tmp_path).load()


def test_a_world_of_before_is_read_with_its_messages(tmp_path: Path) -> None:
    world = World.default()
    old = orjson.loads(dump(world)) | {"version": 1}
    message = Message(world.snowflake(), dice(world), world.user("kira"), 1.0, "from before")
    old["messages"] = [orjson.loads(dump_message(message))]
    del old["host_key"], old["seat_keys"]
    (tmp_path / "playground.json").write_bytes(orjson.dumps(old))
    store = Store(tmp_path)
    world, complaint = store.load()
    assert complaint is None
    store.watch(world)
    store.let_go()
    assert read(tmp_path).messages[message.id].content == "from before"


def test_a_damaged_file_is_put_aside_with_a_sentence(tmp_path: Path) -> None:
    for number, damage in enumerate((b"{", b"[]", b'{"version": 99}', b'{"version": 1}'), 1):
        aside = f"playground.damaged{f'-{number}' if number > 1 else ''}.json"
        store = Store(tmp_path)
        store.path.write_bytes(damage)
        world, complaint = store.load()
        assert isinstance(world, World)
        assert complaint is not None
        assert f"was put aside as {aside}" in complaint
        assert (tmp_path / aside).read_bytes() == damage
        assert not store.path.exists()
        store.let_go()


async def _played(folder: Path) -> None:
    """Leave a world with a message in a folder."""
    store = Store(folder)
    world, _ = store.load()
    playground = await Playground.start(world=world)
    store.watch(world)
    await playground.person("kira").say(playground.channel("dice"), "kept")
    await playground.close()
    store.close(world)


async def test_a_disk_that_takes_nothing_at_the_start_leaves_the_world_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _played(tmp_path)
    names = ("playground.json", "playground-messages.db")
    before = [(tmp_path / name).read_bytes() for name in names]
    # A full disk, as SQLite tells of it; nothing here can fill a real one.
    with monkeypatch.context() as full:
        full.setattr("playground.store._TABLE", "SELECT * FROM disk_is_full")
        store = Store(tmp_path)
        with pytest.raises(OSError, match="disk_is_full"):
            store.load()
        store.let_go()
    assert [(tmp_path / name).read_bytes() for name in names] == before
    assert [one.content for one in read(tmp_path).messages.values()] == ["kept"]


@pytest.mark.parametrize("damage", [None, b"no database " * 500])
async def test_messages_whose_world_is_gone_are_put_aside_and_not_deleted(tmp_path: Path, damage: bytes | None) -> None:
    await _played(tmp_path)
    (tmp_path / "playground.json").unlink()
    if damage is not None:
        (tmp_path / "playground-messages.db").write_bytes(damage)
    store = Store(tmp_path)
    world, complaint = store.load()
    store.watch(world)
    store.close(world)
    assert complaint is not None
    assert "put aside" in complaint
    aside = tmp_path / "playground-messages.damaged.db"
    if damage is not None:
        assert aside.read_bytes() == damage
        return
    kept = sqlite3.connect(aside)
    assert kept.execute("SELECT count(*) FROM messages").fetchone() == (1,)
    kept.close()


def test_what_was_put_aside_once_is_not_written_over_by_the_next_damage(tmp_path: Path) -> None:
    for damage in (b"first", b"second"):
        store = Store(tmp_path)
        store.path.write_bytes(damage)
        store.load()
        store.let_go()
    kept = [(tmp_path / name).read_bytes() for name in ("playground.damaged.json", "playground.damaged-2.json")]
    assert kept == [b"first", b"second"]
