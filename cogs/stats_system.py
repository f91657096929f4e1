"""Tell whoever runs Skald how process and machine are."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.services.vitals import VitalsService
from bot.ui.answers import Answer
from bot.ui.groups import group_of
from bot.ui.operators import check_operator
from bot.ui.stats_system import system_card
from bot.ui.tongue import tongue


def system_command(vitals: VitalsService) -> app_commands.Command[Any, ..., None]:
    """Build /stats system."""

    @app_commands.command(name="system")
    @app_commands.describe(days="Over how many days, up to 35")
    async def command(interaction: discord.Interaction[SkaldBot], days: int = 1) -> None:
        """For whoever runs Skald: process and machine."""
        async with Answer(interaction, ephemeral=True) as answer:
            await check_operator(interaction)
            await answer.say(embed=system_card(await vitals.report(days), tongue(interaction)))

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    group_of(bot, "stats").add_command(system_command(bot.services.comparing.vitals))
