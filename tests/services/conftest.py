"""Campaigns in files, and a Skald elsewhere to bring them to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.model_server import ModelServer
from benchmarks.parlour import Parlour
from benchmarks.seat import opened
from benchmarks.seat import settings as settings_of
from bot.bootstrap import Services
from tests.services.archived import Exported, export


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("exported")
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(lambda: asyncio.run(export(folder))).result()


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A story of few turns, so that many changes of it can be tried."""
    folder = tmp_path_factory.mktemp("short")
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(lambda: asyncio.run(export(folder, 12))).result()


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer().running() as server:
        yield server


@pytest.fixture
async def elsewhere(tmp_path: Path, model: ModelServer) -> AsyncIterator[Services]:
    """Skald with an empty database."""
    async with opened(settings_of(tmp_path, model), Parlour()) as services:
        yield services
