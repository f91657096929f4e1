"""Show a character's sheet."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.services.characters import CharacterService
from bot.ui.answers import Answer
from bot.ui.groups import group_of
from bot.ui.sheet_card import sheet_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of


def show_command(characters: CharacterService) -> app_commands.Command[Any, ..., None]:
    """Build /character show."""

    @app_commands.command(name="show")
    async def command(interaction: discord.Interaction[SkaldBot]) -> None:
        """Show your character's sheet."""
        async with Answer(interaction, ephemeral=True) as answer:
            character = await characters.show(interaction.channel_id or 0, person_of(interaction.user))
            await answer.say(embed=sheet_card(character, tongue(interaction)))

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    group_of(bot, "character").add_command(show_command(bot.services.characters))
