"""What holds for every slash command, whoever adds the next one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord import AppCommandOptionType, app_commands

from bot.ui.translator import CatalogueTranslator
from tests.translations import Words, load_commands, typed

# Discord refuses a command whose names, descriptions and values are longer than this in all.
COMMAND_LENGTH = 8000
# Everything else belongs to the campaign of a channel, which a direct message never has.
ANYWHERE = {"account", "roll", "help", "language"}
# What only the person who types can know; every other option offers its values.
FREE_TEXT = {
    "act": {"action"},
    "roll": {"dice"},
    "gm narrate": {"text"},
    "gm roll": {"dice", "reason"},
    "gm whisper": {"text"},
    "whisper": {"text"},
    "campaign create": {"name", "themes"},
    "campaign clone": {"name"},
    "campaign settings": {"tone", "house_rules"},
    "safety lines": {"add"},
    "safety veils": {"add"},
    "character create": {"name", "description"},
    "budget set": {"amount"},
    "memory note": {"about", "text"},
    "memory correct": {"text"},
    "recall": {"words"},
    "replay start": {"limit"},
    "models audition": {"limit"},
}


@pytest.fixture
async def tree() -> list[Words]:
    return await load_commands()


async def test_only_what_needs_no_campaign_can_be_used_outside_of_a_server(tree: list[Words]) -> None:
    outside = {command.name for command in tree if not _only_in_servers(command)}
    assert outside == ANYWHERE


async def test_every_option_offers_its_values_unless_it_is_free_text(tree: list[Words]) -> None:
    free = {
        command.qualified_name: {
            option.display_name
            for option in command.parameters
            if option.type is AppCommandOptionType.string and not option.choices and not option.autocomplete
        }
        for command in typed(tree)
    }
    assert {name: options for name, options in free.items() if options} == FREE_TEXT


async def test_free_text_is_bounded_where_it_is_kept(tree: list[Words]) -> None:
    unbounded = {
        f"{command.qualified_name} {option.display_name}"
        for command in typed(tree)
        for option in command.parameters
        if option.display_name in FREE_TEXT.get(command.qualified_name, ()) and option.max_value is None
    }
    # Dice are kept nowhere, and the rules refuse a long expression with a sentence of their own.
    assert unbounded == {"roll dice"}


async def test_no_command_is_longer_than_discord_takes(tree: list[Words]) -> None:
    registry = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    for command in tree:
        payload = await command.get_translated_payload(registry, CatalogueTranslator())
        assert len(command.name) <= _length(payload) <= COMMAND_LENGTH, command.name


async def test_what_can_be_chosen_has_names_of_its_own_in_every_language(tree: list[Words]) -> None:
    registry = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    for command in tree:
        payload = await command.get_translated_payload(registry, CatalogueTranslator())
        for level in _levels(payload):
            named = [{"": one["name"], **(one.get("name_localizations") or {})} for one in level]
            for locale in {locale for names in named for locale in names}:
                shown = [names.get(locale, names[""]) for names in named]
                assert len(set(shown)) == len(shown), (command.name, shown)


def _levels(payload: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Walk over the lists a person chooses from: commands of a group, options of a command, choices of an option."""
    for name in ("options", "choices"):
        if found := payload.get(name):
            yield found
            for one in found:
                yield from _levels(one)


def _only_in_servers(command: Words) -> bool:
    contexts = command.allowed_contexts
    return command.guild_only or (contexts is not None and contexts.guild and not contexts.dm_channel)


def _length(payload: dict[str, Any]) -> int:
    """Count as Discord does: names, descriptions and choices, the longest of each one's languages."""
    words = ("name", "description", "value")
    own = 0
    for word in words:
        if isinstance(text := payload.get(word), str):
            own += max(map(len, (text, *(payload.get(f"{word}_localizations") or {}).values())))
    below = (*payload.get("options", ()), *payload.get("choices", ()))
    return own + sum(_length(one) for one in below)
