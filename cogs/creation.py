"""Make a character."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.domain.campaign import NAME_LENGTH
from bot.domain.plaintext import escape
from bot.domain.sheet import DESCRIPTION_LENGTH, class_choices, race_choices
from bot.i18n import N_, translate
from bot.services.characters import CharacterService
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.groups import group_of
from bot.ui.sheet_card import sheet_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of


def create_command(characters: CharacterService) -> app_commands.Command[Any, ..., None]:
    """Build /character create."""

    @app_commands.command(name="create")
    @app_commands.rename(class_="class")
    @app_commands.describe(
        name="What the character is called",
        race="Their people",
        class_="Their calling",
        description="How they look, what they want, what they fear",
    )
    async def command(
        interaction: discord.Interaction[SkaldBot],
        name: app_commands.Range[str, 1, NAME_LENGTH],
        race: str,
        class_: str,
        description: app_commands.Range[str, 0, DESCRIPTION_LENGTH] = "",
    ) -> None:
        """Make your character."""
        language = tongue(interaction)
        async with Answer(interaction) as answer:
            character = await characters.create(
                interaction.channel_id or 0,
                person_of(interaction.user),
                name=name,
                race=race,
                class_=class_,
                description=description,
            )
            joined = translate(N_("**{name}** joins the party."), language).format(name=escape(character.name))
            await answer.say(joined, embed=sheet_card(character, language))

    @command.autocomplete("race")
    async def races(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(race_choices(tongue(interaction)), current)

    @command.autocomplete("class_")
    async def classes(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(class_choices(tongue(interaction)), current)

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    group_of(bot, "character").add_command(create_command(bot.services.characters))
