"""The real discord.py client pointed at a playground, and put back afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from playground import Playground

TIMEOUT = 5.0


@asynccontextmanager
async def pointed(playground: Playground) -> AsyncIterator[None]:
    """Send what discord.py does to the playground."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = playground.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(playground.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


class Bot(commands.Bot):
    """A bot that keeps what it hears."""

    def __init__(self, intents: discord.Intents | None = None, **options: Any) -> None:
        options.setdefault("guild_ready_timeout", 0.02)
        super().__init__("!", intents=intents or discord.Intents.all(), **options)
        self.heard: list[discord.Message] = []
        self.events: list[str] = []

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_socket_event_type(self, name: str) -> None:
        self.events.append(name)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        raise


@asynccontextmanager
async def connected(
    playground: Playground, bot: commands.Bot | commands.AutoShardedBot | None = None, token: str | None = None
) -> AsyncIterator[Any]:
    """Run a bot until it is ready, and close it at the end."""
    client = bot or Bot()
    async with pointed(playground):
        running = asyncio.create_task(client.start(token or playground.token))
        ready = asyncio.create_task(_ready(client, running))
        try:
            await asyncio.wait((running, ready), timeout=TIMEOUT, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                ready.cancel()
                await running
            await ready
            yield client
        finally:
            ready.cancel()
            await client.close()
            await asyncio.gather(running, return_exceptions=True)


async def _ready(client: commands.Bot | commands.AutoShardedBot, running: asyncio.Task[None]) -> None:
    while not running.done():
        # wait_until_ready needs a login first, which happens inside start.
        if client._ready is not discord.utils.MISSING:  # type: ignore[attr-defined]
            await client.wait_until_ready()
            return
        await asyncio.sleep(0)
