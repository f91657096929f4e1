"""Keep the modules of the cogs from test to test: discord.py would run each of them anew for every client."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import pytest
from discord.ext import commands


async def _load(client: Any, spec: ModuleSpec, key: str) -> None:
    """Set up an extension whose module may have been imported before."""
    library = importlib.import_module(key)
    await library.setup(client)
    client._BotBase__extensions[key] = library


async def _let_go(client: Any, library: ModuleType, key: str) -> None:
    """Take an extension away, and leave its module."""
    client._BotBase__extensions.pop(key, None)


def import_once(patch: pytest.MonkeyPatch) -> None:
    """Have every client take the cogs' modules as they are."""
    patch.setattr(commands.bot.BotBase, "_load_from_module_spec", _load)
    patch.setattr(commands.bot.BotBase, "_call_module_finalizers", _let_go)


@pytest.fixture(scope="session", autouse=True)
def cogs_are_imported_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        import_once(patch)
        yield
