"""Say what happened so far."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.services.recap import RecapService
from bot.ui.answers import Answer
from bot.ui.recap import recap_text
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of


class Recaps(commands.Cog):
    """The story so far, for whoever comes back to it."""

    def __init__(self, recaps: RecapService) -> None:
        self.recaps = recaps

    @app_commands.command()
    @app_commands.guild_only()
    async def recap(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Sum up what happened so far, for you alone."""
        async with Answer(interaction, ephemeral=True) as answer:
            recap = await self.recaps.tell(interaction.channel_id or 0, person_of(interaction.user))
            await answer.say(recap_text(recap, tongue(interaction)))


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Recaps(bot.services.recaps))
