"""A playground per test, with the real client in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from playground import ManualClock, Person, Playground
from playground.conformance import Conformance
from playground.model import Channel
from tests.playground.client import Bot, connected

DOCUMENT = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json"


@pytest.fixture(scope="session")
def conformance() -> Conformance | None:
    """Discord's document, where it lies beside the repository."""
    return Conformance.load(DOCUMENT) if DOCUMENT.is_file() else None


@pytest.fixture
async def playground(conformance: Conformance | None) -> AsyncIterator[Playground]:
    """A fresh world without rate limits; every exchange is checked against Discord's document."""
    playground = await Playground.start(rate_limits=False)
    yield playground
    await playground.close()
    if conformance is not None:
        assert conformance.check(playground.exchanges) == []


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
