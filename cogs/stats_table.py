"""Figures of a campaign and of a player."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.services.asking import Asking, Wish
from bot.ui.answers import Answer
from bot.ui.campaign_list import campaign_choices
from bot.ui.groups import group_of
from bot.ui.stats_campaign import campaign_figures, player_figures
from bot.ui.tongue import tongue
from bot.ui.utterances import person_at_server, person_of

ABOUT = {"days": "Over how many days, 1 to 400; 30 if left out", "campaign": "Of one campaign"}


def campaign_command(asking: Asking) -> app_commands.Command[Any, ..., None]:
    """Build /stats campaign."""

    @app_commands.command(name="campaign")
    @app_commands.describe(**ABOUT)
    async def command(
        interaction: discord.Interaction[SkaldBot], campaign: str | None = None, days: int | None = None
    ) -> None:
        """How a campaign does: turns, waits, cost, models."""
        person, channel_id = person_at_server(interaction.user), interaction.channel_id or 0
        async with Answer(interaction, ephemeral=True) as answer:
            wish = Wish(days, campaign=campaign)
            question, figures = await asking.campaign(person, interaction.guild_id or 0, channel_id, wish)
            await answer.say(embed=campaign_figures(question, figures, tongue(interaction)))

    @command.autocomplete("campaign")
    async def campaigns(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        found = await asking.campaigns(person_at_server(interaction.user), interaction.guild_id or 0)
        return campaign_choices(found, current, tongue(interaction))

    return cast("app_commands.Command[Any, ..., None]", command)


def player_command(asking: Asking) -> app_commands.Command[Any, ..., None]:
    """Build /stats player."""

    @app_commands.command(name="player")
    @app_commands.describe(player="Whose figures; yours if left out", **ABOUT)
    async def command(
        interaction: discord.Interaction[SkaldBot],
        player: discord.Member | None = None,
        campaign: str | None = None,
        days: int | None = None,
    ) -> None:
        """What a player did: turns, dice, models, cost."""
        person, whose = person_at_server(interaction.user), person_of(player or interaction.user)
        async with Answer(interaction, ephemeral=True) as answer:
            wish = Wish(days, campaign=campaign)
            question, figures = await asking.player(person, interaction.guild_id or 0, whose.discord_id, wish)
            await answer.say(embed=player_figures(question, figures, whose.name, tongue(interaction)))

    @command.autocomplete("campaign")
    async def campaigns(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        found = await asking.campaigns(person_at_server(interaction.user), interaction.guild_id or 0)
        return campaign_choices(found, current, tongue(interaction))

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    for command in (campaign_command(bot.services.comparing.asking), player_command(bot.services.comparing.asking)):
        group_of(bot, "stats").add_command(command)
