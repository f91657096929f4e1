"""Take back what was told."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.i18n import N_, translate
from bot.services.undoing import MOST_UNDONE, Undone, UndoService
from bot.ui.answers import Answer
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

ONE = N_("Turn {last} is taken back: everything is as it was before it.")
MORE = N_("Turns {first} to {last} are taken back: everything is as it was before them.")


class UndoCog(commands.Cog):
    """/undo, and the button under each reply."""

    def __init__(self, undoing: UndoService) -> None:
        self.undoing = undoing

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(turns="How many turns to go back")
    async def undo(
        self, interaction: discord.Interaction[SkaldBot], turns: app_commands.Range[int, 1, MOST_UNDONE] = 1
    ) -> None:
        """Take the last turns back, with everything they changed."""
        person = person_of(interaction.user, interaction.permissions)
        async with Answer(interaction) as answer:
            undone = await self.undoing.undo(interaction.channel_id or 0, person, turns)
            await answer.say(_told(undone, tongue(interaction)))

    @commands.Cog.listener()
    async def on_undo_pressed(self, interaction: discord.Interaction[SkaldBot], number: int) -> None:
        """Take the turn back under which the button stands."""
        person = person_of(interaction.user, interaction.permissions)
        try:
            async with Answer(interaction, ephemeral=True) as answer:
                undone = await self.undoing.undo(interaction.channel_id or 0, person, number=number)
                await answer.say(_told(undone, tongue(interaction)))
        except Exception as error:
            await tell_failure(interaction, error)


def _told(undone: Undone, language: str) -> str:
    sentence = ONE if undone.first == undone.last else MORE
    return translate(sentence, language).format(first=undone.first, last=undone.last)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(UndoCog(bot.services.undoing))
