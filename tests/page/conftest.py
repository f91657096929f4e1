"""One Chromium and one playground with a real bot for all tests of the page."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import discord
import pytest
import pytest_asyncio
import yarl
from discord.gateway import DiscordWebSocket
from playwright.async_api import Browser

from playground.clock import SystemClock, Timer
from playground.model import Channel
from playground.server import Playground
from tests.page.bot import TableBot
from tests.page.driver import Seat, browser_binary, open_browser, open_page


class ImpatientClock(SystemClock):
    """The real time, but whoever waits for a bot that says nothing waits half as long."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        return super().call_later(seconds / 2, callback)


@dataclass
class Table:
    """A running playground, the bot in it, and windows onto it; each test has a channel of its own."""

    playground: Playground
    bot: TableBot
    channel: Channel
    browser: Browser
    seats: list[Seat] = field(default_factory=list)

    async def sit(self, person: str = "kira", **settings: object) -> Seat:
        """Open a window as a person in the test's channel."""
        seat = await open_page(self.browser, self.playground.url, person, str(self.channel.id), **settings)  # type: ignore[arg-type]
        self.seats.append(seat)
        return seat

    async def bot_says(self, content: str | None = None, **more: object) -> discord.Message:
        """Let the bot write into the test's channel."""
        place = self.bot.get_channel(self.channel.id)
        if not isinstance(place, discord.TextChannel):
            raise TypeError(f"the bot does not see {self.channel.name}")
        return await place.send(content, **more)  # type: ignore[arg-type]


Sit = Callable[..., Awaitable[Seat]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    binary = browser_binary()
    if binary is None:
        pytest.skip("no chromium or chrome on this machine, so the page is not tested (Debian: apt install chromium)")
    async with open_browser(binary) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running(browser: Browser) -> AsyncIterator[tuple[Playground, TableBot]]:
    playground = await Playground.start(clock=ImpatientClock(), rate_limits=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discord.http.Route, "BASE", playground.api_url)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(playground.gateway_url))
        bot = TableBot()
        task = asyncio.create_task(bot.start(playground.token))
        await playground.online()
        await asyncio.wait_for(bot.wait_until_ready(), 10)
        yield playground, bot
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)
    await playground.close()


_numbers = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="session")
async def table(browser: Browser, running: tuple[Playground, TableBot]) -> AsyncIterator[Table]:
    playground, bot = running
    channel = playground.add_channel(f"table-{next(_numbers)}")
    async with asyncio.timeout(5):
        while bot.get_channel(channel.id) is None:
            await bot.wait_for("guild_channel_create", timeout=1)
    bot.asked.clear()
    bot.finish.clear()
    table = Table(playground, bot, channel, browser)
    yield table
    for seat in table.seats:
        await seat.close()
    await channel.vanish()


@pytest.fixture
def sit(table: Table) -> Sit:
    return table.sit
