"""Set a server up."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.themes import SURPRISE
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.servers import NotAServerAdmin
from bot.services.setup import SetupService
from bot.services.treasury import Place
from bot.ui.answers import Answer
from bot.ui.forms import filled_in, sent
from bot.ui.setup_card import check_notices, setup_card
from bot.ui.setup_controls import BUDGET_FORM, OPERATORS, SetupControl, budget_form, setup_controls
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of


class NotAtAServer(SkaldError):
    sentence = N_("I am not a member of this server. Whoever manages it can invite me.")


class Setup(commands.Cog):
    """One message in which an admin chooses everything that holds for a server."""

    def __init__(self, service: SetupService) -> None:
        self.service = service

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def setup(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Set Skald up for this server: language, model, budget, who may start campaigns."""
        async with Answer(interaction, ephemeral=True) as answer:
            embed, controls = await self._shown(interaction)
            await answer.say(embed=embed, view=controls)

    @commands.Cog.listener()
    async def on_setup_used(self, interaction: discord.Interaction[Any], what: str, values: list[str]) -> None:
        """Keep what was chosen, or open what a button leads to."""
        try:
            # Buttons stay where they are when somebody's rights go.
            place = _place(interaction)
            if not place.admin:
                raise NotAServerAdmin
            if what == "start":
                interaction.client.dispatch("campaign_wanted", interaction, SURPRISE)
            elif what == "budget":
                form = budget_form(interaction.id, await self.service.budget(place), tongue(interaction))
                await interaction.response.send_modal(form)
            else:
                await interaction.response.defer()
                await self._keep(interaction, place, what, values)
        except Exception as error:
            await tell_failure(interaction, error)

    async def _keep(self, interaction: discord.Interaction[Any], place: Place, what: str, values: list[str]) -> None:
        try:
            await self._choose(interaction, place, what, values)
        finally:
            # What could not be kept is not to look as if it were.
            await self._redraw(interaction)

    async def _choose(self, interaction: discord.Interaction[Any], place: Place, what: str, values: list[str]) -> None:
        chosen = values[0] if values else None
        if what == "language" and chosen is not None:
            await self.service.choose_language(place, chosen)
        elif what == "model":
            await self.service.choose_model(place, None if chosen == OPERATORS else chosen)
        elif what == "notices":
            if chosen is not None:
                check_notices(_guild(interaction), int(chosen))
            await self.service.choose_notices(place, None if chosen is None else int(chosen))
        elif what == "creators":
            await self.service.choose_creators(place, None if chosen is None else int(chosen))
        elif what == "rating":
            await self.service.next_rating(place)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Keep the budget of a form that was sent."""
        if sent(interaction, BUDGET_FORM) is None:
            return
        try:
            await interaction.response.defer()
            await self.service.set_budget(_place(interaction), filled_in(interaction).get("amount", ""))
            await self._redraw(interaction)
        except Exception as error:
            await tell_failure(interaction, error)

    async def _redraw(self, interaction: discord.Interaction[Any]) -> None:
        embed, controls = await self._shown(interaction)
        await interaction.edit_original_response(embed=embed, view=controls)

    async def _shown(self, interaction: discord.Interaction[Any]) -> tuple[discord.Embed, discord.ui.View]:
        view, language = await self.service.show(_place(interaction)), tongue(interaction)
        return setup_card(view, _guild(interaction), language), setup_controls(view, language)


def _guild(interaction: discord.Interaction[Any]) -> discord.Guild:
    """Return the server as it is known here; who only added the commands to it has no member there."""
    guild = interaction.guild and interaction.client.get_guild(interaction.guild.id)
    if guild is None:
        raise NotAtAServer
    return guild


def _place(interaction: discord.Interaction[Any]) -> Place:
    person = person_of(interaction.user, interaction.permissions)
    name = interaction.guild.name if interaction.guild else ""
    return Place(interaction.guild_id or 0, name, interaction.channel_id or 0, person, person.admin)


async def setup(bot: SkaldBot) -> None:
    bot.add_dynamic_items(SetupControl)
    await bot.add_cog(Setup(bot.services.setup))
