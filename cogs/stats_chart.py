"""Draw what was measured."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.statistics import Scope
from bot.i18n import translate
from bot.services.asking import Asking, Question, Wish
from bot.services.chart_kinds import KINDS, chart_kind
from bot.services.charting import ChartService
from bot.services.models import ModelService
from bot.ui.answers import Answer
from bot.ui.campaign_list import campaign_choices
from bot.ui.choices import matching, model_choices
from bot.ui.groups import group_of
from bot.ui.operators import check_operator
from bot.ui.stats_chart import ChartTableButton, chart_file, table_button, table_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_at_server

ABOUT = {
    "kind": "Which chart",
    "days": "Over how many days, 1 to 400; 30 if left out",
    "campaign": "Of one campaign",
    "model": "Of one model",
    "light": "On white, for light Discord",
    "post": "Show it to everybody here",
    "everywhere": "Of all servers: for whoever runs Skald",
}


class Charts(commands.Cog):
    """The figures of a chart, for those who press its button."""

    def __init__(self, asking: Asking, charts: ChartService) -> None:
        self.asking = asking
        self.charts = charts

    async def question(self, interaction: discord.Interaction[SkaldBot], kind: str, wish: Wish) -> Question:
        """Return what somebody may have drawn; the machine's load and all servers are for whoever runs Skald."""
        if wish.everywhere or kind == "system":
            await check_operator(interaction)
        found = await self.asking.question(person_at_server(interaction.user), interaction.guild_id or 0, wish)
        return replace(found, scope=Scope(None)) if kind == "system" else found

    @commands.Cog.listener()
    async def on_chart_table_asked(self, interaction: discord.Interaction[SkaldBot], kind: str, wish: Wish) -> None:
        """Show the figures of a chart to whoever asks, as far as they may see them."""
        language = tongue(interaction)
        try:
            async with Answer(interaction, ephemeral=True) as answer:
                asked = await self.question(interaction, kind, wish)
                sheet = await self.charts.figures(kind, asked.scope, asked.filters, language, place=asked.campaign)
                embed, file = table_card(sheet, language)
                await answer.say(embed=embed, file=file)
        except Exception as error:
            await tell_failure(interaction, error)


def chart_command(cog: Charts, models: ModelService) -> app_commands.Command[Any, ..., None]:
    """Build /stats chart."""

    @app_commands.command(name="chart")
    @app_commands.describe(**ABOUT)
    async def command(
        interaction: discord.Interaction[SkaldBot],
        kind: str,
        days: int | None = None,
        campaign: str | None = None,
        model: str | None = None,
        light: bool = False,
        post: bool = False,
        everywhere: bool = False,
    ) -> None:
        """See what was measured as a picture."""
        language = tongue(interaction)
        async with Answer(interaction, ephemeral=not post) as answer:
            known = chart_kind(kind)
            if known == "campaign" and campaign is None:
                campaign = cog.asking.here(interaction.channel_id or 0)
            wish = Wish(days, campaign=campaign, model=model, everywhere=everywhere)
            asked = await cog.question(interaction, known, wish)
            chart = await cog.charts.draw(
                known, asked.scope, asked.filters, language, dark=not light, place=asked.campaign
            )
            same = Wish(
                campaign=campaign, model=asked.filters.model, everywhere=everywhere, window=asked.filters.window
            )
            await answer.say(file=chart_file(chart), view=table_button(known, same, language))

    @command.autocomplete("kind")
    async def kinds(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        language = tongue(interaction)
        return matching([(kind, translate(title, language)) for kind, title in KINDS.items()], current)

    @command.autocomplete("campaign")
    async def campaigns(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        found = await cog.asking.campaigns(person_at_server(interaction.user), interaction.guild_id or 0)
        return campaign_choices(found, current, tongue(interaction))

    @command.autocomplete("model")
    async def named(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return model_choices(await models.offered(interaction.guild_id or 0), current, tongue(interaction))

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    services = bot.services
    cog = Charts(services.comparing.asking, services.comparing.charts)
    bot.add_dynamic_items(ChartTableButton)
    await bot.add_cog(cog)
    group_of(bot, "stats").add_command(chart_command(cog, services.models))
