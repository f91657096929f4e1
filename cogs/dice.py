"""Throw one's own dice, and check those that were thrown."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.services.proving import ProofService
from bot.services.rolling import RollDesk
from bot.ui.answers import Answer
from bot.ui.proof import promise_text, proof_text
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of


@app_commands.guild_only()
class DiceCog(commands.GroupCog, group_name="dice", group_description="Check the dice of this campaign"):
    """The button that throws, and the proof of every throw."""

    def __init__(self, desk: RollDesk, proofs: ProofService) -> None:
        self.desk = desk
        self.proofs = proofs

    @app_commands.command()
    @app_commands.describe(turn="The number of the turn; without one, the last")
    async def verify(
        self, interaction: discord.Interaction[SkaldBot], turn: app_commands.Range[int, 1] | None = None
    ) -> None:
        """Check the dice of a past turn: every die is thrown again from its secret."""
        async with Answer(interaction, ephemeral=True) as answer:
            proof = await self.proofs.prove(interaction.channel_id or 0, turn)
            await answer.say(proof_text(proof, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(turn="The number of the turn, which can then not be taken back any more")
    async def reveal(self, interaction: discord.Interaction[SkaldBot], turn: app_commands.Range[int, 1]) -> None:
        """Open a past turn's secret, so that anyone can check its dice by hand."""
        person = person_of(interaction.user, interaction.permissions)
        async with Answer(interaction) as answer:
            proof = await self.proofs.reveal(interaction.channel_id or 0, person, turn)
            await answer.say(proof_text(proof, tongue(interaction)))

    @app_commands.command()
    async def promise(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show what is fixed about the dice before they fall."""
        async with Answer(interaction, ephemeral=True) as answer:
            promise = await self.proofs.promise(interaction.channel_id or 0)
            await answer.say(promise_text(promise, tongue(interaction)))

    @commands.Cog.listener()
    async def on_throw_pressed(self, interaction: discord.Interaction[SkaldBot], campaign_id: int) -> None:
        """Throw the dice that the telling waits for."""
        try:
            await self.desk.press(campaign_id, person_of(interaction.user, interaction.permissions))
            await interaction.response.defer()
        except Exception as error:
            await tell_failure(interaction, error)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(DiceCog(bot.services.desk, bot.services.proofs))
