"""Keep what is the same for every client from test to test: the cogs' modules, and what Discord is told of commands."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import orjson
import pytest
from discord import app_commands
from discord.ext import commands


async def _load(client: Any, spec: ModuleSpec, key: str) -> None:
    """Set up an extension whose module may have been imported before."""
    library = importlib.import_module(key)
    await library.setup(client)
    client._BotBase__extensions[key] = library


async def _let_go(client: Any, library: ModuleType, key: str) -> None:
    """Take an extension away, and leave its module."""
    client._BotBase__extensions.pop(key, None)


async def _stay(client: Any, name: str) -> None:
    """Leave the commands and listeners of an extension where they are: its client ends with it."""


def _told_once(payload: Any) -> Any:
    """Put a command into all of Discord's languages once, as long as it says the same."""
    told: dict[tuple[bytes, type[Any]], Any] = {}

    async def translated(command: Any, tree: Any, translator: Any) -> Any:
        key = orjson.dumps(command.to_dict(tree)), type(translator)
        if key not in told:
            told[key] = await payload(command, tree, translator)
        return told[key]

    return translated


def import_once(patch: pytest.MonkeyPatch) -> None:
    """Have every client take the cogs' modules as they are."""
    patch.setattr(commands.bot.BotBase, "_load_from_module_spec", _load)
    patch.setattr(commands.bot.BotBase, "_call_module_finalizers", _let_go)


@pytest.fixture(scope="session", autouse=True)
def cogs_are_imported_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        import_once(patch)
        patch.setattr(commands.bot.BotBase, "_remove_module_references", _stay)
        for kind in (app_commands.Group, app_commands.Command):
            patch.setattr(kind, "get_translated_payload", _told_once(kind.get_translated_payload))
        yield
