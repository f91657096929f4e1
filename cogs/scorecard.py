"""Say what the tellings of a model are worth, by rules that need no judge."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.services.asking import Asking, Wish
from bot.services.models import ModelService
from bot.services.statistics import StatisticsService
from bot.ui.answers import Answer
from bot.ui.campaign_list import campaign_choices
from bot.ui.choices import model_choices
from bot.ui.groups import group_of
from bot.ui.operators import check_operator
from bot.ui.scorecard import scorecard
from bot.ui.tongue import tongue
from bot.ui.utterances import person_at_server

ABOUT = {
    "model": "Which model",
    "days": "Over how many days, 1 to 400; 30 if left out",
    "campaign": "Of one campaign",
    "everywhere": "Of all servers: for whoever runs Skald",
}


def scorecard_command(
    asking: Asking, statistics: StatisticsService, roster: ModelService
) -> app_commands.Command[Any, ..., None]:
    """Build /stats scorecard."""

    @app_commands.command(name="scorecard")
    @app_commands.describe(**ABOUT)
    async def command(
        interaction: discord.Interaction[SkaldBot],
        model: str,
        days: int | None = None,
        campaign: str | None = None,
        everywhere: bool = False,
    ) -> None:
        """How often a model tells what is not so."""
        person, guild_id = person_at_server(interaction.user), interaction.guild_id or 0
        async with Answer(interaction, ephemeral=True) as answer:
            if everywhere:
                await check_operator(interaction)
            wish = Wish(days=days, campaign=campaign, model=model, everywhere=everywhere)
            question = await asking.question(person, guild_id, wish)
            rates = await statistics.checks(question.scope, question.filters)
            await answer.say(embed=scorecard(question, rates, tongue(interaction)))

    @command.autocomplete("model")
    async def models(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return model_choices(await roster.offered(interaction.guild_id or 0), current, tongue(interaction))

    @command.autocomplete("campaign")
    async def campaigns(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        found = await asking.campaigns(person_at_server(interaction.user), interaction.guild_id or 0)
        return campaign_choices(found, current, tongue(interaction))

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    services = bot.services
    command = scorecard_command(services.comparing.asking, services.comparing.statistics, services.models)
    group_of(bot, "stats").add_command(command)
