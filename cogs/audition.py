"""Hear models tell the same ready scenes, also before there is any campaign."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.services.replay import ReplayService
from bot.services.replay_orders import Order
from bot.ui.answers import Answer
from bot.ui.choices import matching, model_choices
from bot.ui.groups import group_of
from bot.ui.replay_card import dollars_of, replay_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of


def audition_command(replays: ReplayService) -> app_commands.Command[Any, ..., None]:
    """Build /models audition, which has its place in the group of models."""

    @app_commands.command()
    @app_commands.describe(
        first="A model that tells the scenes",
        second="Another",
        third="Another",
        fourth="Another",
        scene="One scene alone; all of them when left out",
        limit="The most it may cost, in dollars",
    )
    async def audition(
        interaction: discord.Interaction[SkaldBot],
        first: str,
        second: str | None = None,
        third: str | None = None,
        fourth: str | None = None,
        scene: str | None = None,
        limit: app_commands.Range[str, 1, 12] | None = None,
    ) -> None:
        """Have models tell the same ready scenes, side by side."""
        guild, language = interaction.guild, tongue(interaction)
        async with Answer(interaction) as answer:
            order = Order(
                guild_id=interaction.guild_id or 0,
                channel_id=interaction.channel_id or 0,
                models=tuple(model for model in (first, second, third, fourth) if model),
                scenes=replays.scenes if scene is None else (scene,),
                language=language,
                limit_usd=dollars_of(limit),
            )
            person = person_of(interaction.user, interaction.permissions)
            view = await replays.start(order, person, guild.name if guild else "")
            await answer.say(embed=replay_card(view, language))

    @audition.autocomplete("first")
    @audition.autocomplete("second")
    @audition.autocomplete("third")
    @audition.autocomplete("fourth")
    async def offered(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return model_choices(await replays.offered(interaction.guild_id or 0), current, tongue(interaction))

    @audition.autocomplete("scene")
    async def ready(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(replays.titles(tongue(interaction)), current)

    return cast("app_commands.Command[Any, ..., None]", audition)


async def setup(bot: SkaldBot) -> None:
    group_of(bot, "models").add_command(audition_command(bot.services.comparing.replays))
