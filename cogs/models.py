"""Show who is at the table, try a model out, choose a server's own, see how the program is."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.domain.plaintext import escape
from bot.i18n import N_, translate
from bot.services.auditions import AuditionService
from bot.services.models import ModelService
from bot.services.status import StatusService
from bot.ui.answers import Answer
from bot.ui.audition_card import audition_card
from bot.ui.choices import model_choices
from bot.ui.models_card import models_page
from bot.ui.models_pages import page_buttons
from bot.ui.operators import check_operator
from bot.ui.status_card import status_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

NEW_DEFAULT = N_("From the next turn on, {model} tells every campaign of this server that has not picked a model.")
NO_DEFAULT = N_(
    "This server has no default any more, and the operator's is not offered. Pick a model for each campaign."
)


@app_commands.guild_only()
class Models(commands.GroupCog, group_name="models", group_description="The language models at this table"):
    """Which models there are, and how they do."""

    def __init__(self, models: ModelService, auditions: AuditionService, status: StatusService) -> None:
        self.models = models
        self.auditions = auditions
        self.health = status

    @app_commands.command(name="list")
    async def list_(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show who is at the table, what they cost here and how long they take."""
        async with Answer(interaction, ephemeral=True) as answer:
            roster = await self.models.roster(interaction.guild_id or 0, interaction.channel_id or 0)
            page = models_page(roster, tongue(interaction))
            await answer.say(embed=page.embed, view=page_buttons(page.number, page.pages))

    @commands.Cog.listener()
    async def on_models_page_turned(self, interaction: discord.Interaction[SkaldBot], number: int) -> None:
        """Show another page, with the figures of this moment."""
        # Asking servers what they serve may take a second, which is a third of what Discord waits.
        await interaction.response.defer()
        roster = await self.models.roster(interaction.guild_id or 0, interaction.channel_id or 0)
        page = models_page(roster, tongue(interaction), number)
        await interaction.edit_original_response(embed=page.embed, view=page_buttons(page.number, page.pages))

    @app_commands.command()
    @app_commands.describe(model="The language model to call once")
    async def test(self, interaction: discord.Interaction[SkaldBot], model: str) -> None:
        """Call a model once: does it work, how fast, with tools, at what cost?"""
        may, guild = interaction.permissions, interaction.guild
        language = tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            audition = await self.auditions.audition(
                interaction.guild_id or 0,
                guild.name if guild else "",
                person_of(interaction.user, may),
                model,
                person_may=may.manage_channels or may.manage_guild,
                language=language,
            )
            await answer.say(embed=audition_card(audition, language))

    @app_commands.command()
    @app_commands.describe(model="The language model of this server; leave it out for the operator's default")
    async def default(self, interaction: discord.Interaction[SkaldBot], model: str | None = None) -> None:
        """Choose who tells the campaigns of this server that have not picked a model."""
        guild = interaction.guild
        async with Answer(interaction) as answer:
            card = await self.models.set_default(
                interaction.guild_id or 0,
                guild.name if guild else "",
                model,
                person_may=interaction.permissions.manage_guild,
            )
            language = tongue(interaction)
            sentence = translate(NEW_DEFAULT if card else NO_DEFAULT, language)
            await answer.say(sentence.format(model=escape(translate(card.label, language)) if card else ""))

    @app_commands.command()
    async def status(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """For whoever runs Skald: how is it?"""
        async with Answer(interaction, ephemeral=True) as answer:
            await check_operator(interaction)
            await answer.say(embed=status_card(await self.health.report(), tongue(interaction)))

    @test.autocomplete("model")
    @default.autocomplete("model")
    async def _offered(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        return model_choices(await self.models.offered(interaction.guild_id or 0), current, tongue(interaction))


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Models(bot.services.models, bot.services.auditions, bot.services.status))
