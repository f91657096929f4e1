"""A loopback Discord with Skald in it, over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from functools import lru_cache
from typing import Any

import pytest
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr
from sqlalchemy import Row, Table, select

from bot.client import SkaldBot
from bot.config import Settings
from bot.pictures import sheet_card
from bot.services.awaiting import SIGN
from bot.storage.engine import Database
from bot.ui import endpoint
from playground.clock import SystemClock, Timer
from playground.model import Channel, Message
from playground.people import Person
from playground.server import Playground


async def _at_once(shard_id: int | None, *, initial: bool = False) -> None:
    """Begin a session anew without the pause that Discord asks for."""


class Seat:
    """Skald at a loopback Discord, and what a test does there."""

    def __init__(self, playground: Playground, settings: Settings) -> None:
        self.playground = playground
        self.settings = settings
        self.bot: SkaldBot | None = None
        self._running: asyncio.Task[None] | None = None

    @property
    def ada(self) -> Person:
        return self.playground.person("ada")

    @property
    def kira(self) -> Person:
        return self.playground.person("kira")

    @property
    def bruno(self) -> Person:
        return self.playground.person("bruno")

    @property
    def channel(self) -> Channel:
        return self.playground.channel("campaign")

    async def start(self, **changes: Any) -> None:
        """Connect Skald and wait until it can be played with."""
        self.settings = self.settings.model_copy(update=changes)
        await endpoint.use(self.playground.api_url)
        self.bot = bot = SkaldBot(self.settings)
        # The servers here come with the READY, so nothing is gained by waiting for others for a quarter of a second.
        bot._connection.guild_ready_timeout = 0.02
        bot.before_identify_hook = _at_once  # pyright: ignore[reportAttributeAccessIssue]
        is_ready = asyncio.Event()

        async def on_ready() -> None:
            is_ready.set()

        bot.add_listener(on_ready)
        self._running = asyncio.create_task(bot.start(self.playground.token))
        ready = asyncio.create_task(is_ready.wait())
        done, _ = await asyncio.wait({self._running, ready}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        if self._running in done:
            ready.cancel()
            await self._running
        await ready
        # On a busy machine they may be late all the same.
        await self.playground.wait_for(lambda: not any(guild.unavailable for guild in bot.guilds), what="the servers")
        if bot._sync is not None:
            await asyncio.wait_for(bot._sync, 30)

    async def stop(self) -> None:
        """Let Skald stop as SIGTERM would."""
        if self.bot is not None and self._running is not None:
            await self.bot.close()
            await asyncio.gather(self._running, return_exceptions=True)
            self.bot = self._running = None

    async def settled(self) -> None:
        """Wait until every turn that can be told is told and committed."""
        if self.bot is not None:
            workers = [table.worker for table in self.bot.services.play._tables.values() if table.worker]
            await asyncio.gather(*workers)

    async def kept(self, *tables: Table) -> list[list[Row[Any]]]:
        """Stop Skald, and read all rows of each of these tables."""
        await self.stop()
        database = await Database.open(self.settings.database)
        try:
            async with database.autocommit() as connection:
                return [list(await connection.execute(select(table).order_by(table.c.id))) for table in tables]
        finally:
            await database.close()

    async def restart(self, **changes: Any) -> None:
        await self.stop()
        await self.start(**changes)

    async def create_campaign(self, channel: Channel | None = None, **options: str) -> Message:
        """Start a campaign as the admin and return its first scene."""
        channel = channel or self.channel
        given = {"name": "The Drowned Bell", "themes": "fog, smugglers", "language": "en", **options}
        before = len(self.stories(channel))
        await (await self.ada.slash(channel, "campaign create", **given)).reply()
        return await self.told(before + 1, channel)

    def stories(self, channel: Channel | None = None) -> list[Message]:
        """List what the game master told, finished or not: plain messages, not answers to commands or of waiting."""
        bot = self.playground.world.application.bot
        place = channel or self.channel
        mine = [message for message in place.messages if message.author is bot and message.interaction is None]
        return [message for message in mine if not message.content.startswith(SIGN)]

    def failures(self) -> list[Message]:
        """List the replies that could not be told, with their button to try again."""
        return [one for one in self.stories() if "skald:retry" in buttons(one)]

    async def told(self, count: int, channel: Channel | None = None, timeout: float = 30) -> Message:  # noqa: ASYNC109
        """Wait until so many replies are told to their end and committed; return the last."""

        def last() -> Message | None:
            stories = self.stories(channel)
            if len(stories) < count:
                return None
            told = stories[count - 1]
            # A small line alone says that another model begins anew.
            return None if told.content.endswith("▌") or told.content.startswith("-# ↻") else told

        return await self.playground.wait_for(last, timeout, f"reply {count}")


def buttons(message: Message) -> list[str]:
    """Name the buttons under a message by their ids."""
    return [item["custom_id"] for row in message.components for item in row["components"]]


class PatientClock(SystemClock):
    """The real time, but on a busy machine the bot has 30 seconds to answer; how soon it does is measured elsewhere."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        return super().call_later(seconds * 10, callback)


Sitting = Callable[..., Awaitable[Seat]]


@pytest.fixture(scope="session", autouse=True)
def sheets_are_drawn_once() -> Iterator[None]:
    """Keep the pictures of sheets from test to test: a party of the same five takes a third of a second to draw."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet_card, "draw_sheet", lru_cache(maxsize=100)(sheet_card.draw_sheet))
        yield


@pytest.fixture
async def sit(sqlite_url: str, tmp_path: Any) -> AsyncIterator[Sitting]:
    """Return a function that opens a loopback Discord with Skald in it, with other settings where a test names them."""
    was = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
    async with AsyncExitStack() as stack:

        async def open_seat(*, start: bool = True, playground: dict[str, Any] | None = None, **changes: Any) -> Seat:
            # Waiting for Discord's limits takes seconds each time; where they matter, a test asks for them.
            place = await Playground.start(**{"rate_limits": False, "clock": PatientClock(), **(playground or {})})
            stack.push_async_callback(place.close)
            settings = Settings.model_construct(**{**_settings(tmp_path, sqlite_url, place), **changes})
            seat = Seat(place, settings)
            stack.push_async_callback(seat.stop)
            if start:
                await seat.start()
            return seat

        yield open_seat
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE = was  # pyright: ignore[reportAttributeAccessIssue]


def _settings(tmp_path: Any, url: str, place: Playground) -> dict[str, Any]:
    return {
        "discord_token": SecretStr(place.token),
        "discord_api_url": place.api_url,
        "data_dir": tmp_path,
        "database_url": url,
        "narrator_pace": 0.0,
        # Tests play faster than people.
        "turns_per_minute": 10_000,
        "server_turns_per_minute": 100_000,
        # Nothing listens there: a developer's own Ollama must not take part in a test.
        "ollama_base_url": "http://127.0.0.1:9/v1",
    }


@pytest.fixture
async def seat(sit: Sitting) -> Seat:
    """Skald with the offline narrator at a loopback Discord."""
    return await sit()
