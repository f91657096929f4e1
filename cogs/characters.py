"""Make a character and look at its sheet."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.domain.campaign import NAME_LENGTH
from bot.domain.plaintext import escape
from bot.domain.sheet import DESCRIPTION_LENGTH, class_choices, race_choices
from bot.i18n import N_, language_of, translate
from bot.services.characters import CharacterService
from bot.ui.answers import Answer
from bot.ui.cards import sheet_card
from bot.ui.choices import matching
from bot.ui.utterances import person_of


@app_commands.guild_only()
class Characters(commands.GroupCog, group_name="character", group_description="Your character in this campaign"):
    """The sheets of a party."""

    def __init__(self, characters: CharacterService) -> None:
        self.characters = characters

    @app_commands.command()
    @app_commands.rename(class_="class")
    @app_commands.describe(
        name="What the character is called",
        race="Their people",
        class_="Their calling",
        description="How they look, what they want, what they fear",
    )
    async def create(
        self,
        interaction: discord.Interaction[SkaldBot],
        name: app_commands.Range[str, 1, NAME_LENGTH],
        race: str,
        class_: str,
        description: app_commands.Range[str, 0, DESCRIPTION_LENGTH] = "",
    ) -> None:
        """Make your character."""
        language = language_of(interaction.locale.value)
        async with Answer(interaction) as answer:
            character = await self.characters.create(
                interaction.channel_id or 0,
                person_of(interaction.user),
                name=name,
                race=race,
                class_=class_,
                description=description,
            )
            joined = translate(N_("**{name}** joins the party."), language).format(name=escape(character.name))
            await answer.say(joined, embed=sheet_card(character, language))

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show your character's sheet."""
        async with Answer(interaction, ephemeral=True) as answer:
            character = await self.characters.show(interaction.channel_id or 0, person_of(interaction.user))
            await answer.say(embed=sheet_card(character, language_of(interaction.locale.value)))

    @create.autocomplete("race")
    async def _races(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(race_choices(language_of(interaction.locale.value)), current)

    @create.autocomplete("class_")
    async def _classes(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        return matching(class_choices(language_of(interaction.locale.value)), current)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Characters(bot.services.characters))
