"""Throw one's own dice, and check those that were thrown."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.services.rolling import RollDesk
from bot.ui.utterances import person_of


class DiceCog(commands.GroupCog, group_name="dice", group_description="Check the dice of this campaign"):
    """The button that throws, and the proof of every throw."""

    def __init__(self, desk: RollDesk) -> None:
        self.desk = desk

    @commands.Cog.listener()
    async def on_throw_pressed(self, interaction: discord.Interaction[SkaldBot], campaign_id: int) -> None:
        """Throw the dice that the telling waits for."""
        try:
            await self.desk.press(campaign_id, person_of(interaction.user, interaction.permissions))
            await interaction.response.defer()
        except Exception as error:
            await tell_failure(interaction, error)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(DiceCog(bot.services.desk))
