"""Say something to the game master that nobody else hears."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.services.whispers import WHISPER_LENGTH, WhisperService
from bot.ui.answers import Answer
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of
from bot.ui.whispers import whispered_text


class Whispers(commands.Cog):
    """What only one player learns."""

    def __init__(self, whispers: WhisperService) -> None:
        self.whispers = whispers

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(text="What only the game master may hear; the answer is for you alone")
    async def whisper(
        self, interaction: discord.Interaction[SkaldBot], text: app_commands.Range[str, 1, WHISPER_LENGTH]
    ) -> None:
        """Ask or tell the game master something that only you learn."""
        async with Answer(interaction, ephemeral=True) as answer:
            whispered = await self.whispers.whisper(interaction.channel_id or 0, person_of(interaction.user), text)
            await answer.say(whispered_text(whispered, tongue(interaction)))


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Whispers(bot.services.whispers))
