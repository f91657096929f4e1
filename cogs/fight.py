"""Show who is in the fight and whose turn it is."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.domain.lines.order import order_lines
from bot.services.fight import FightService
from bot.ui.answers import Answer
from bot.ui.tongue import tongue


class Fights(commands.Cog):
    """The order of a fight, for whoever lost the thread."""

    def __init__(self, fights: FightService) -> None:
        self.fights = fights

    @app_commands.command()
    @app_commands.guild_only()
    async def fight(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show who is in the fight and whose turn it is, for you alone."""
        async with Answer(interaction, ephemeral=True) as answer:
            state = await self.fights.show(interaction.channel_id or 0)
            await answer.say(order_lines(state, tongue(interaction)))


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Fights(bot.services.fights))
