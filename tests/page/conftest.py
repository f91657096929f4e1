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
from discord.http import Route
from playwright.async_api import Browser, BrowserContext, Page

from playground.clock import SystemClock, Timer
from playground.model import Channel
from playground.server import Playground
from tests.page.bot import TableBot
from tests.page.driver import Seat, browser_binary, open_browser, open_context, sit_down


class ImpatientClock(SystemClock):
    """The real time, but whoever waits for a bot that says nothing waits half as long."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        return super().call_later(seconds / 2, callback)


class Profiles:
    """Browser profiles by language and seat, kept from test to test, each with a window.

    A new profile would load every file again, and a new window costs as much as the page in it. Two seats never share
    a profile: a browser slows down the tab that is behind another.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.kept: dict[tuple[str, int], BrowserContext] = {}
        self.windows: dict[tuple[str, int], Page] = {}

    async def speaking(self, locale: str, seat: int) -> BrowserContext:
        if (locale, seat) not in self.kept:
            self.kept[locale, seat] = await open_context(self.browser, locale)
        return self.kept[locale, seat]

    async def window(self, locale: str, seat: int) -> Page:
        """Return the seat's window, which shows nothing."""
        page = self.windows.get((locale, seat))
        if page is None or page.is_closed():
            page = self.windows[locale, seat] = await (await self.speaking(locale, seat)).new_page()
        return page


@dataclass
class Table:
    """A running playground, the bot in it, and windows onto it; each test has a channel of its own."""

    playground: Playground
    bot: TableBot
    channel: Channel
    profiles: Profiles
    seats: list[Seat] = field(default_factory=list)

    async def sit(
        self,
        person: str = "kira",
        channel: str | None = None,
        *,
        url: str | None = None,
        locale: str = "en-US",
        size: tuple[int, int] = (1280, 800),
        bent: bool = False,
    ) -> Seat:
        """Sit down as a person, in the test's channel unless another is named.

        A window that is to be `bent`, whose requests, clock, globals or look the test changes, is nobody's after it.
        """
        number = len(self.seats)
        profile = await self.profiles.speaking(locale, number)
        window = await (profile.new_page() if bent else self.profiles.window(locale, number))
        where = str(self.channel.id) if channel is None else channel
        seat = await sit_down(window, url or self.playground.url, person, where, size=size)
        self.seats.append(seat)
        return seat

    async def rise(self) -> None:
        """Leave every window, and keep those that are kept."""
        for seat in self.seats:
            await (seat.leave() if seat.page in self.profiles.windows.values() else seat.close())

    async def bot_says(self, content: str | None = None, **more: object) -> discord.Message:
        """Let the bot write into the test's channel."""
        place = self.bot.get_channel(self.channel.id)
        if not isinstance(place, discord.TextChannel):
            raise TypeError(f"the bot does not see {self.channel.name}")
        return await place.send(content, **more)  # type: ignore[arg-type]


Sit = Callable[..., Awaitable[Seat]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def profiles() -> AsyncIterator[Profiles]:
    binary = browser_binary()
    if binary is None:
        pytest.skip("no chromium or chrome on this machine, so the page is not tested (Debian: apt install chromium)")
    async with open_browser(binary) as opened:
        yield Profiles(opened)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running(profiles: Profiles) -> AsyncIterator[tuple[Playground, TableBot]]:
    with pytest.MonkeyPatch.context() as patch:
        # To ask for each of the page's files at every visit is a third of what a visit costs.
        playground = await Playground.start(clock=ImpatientClock(), rate_limits=False, files_last=3600)
        patch.setattr(Route, "BASE", playground.api_url)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(playground.gateway_url))
        bot = TableBot()
        task = asyncio.create_task(bot.start(playground.token))
        await playground.online()
        await asyncio.wait_for(bot.wait_until_ready(), 30)
        yield playground, bot
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)
    await playground.close()


_numbers = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="session")
async def table(profiles: Profiles, running: tuple[Playground, TableBot]) -> AsyncIterator[Table]:
    playground, bot = running
    channel = playground.add_channel(f"table-{next(_numbers)}")
    async with asyncio.timeout(5):
        while bot.get_channel(channel.id) is None:
            await bot.wait_for("guild_channel_create", timeout=1)
    bot.asked.clear()
    bot.finish.clear()
    table = Table(playground, bot, channel, profiles)
    yield table
    await table.rise()
    await channel.vanish()


@pytest.fixture
def sit(table: Table) -> Sit:
    return table.sit
