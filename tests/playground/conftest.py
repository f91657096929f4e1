"""A playground per test, with the real client in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from playground import ManualClock, Person, Playground
from playground.model import Channel
from tests.playground.client import Bot, connected


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A fresh world without rate limits."""
    playground = await Playground.start(rate_limits=False)
    yield playground
    await playground.close()


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with connected(playground) as bot:
        yield bot


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def place(playground: Playground) -> Channel:
    return playground.channel("campaign")


@pytest.fixture
def kira(playground: Playground) -> Person:
    return playground.person("kira")


@pytest.fixture
def bruno(playground: Playground) -> Person:
    return playground.person("bruno")


@pytest.fixture
def ada(playground: Playground) -> Person:
    return playground.person("ada")


@pytest.fixture
async def table(clock: ManualClock) -> AsyncIterator[Playground]:
    """Return a table on loopback; a file whose table is another one has its own."""
    started = await Playground.start(clock=clock)
    yield started
    await started.close()


@pytest.fixture
async def session(table: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    """Ask a table as a browser does."""
    async with aiohttp.ClientSession(table.url) as opened:
        yield opened
