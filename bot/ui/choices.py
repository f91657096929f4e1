"""Offer values to whoever types one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from discord import app_commands

from bot.i18n import language_names, translate

# Discord shows no more, and takes no longer label.
MOST: Final = 25
LONGEST: Final = 100


class Offered(Protocol):
    """A model as people and commands know it."""

    @property
    def label(self) -> str: ...

    @property
    def name(self) -> str: ...


def model_choices(models: Iterable[Offered], typed: str, language: str) -> list[app_commands.Choice[str]]:
    """Return the models whose label or name holds what was typed so far."""
    wanted = typed.casefold()
    called = [(translate(model.label, language), model.name) for model in models]
    found = [(label, name) for label, name in called if wanted in label.casefold() or wanted in name.casefold()]
    return [app_commands.Choice(name=label[:LONGEST], value=name) for label, name in found[:MOST]]


def matching(labels: Iterable[tuple[str, str]], typed: str) -> list[app_commands.Choice[str]]:
    """Return the values whose label, the second of each pair, holds what was typed so far."""
    wanted = typed.casefold()
    found = [(value, label) for value, label in labels if wanted in label.casefold()]
    return [app_commands.Choice(name=label[:LONGEST], value=value) for value, label in found[:MOST]]


def language_choices() -> list[app_commands.Choice[str]]:
    """Return the languages Skald speaks, each by its own name."""
    return [app_commands.Choice(name=name, value=language) for language, name in language_names().items()][:MOST]
