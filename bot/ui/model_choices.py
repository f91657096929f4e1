"""Offer models to whoever types the name of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from discord import app_commands

# Discord shows no more.
MOST = 25


class Offered(Protocol):
    """A model as people and commands know it."""

    @property
    def label(self) -> str: ...

    @property
    def name(self) -> str: ...


def model_choices(models: Iterable[Offered], typed: str) -> list[app_commands.Choice[str]]:
    """Return the models whose label or name holds what was typed so far."""
    wanted = typed.casefold()
    found = [model for model in models if wanted in model.label.casefold() or wanted in model.name.casefold()]
    return [app_commands.Choice(name=model.label[:100], value=model.name) for model in found[:MOST]]
