"""Answer in figures which model runs the best game."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.services.vitals import VitalsService
from bot.ui.answers import Answer
from bot.ui.operators import check_operator
from bot.ui.stats_system import system_card
from bot.ui.tongue import tongue


@app_commands.guild_only()
class Stats(commands.GroupCog, group_name="stats", group_description="Which model runs the best game, in figures"):
    """What was measured; others add to this group."""

    def __init__(self, vitals: VitalsService) -> None:
        self.vitals = vitals

    @app_commands.command()
    @app_commands.describe(days="Over how many days, up to 35")
    async def system(self, interaction: discord.Interaction[SkaldBot], days: int = 1) -> None:
        """For whoever runs Skald: process and machine."""
        async with Answer(interaction, ephemeral=True) as answer:
            await check_operator(interaction)
            await answer.say(embed=system_card(await self.vitals.report(days), tongue(interaction)))


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Stats(bot.services.vitals))
