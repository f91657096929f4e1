"""List the campaigns of a server, and let channels tell them or no longer."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.plaintext import shown
from bot.i18n import N_, translate
from bot.services.binding import BindingService
from bot.ui.answers import Answer
from bot.ui.campaign_buttons import page_row
from bot.ui.campaign_list import campaign_choices, campaign_list
from bot.ui.campaign_place import place_of
from bot.ui.groups import group_of
from bot.ui.places import check_place
from bot.ui.tongue import tongue
from bot.ui.utterances import person_at_server, person_of

BOUND = N_("“{name}” is told in this channel, too, from where it stands.")
UNBOUND = N_("“{name}” is told here no more. Its story is kept; /campaign bind brings it to a channel again.")


def place_commands(binding: BindingService) -> list[app_commands.Command[Any, ..., None]]:
    """Build /campaign list, bind and unbind."""

    @app_commands.command(name="list")
    async def listed(interaction: discord.Interaction[SkaldBot]) -> None:
        """List the campaigns of this server that you can see."""
        async with Answer(interaction, ephemeral=True) as answer:
            found = await binding.listed(interaction.guild_id or 0, person_at_server(interaction.user))
            embed, number, pages = campaign_list(found, 1, tongue(interaction))
            await answer.say(embed=embed, view=page_row(number, pages))

    @app_commands.command()
    @app_commands.describe(campaign="Which of the campaigns you run")
    async def bind(interaction: discord.Interaction[SkaldBot], campaign: str) -> None:
        """Have a campaign told in this channel or thread, too."""
        async with Answer(interaction) as answer:
            check_place(interaction, "here")
            bound = await binding.bind(place_of(interaction), campaign)
            await answer.say(translate(BOUND, tongue(interaction)).format(name=shown(bound.name)))

    @app_commands.command()
    async def unbind(interaction: discord.Interaction[SkaldBot]) -> None:
        """Have nothing told in this channel any more; the story is kept."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction) as answer:
            kept = await binding.unbind(interaction.channel_id or 0, person)
            await answer.say(translate(UNBOUND, language).format(name=shown(kept.name)))

    @bind.autocomplete("campaign")
    async def offered(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        found = await binding.choices(interaction.guild_id or 0, person_at_server(interaction.user), "bind")
        return campaign_choices(found, current, tongue(interaction))

    return [listed, bind, unbind]


class CampaignPages(commands.Cog):
    """The pages of the list."""

    def __init__(self, binding: BindingService) -> None:
        self.binding = binding

    @commands.Cog.listener()
    async def on_campaigns_page_turned(self, interaction: discord.Interaction[SkaldBot], page: int) -> None:
        """Show another page in the place of the one under which a button was pressed."""
        try:
            found = await self.binding.listed(interaction.guild_id or 0, person_at_server(interaction.user))
            embed, number, pages = campaign_list(found, page, tongue(interaction))
            await interaction.response.edit_message(embed=embed, view=page_row(number, pages))
        except Exception as error:
            await tell_failure(interaction, error)


async def setup(bot: SkaldBot) -> None:
    binding = bot.services.binding
    for command in place_commands(binding):
        group_of(bot, "campaign").add_command(command)
    await bot.add_cog(CampaignPages(binding))
