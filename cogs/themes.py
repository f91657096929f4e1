"""Look through the themes a campaign can begin with."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.themes import THEMES, Theme, theme_of
from bot.services.studio import Studio, StudioBusy
from bot.ui.answers import Answer
from bot.ui.groups import group_of
from bot.ui.themes_card import ThemeButton, ThemeSelect, theme_card, theme_controls, theme_picture
from bot.ui.tongue import tongue


class Themes(commands.Cog):
    """The catalogue, leafed through with a select."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio

    @commands.Cog.listener()
    async def on_theme_picked(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Show another theme in the place of this one."""
        try:
            await interaction.response.defer()
            # A theme that is in the catalogue no more: the first shows what there is now.
            theme, language = theme_of(key) or THEMES[0], tongue(interaction)
            embed, picture = await self.shown(theme, language)
            await interaction.edit_original_response(
                embed=embed, attachments=[] if picture is None else [picture], view=theme_controls(theme, language)
            )
        except Exception as error:
            await tell_failure(interaction, error)

    async def shown(self, theme: Theme, language: str) -> tuple[discord.Embed, discord.File | None]:
        """Build the card of a theme with its picture, without one where too many are waited for."""
        embed = theme_card(theme, language)
        try:
            drawn = await self.studio.theme(theme.key)
        except StudioBusy:
            return embed, None  # its words are what one chooses by
        return embed, theme_picture(theme, drawn, embed, language)


def themes_command(cog: Themes) -> app_commands.Command[Any, ..., None]:
    """Build /campaign themes."""

    @app_commands.command(name="themes")
    async def command(interaction: discord.Interaction[SkaldBot]) -> None:
        """Look through the themes a campaign can begin with."""
        theme, language = THEMES[0], tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            embed, picture = await cog.shown(theme, language)
            await answer.say(embed=embed, file=picture, view=theme_controls(theme, language))

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    bot.add_dynamic_items(ThemeSelect, ThemeButton)
    cog = Themes(bot.services.studio)
    await bot.add_cog(cog)
    group_of(bot, "campaign").add_command(themes_command(cog))
