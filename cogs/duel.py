"""Have two hidden models tell a turn, and vote on it."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.duel import Choice
from bot.services.ballots import Ballots
from bot.services.duel_wishes import DuelWishes
from bot.services.settings import MOST_EVERY
from bot.ui.answers import Answer
from bot.ui.choices import model_choices
from bot.ui.duel_card import planned, tellings, voted
from bot.ui.refusals import check_embeds
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of


class DuelCog(commands.Cog):
    """/duel, and the buttons under a duel."""

    def __init__(self, wishes: DuelWishes, ballots: Ballots) -> None:
        self.wishes = wishes
        self.ballots = ballots

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(
        first="One of the two models; left out, those that met least",
        second="The other one",
        every="Every so many turns; 0 for none by itself",
    )
    async def duel(
        self,
        interaction: discord.Interaction[SkaldBot],
        first: str | None = None,
        second: str | None = None,
        every: app_commands.Range[int, 0, MOST_EVERY] | None = None,
    ) -> None:
        """Let two hidden models tell the next turn, and vote on it."""
        person, channel_id = person_of(interaction.user, interaction.permissions), interaction.channel_id or 0
        async with Answer(interaction) as answer:
            check_embeds(interaction)
            if every is None:
                plan = await self.wishes.ask(channel_id, person, first, second)
            else:
                plan = await self.wishes.repeat(channel_id, person, every, first, second)
            await answer.say(planned(plan, tongue(interaction)))

    @duel.autocomplete("first")
    @duel.autocomplete("second")
    async def _models(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return model_choices(await self.wishes.offered(interaction.guild_id or 0), current, tongue(interaction))

    @commands.Cog.listener()
    async def on_duel_voted(self, interaction: discord.Interaction[SkaldBot], duel_id: int, choice: Choice) -> None:
        """Keep a ballot, and tell its voter alone."""
        person = person_of(interaction.user, interaction.permissions)
        try:
            async with Answer(interaction, ephemeral=True) as answer:
                last = await self.ballots.vote(duel_id, person, choice)
                await answer.say(voted(choice, tongue(interaction), last=last))
        except Exception as error:
            await tell_failure(interaction, error)

    @commands.Cog.listener()
    async def on_duel_read(self, interaction: discord.Interaction[SkaldBot], duel_id: int) -> None:
        """Show both tellings of a duel that is over, with who told them."""
        try:
            async with Answer(interaction, ephemeral=True) as answer:
                duel, names = await self.ballots.tellings(interaction.channel_id or 0, duel_id)
                await answer.say(embeds=tellings(duel, names))
        except Exception as error:
            await tell_failure(interaction, error)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(DuelCog(bot.services.comparing.duel_wishes, bot.services.comparing.ballots))
