"""Offer a person their own characters, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands

from bot.domain.plaintext import clean
from bot.domain.sheet import class_name
from bot.services.stable import Named, StableService
from bot.ui.choices import matching
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

Offer = Callable[[discord.Interaction[Any], str], Any]


def offering(stable: StableService, wanted: Callable[[Named], bool] = lambda one: True) -> Offer:
    """Build the autocompletion of an option that takes one of a person's characters."""

    async def offer(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        language = tongue(interaction)
        own = [one for one in await stable.names(person_of(interaction.user)) if wanted(one)]
        return matching([(str(one.id), _offered(one, language)) for one in own], current)

    return offer


def _offered(one: Named, language: str) -> str:
    told = f"{clean(one.name)} · {class_name(one.class_, language)}"
    # The level of one that plays is that of when it came: only its table knows what it is now.
    return told if one.plays else f"{told} {one.level}"
