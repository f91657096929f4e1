"""Show characters' sheets as pictures, and share them."""

from __future__ import annotations

from typing import Any, Final, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.services.people import Person
from bot.services.sheets import SheetService
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.groups import group_of
from bot.ui.sheet_picture import ShareButton, show_sheet
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

# A picture may have to wait for others; whoever asks is told at once that it comes.
_PATIENCE: Final = 0.2


class Sheets(commands.Cog):
    """The button that shares a sheet, and the menu on a user."""

    def __init__(self, sheets: SheetService) -> None:
        self.sheets = sheets

    @app_commands.guild_only()
    async def sheet_of(self, interaction: discord.Interaction[SkaldBot], user: discord.Member | discord.User) -> None:
        """Show the character that somebody plays here."""
        language, channel_id = tongue(interaction), interaction.channel_id or 0
        async with Answer(interaction, ephemeral=True, patience=_PATIENCE) as answer:
            player = Person(user.id, user.display_name)
            sheet = await self.sheets.of_player(channel_id, person_of(interaction.user), player, language)
            await show_sheet(answer, sheet, language, shareable=True)

    @commands.Cog.listener()
    async def on_sheet_shared(self, interaction: discord.Interaction[SkaldBot], character_id: int) -> None:
        """Show a sheet to everybody, as it is now."""
        language, channel_id = tongue(interaction), interaction.channel_id or 0
        try:
            async with Answer(interaction, patience=_PATIENCE) as answer:
                sheet = await self.sheets.shared(channel_id, person_of(interaction.user), character_id, language)
                await show_sheet(answer, sheet, language)
        except Exception as error:
            await tell_failure(interaction, error)


def show_command(sheets: SheetService) -> app_commands.Command[Any, ..., None]:
    """Build /character show."""

    @app_commands.command(name="show")
    @app_commands.describe(who="Another character: of this campaign, or yours at rest")
    async def command(interaction: discord.Interaction[SkaldBot], who: str = "") -> None:
        """Show your character's sheet, or another's."""
        language, channel_id = tongue(interaction), interaction.channel_id or 0
        async with Answer(interaction, ephemeral=True, patience=_PATIENCE) as answer:
            sheet = await sheets.of(channel_id, person_of(interaction.user), who, language)
            await show_sheet(answer, sheet, language, shareable=True)

    @command.autocomplete("who")
    async def known(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(await sheets.known(interaction.channel_id or 0, person_of(interaction.user)), current)

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    bot.add_dynamic_items(ShareButton)
    sheets = Sheets(bot.services.sheets)
    await bot.add_cog(sheets)
    group_of(bot, "character").add_command(show_command(sheets.sheets))
    bot.tree.add_command(app_commands.ContextMenu(name="Character sheet", callback=sheets.sheet_of))
