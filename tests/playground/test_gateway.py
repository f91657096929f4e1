"""The gateway: identify, resume, heartbeats, shards, intents."""

from __future__ import annotations

import asyncio
import zlib

import aiohttp
import discord
import orjson
import pytest
from discord.ext import commands

from playground import TOKEN, Person, Playground
from playground.model import Channel
from playground.world import ALL_INTENTS
from tests.playground.client import Bot, connected, pointed


class Raw:
    """A bare gateway connection without compression."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self.playground = playground
        self.session = session

    async def open(self, query: str = "?v=10&encoding=json") -> None:
        self.socket = await self.session.ws_connect(self.playground.gateway_url + query)
        assert (await self.next())["op"] == 10

    async def next(self) -> dict:  # type: ignore[type-arg]
        return orjson.loads((await self.socket.receive(timeout=5)).data)

    async def identify(self, token: str = TOKEN, intents: int = 1, **more: object) -> None:
        data = {"token": token, "intents": intents, "properties": {}, **more}
        await self.socket.send_bytes(orjson.dumps({"op": 2, "d": data}))

    async def closed(self) -> int | None:
        while (await self.socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        return self.socket.close_code


@pytest.fixture
async def raw(playground: Playground):  # type: ignore[no-untyped-def]
    async with aiohttp.ClientSession() as session:
        connection = Raw(playground, session)
        await connection.open()
        yield connection


async def test_ready_lists_guilds_as_unavailable_then_sends_them(raw: Raw, playground: Playground) -> None:
    await raw.identify(intents=1)
    ready = await raw.next()
    assert (ready["t"], ready["s"]) == ("READY", 1)
    assert ready["d"]["guilds"] == [{"id": str(playground.guild.id), "unavailable": True}]
    created = await raw.next()
    assert (created["t"], created["d"]["name"]) == ("GUILD_CREATE", "The Tavern")
    assert [item["user"]["username"] for item in created["d"]["members"]] == ["skald"]


async def test_a_wrong_token_closes_with_4004(raw: Raw) -> None:
    await raw.identify(token="wrong")
    assert await raw.closed() == 4004


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"op": 2, "d": {"token": TOKEN, "intents": 1 << 40}}, 4013),
        ({"op": 2, "d": {"token": TOKEN, "intents": 1, "shard": [2, 2]}}, 4010),
        ({"op": 8, "d": {}}, 4003),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 2, "d": 7}, 4002),
        ([], 4002),
    ],
)
async def test_a_payload_discord_refuses_closes_with_its_code(raw: Raw, payload: object, code: int) -> None:
    await raw.socket.send_bytes(orjson.dumps(payload))
    assert await raw.closed() == code


async def test_identifying_twice_closes_with_4005(raw: Raw) -> None:
    await raw.identify()
    await raw.identify()
    assert await raw.closed() == 4005


async def test_an_unknown_opcode_closes_with_4001(raw: Raw) -> None:
    await raw.identify()
    await raw.socket.send_bytes(b'{"op":99,"d":null}')
    assert await raw.closed() == 4001


async def test_zlib_stream_is_one_stream(playground: Playground) -> None:
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(playground.gateway_url + "?v=10&encoding=json&compress=zlib-stream")
        stream = zlib.decompressobj()
        hello = orjson.loads(stream.decompress((await socket.receive(timeout=5)).data))
        assert hello["op"] == 10
        await socket.send_str('{"op":1,"d":null}')
        assert orjson.loads(stream.decompress((await socket.receive(timeout=5)).data))["op"] == 11
        await socket.close()


async def test_an_intent_that_was_not_granted_stops_the_client_with_a_clear_error(playground: Playground) -> None:
    playground.world.application.intents = ALL_INTENTS & ~(1 << 15)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with connected(playground):
            pass


async def test_a_wrong_token_is_a_login_failure(playground: Playground) -> None:
    with pytest.raises(discord.LoginFailure):
        async with connected(playground, token="a.b.c"):
            pass
    assert playground.limits.invalid == 1


async def test_without_the_content_intent_only_mentions_and_replies_can_be_read(
    playground: Playground, kira: Person, place: Channel
) -> None:
    intents = discord.Intents.default()
    async with connected(playground, Bot(intents)) as bot:
        own = await bot.get_channel(place.id).send("Well?")
        waiting = bot.wait_for("message", check=lambda item: item.author.id == kira.id, timeout=5)
        await kira.say(place, "a secret")
        assert (await waiting).content == ""
        waiting = bot.wait_for("message", check=lambda item: item.author.id == kira.id, timeout=5)
        await kira.say(place, f"<@{bot.user.id}> hello")
        assert (await waiting).content == f"<@{bot.user.id}> hello"
        waiting = bot.wait_for("message", check=lambda item: item.author.id == kira.id, timeout=5)
        await kira.say(place, "I answer", reply_to=place.messages[0])
        assert (await waiting).content == "I answer"
        assert own.content == "Well?"


async def test_a_dropped_connection_is_resumed_and_nothing_is_missed(
    playground: Playground, bot: Bot, kira: Person, place: Channel
) -> None:
    resumed = bot.wait_for("resumed", timeout=10)
    playground.faults.drop_gateway()
    await kira.say(place, "while you were away")
    await resumed
    assert [item.content for item in bot.heard] == ["while you were away"]
    assert (playground.gateway.identifies, playground.gateway.resumes) == (1, 1)


async def test_an_invalid_session_means_a_new_one(playground: Playground, bot: Bot, monkeypatch: object) -> None:
    monkeypatch.setattr(bot.__class__, "before_identify_hook", _no_wait, raising=False)  # type: ignore[attr-defined]
    ready = bot.wait_for("ready", timeout=15)
    playground.faults.invalid_session()
    await ready
    assert (playground.gateway.identifies, playground.gateway.resumes) == (2, 0)


async def _no_wait(self: object, shard_id: int | None, *, initial: bool = False) -> None:
    """Identify at once, where Discord wants five seconds between."""


async def test_a_resumable_invalid_session_and_a_reconnect_are_resumed(playground: Playground, bot: Bot) -> None:
    for number, fault in enumerate((lambda: playground.faults.invalid_session(True), playground.faults.reconnect), 1):
        resumed = bot.wait_for("resumed", timeout=10)
        fault()
        await resumed
        assert playground.gateway.resumes == number


async def test_resuming_an_unknown_session_is_an_invalid_session(raw: Raw) -> None:
    await raw.socket.send_bytes(orjson.dumps({"op": 6, "d": {"token": TOKEN, "session_id": "x", "seq": 1}}))
    answer = await raw.next()
    assert (answer["op"], answer["d"]) == (9, False)


async def test_a_heartbeat_is_answered_a_moment_later_as_by_a_gateway_far_away(raw: Raw) -> None:
    # discord.py notes when it asked only after it asked: an instant answer is measured from the heartbeat before.
    loop = asyncio.get_running_loop()
    asked = loop.time()
    await raw.socket.send_bytes(orjson.dumps({"op": 1, "d": None}))
    assert (await raw.next())["op"] == 11
    assert loop.time() - asked >= 0.02


async def test_heartbeats_are_answered_and_silence_makes_the_client_resume() -> None:
    playground = await Playground.start(heartbeat=0.05)
    async with connected(playground, Bot(heartbeat_timeout=0.3, enable_debug_events=True)) as bot:
        await bot.wait_for("socket_raw_receive", check=lambda text: '"op":11' in text, timeout=10)
        assert bot.latency < 1
        resumed = bot.wait_for("resumed", timeout=10)
        playground.faults.mute_heartbeats()
        await resumed
        assert playground.gateway.resumes == 1
    await playground.close()


async def test_members_come_in_chunks(playground: Playground) -> None:
    names = [f"guest{number}" for number in range(20)]
    playground.add_people(names)
    async with connected(playground, Bot(chunk_guilds_at_startup=False)) as bot:
        guild = bot.get_guild(playground.guild.id)
        assert len(guild.members) > 0
        await guild.chunk()
        assert {item.name for item in guild.members} == {"ada", "kira", "bruno", "skald", *names}
        found = await guild.query_members("guest1", limit=5)
        assert len(found) == 5
        assert [item.name for item in await guild.query_members(user_ids=[playground.person("kira").id])] == ["kira"]


async def test_two_shards_each_hear_their_own_guilds() -> None:
    playground = await Playground.start(rate_limits=False)
    playground.gateway.shards = 2
    ada = playground.person("ada")
    while len({(guild.id >> 22) % 2 for guild in playground.world.guilds.values()}) < 2:
        await asyncio.sleep(0.001)
        playground.world.add_channel(playground.world.add_guild("Another", ada.user), "hall")

    class Sharded(commands.AutoShardedBot):
        async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
            """Identify at once, where Discord wants five seconds between."""

    bot = Sharded("!", intents=discord.Intents.all(), guild_ready_timeout=0.05)
    async with connected(playground, bot):
        assert bot.shard_count == 2
        assert sorted(session.shard for session in playground.gateway.sessions.values()) == [(0, 2), (1, 2)]
        assert len(bot.guilds) == len(playground.world.guilds)
        for guild in playground.world.guilds.values():
            found = bot.get_guild(guild.id)
            assert found is not None
            assert found.shard_id == (guild.id >> 22) % 2
            waiting = bot.wait_for("message", timeout=5)
            await ada.say(next(iter(guild.channels.values())), f"hello {guild.id}")
            assert (await waiting).content == f"hello {guild.id}"
    await playground.close()


async def test_presence_is_kept(playground: Playground, bot: Bot) -> None:
    await bot.change_presence(activity=discord.Game("The Vale"))
    session = next(iter(playground.gateway.sessions.values()))
    await playground.wait_for(lambda: session.presence["activities"], what="the presence")
    assert session.presence["activities"][0]["name"] == "The Vale"


async def test_a_client_that_goes_is_offline(playground: Playground) -> None:
    async with connected(playground):
        assert playground.gateway.online
    await playground.wait_for(lambda: not playground.gateway.online, what="the bot to leave")


async def test_a_session_is_kept_for_a_resume_unless_the_client_closed_it_with_1000(
    raw: Raw, playground: Playground
) -> None:
    await raw.identify()
    await playground.wait_for(lambda: playground.gateway.online, what="the shard")
    await raw.socket.close(code=4000)
    await playground.wait_for(lambda: not playground.gateway.online, what="the shard to go")
    assert len(playground.gateway.sessions) == 1
    await raw.open()
    await raw.identify()
    await playground.wait_for(lambda: playground.gateway.online, what="the shard")
    await raw.socket.close(code=1000)
    await playground.wait_for(lambda: not playground.gateway.online, what="the shard to go")
    assert len(playground.gateway.sessions) == 1


async def test_the_gateway_names_its_shards_and_session_limit(playground: Playground) -> None:
    playground.gateway.shards = 3
    bot = discord.Client(intents=discord.Intents.none())
    async with pointed(playground), bot:
        await bot.login(playground.token)
        shards, url, limit = await bot.http.get_bot_gateway()
        assert (shards, limit["remaining"]) == (3, 1000)
        assert url == playground.gateway_url


async def test_a_bot_hears_of_a_guild_it_is_invited_to_with_its_channels_and_when_it_is_thrown_out(
    playground: Playground, ada: Person
) -> None:
    async with connected(playground) as bot:
        world = playground.world
        mill = world.found_guild("The Mill", ada.user)
        place = world.add_channel(mill, "hall")
        assert bot.get_channel(place.id) is None
        for _ in range(2):
            joined = asyncio.create_task(bot.wait_for("guild_join", timeout=5))
            await asyncio.sleep(0)
            world.invite_bot(mill)
            guild = await joined
            assert [channel.name for channel in guild.text_channels] == ["hall"]
            assert guild.me.guild_permissions.send_messages
            gone = asyncio.create_task(bot.wait_for("guild_remove", timeout=5))
            await asyncio.sleep(0)
            world.remove_bot(mill)
            await gone
            assert bot.get_channel(place.id) is None
