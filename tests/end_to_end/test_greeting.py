"""Skald comes to a server and says hello, once."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from playground.model import Guild, Message
from playground.permissions import bits
from playground.web.keys import HEADER
from tests.end_to_end.conftest import Seat


def founded(seat: Seat, *channels: str, locale: str = "en-US") -> Guild:
    world = seat.playground.world
    guild = world.found_guild("The Mill", world.user("kira"), locale)
    for name in channels:
        world.add_channel(guild, name)
    return guild


def said(seat: Seat, guild: Guild) -> list[Message]:
    bot = seat.playground.world.application.bot
    return [message for place in guild.places() for message in place.messages if message.author is bot]


async def come(seat: Seat, guild: Guild, *, again: bool = False, granted: str | None = None) -> None:
    """Let Skald in and wait until it has dealt with that."""
    assert seat.bot is not None
    if again:
        gone = asyncio.create_task(seat.bot.wait_for("guild_remove", timeout=30))
        await asyncio.sleep(0)
        seat.playground.world.remove_bot(guild)
        await gone
    joined = asyncio.create_task(seat.bot.wait_for("guild_join", timeout=30))
    await asyncio.sleep(0)
    seat.playground.world.invite_bot(guild, None if granted is None else bits(granted))
    await joined
    # What the greeting waits for is the database; whoever comes after it there finds it done.
    await seat.bot.services.servers.claim_greeting(1, "another")


async def test_a_server_is_greeted_once_with_what_to_do_first(seat: Seat) -> None:
    guild = founded(seat, "hall", "attic")
    await come(seat, guild)
    hello = await seat.playground.wait_for(lambda: next(iter(said(seat, guild)), None), what="a greeting")
    assert hello.channel.name == "hall"
    assert "</setup:" in hello.content
    assert "lack" not in hello.content
    await come(seat, guild, again=True)
    await seat.restart()
    assert len(said(seat, guild)) == 1


async def test_the_greeting_is_in_the_servers_language_and_names_each_missing_permission(seat: Seat) -> None:
    guild = founded(seat, "cave", "salon", locale="fr")
    seat.playground.deny(seat.playground.channel("cave", guild), "view_channel")
    guild.roles[guild.id].permissions = 0
    await come(seat, guild, granted="view_channel send_messages embed_links")
    hello = await seat.playground.wait_for(lambda: next(iter(said(seat, guild)), None), what="a greeting")
    assert hello.channel.name == "salon"
    listed = [line for line in hello.content.splitlines() if line.startswith("- **")]
    assert len(listed) == 4
    assert all("Skald" in line for line in listed)


async def test_where_nothing_may_be_written_nothing_is_tried(seat: Seat) -> None:
    guild = founded(seat, "silent")
    seat.playground.deny(seat.playground.channel("silent", guild), "send_messages")
    before = len(seat.playground.exchanges)
    await come(seat, guild)
    assert said(seat, guild) == []
    assert not [one for one in seat.playground.exchanges[before:] if "/messages" in one.path]


@pytest.mark.parametrize(("locale", "word"), [("fr", "maître du jeu"), ("xx", "game master")])
async def test_a_server_founded_at_the_page_is_greeted_in_its_founders_language(
    seat: Seat, locale: str, word: str
) -> None:
    told = {"person": "ada", "locale": locale, "name": "Le Moulin"}
    headers = {HEADER: seat.playground.keys.host}
    async with (
        aiohttp.ClientSession(seat.playground.url) as page,
        page.post("/page/guild", json=told, headers=headers) as answer,
    ):
        guild = seat.playground.world.guilds[int((await answer.json())["guild"])]
    hello = await seat.playground.wait_for(lambda: next(iter(said(seat, guild)), None), what="a greeting")
    assert word in hello.content
