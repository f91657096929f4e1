"""Say what is wrong with a telling."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.i18n import N_, translate
from bot.services.complaints import ComplaintService, Telling
from bot.ui.answers import Answer
from bot.ui.memory import fact_line
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of
from bot.ui.wrong_button import correct_view
from bot.ui.wrong_form import fact_form, fact_sent, telling_of, wrong_form, wrong_sent

HEARD = N_("Thank you. It counts for the model that told this: /stats scorecard shows how often that happens to whom.")
REMEMBERED = N_("The game master keeps this in mind from now on: {fact}")

Interaction = discord.Interaction[SkaldBot]


class ComplaintCog(commands.Cog):
    """The button under each reply, and its forms."""

    def __init__(self, complaints: ComplaintService) -> None:
        self.complaints = complaints

    @commands.Cog.listener()
    async def on_wrong_pressed(self, interaction: Interaction, telling: str) -> None:
        """Ask what is wrong with the turn under which the button stands."""
        person = person_of(interaction.user, interaction.permissions)
        try:
            await self.complaints.check(interaction.channel_id or 0, person, telling_of(telling))
            await interaction.response.send_modal(wrong_form(telling, tongue(interaction)))
        except Exception as error:
            await tell_failure(interaction, error)

    @commands.Cog.listener()
    async def on_correction_wanted(self, interaction: Interaction, number: int) -> None:
        """Show the form that makes a fact of a complaint."""
        try:
            words = await self.complaints.words(person_of(interaction.user), number)
            await interaction.response.send_modal(fact_form(number, words, tongue(interaction)))
        except Exception as error:
            await tell_failure(interaction, error)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Keep what one of the forms says, also one from before a restart."""
        wrong, fact = wrong_sent(interaction), fact_sent(interaction)
        try:
            if wrong is not None:
                await self._complain(interaction, *wrong)
            elif fact is not None:
                await self._correct(interaction, *fact)
        except Exception as error:
            await tell_failure(interaction, error)

    async def _complain(self, interaction: Interaction, telling: Telling, what: str, words: str) -> None:
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            heard = await self.complaints.complain(interaction.channel_id or 0, person, telling, what, words)
            view = correct_view(heard.id, language) if heard.correctable else None
            await answer.say(translate(HEARD, language), view=view)

    async def _correct(self, interaction: Interaction, number: int, about: str, text: str) -> None:
        channel_id, person = interaction.channel_id or 0, person_of(interaction.user, interaction.permissions)
        private = await self.complaints.private(channel_id, person)
        async with Answer(interaction, ephemeral=private) as answer:
            fact = await self.complaints.correct(channel_id, person, number, about, text)
            await answer.say(translate(REMEMBERED, tongue(interaction)).format(fact=fact_line(fact)))


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(ComplaintCog(bot.services.comparing.complaints))
