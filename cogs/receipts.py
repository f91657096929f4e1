"""Show what a turn took and gave."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.services.receipts import ReceiptService
from bot.ui.answers import Answer
from bot.ui.receipt import receipt_card
from bot.ui.tongue import tongue


class Receipts(commands.Cog):
    """The button under each reply, and /receipt for the last one."""

    def __init__(self, receipts: ReceiptService) -> None:
        self.receipts = receipts

    @app_commands.command()
    @app_commands.guild_only()
    async def receipt(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show what the last turn took: model, waits, tokens, cost, dice."""
        async with Answer(interaction, ephemeral=True) as answer:
            view = await self.receipts.last(interaction.channel_id or 0)
            await answer.say(embed=receipt_card(view, tongue(interaction)))

    @app_commands.guild_only()
    async def receipt_of(self, interaction: discord.Interaction[SkaldBot], message: discord.Message) -> None:
        """Show the receipt of the turn that a message tells."""
        async with Answer(interaction, ephemeral=True) as answer:
            view = await self.receipts.of_message(interaction.channel_id or 0, message.id)
            await answer.say(embed=receipt_card(view, tongue(interaction)))

    @commands.Cog.listener()
    async def on_receipt_pressed(
        self, interaction: discord.Interaction[SkaldBot], campaign_id: int, number: int, take: int
    ) -> None:
        """Show the receipt of the turn whose button was pressed."""
        try:
            async with Answer(interaction, ephemeral=True) as answer:
                view = await self.receipts.of(campaign_id, number, take, interaction.channel_id or 0)
                await answer.say(embed=receipt_card(view, tongue(interaction)))
        except Exception as error:
            await tell_failure(interaction, error)


async def setup(bot: SkaldBot) -> None:
    receipts = Receipts(bot.services.receipts)
    await bot.add_cog(receipts)
    bot.tree.add_command(app_commands.ContextMenu(name="Receipt", callback=receipts.receipt_of))
