"""Answer in figures which model runs the best game."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.services.asking import Asking, Wish
from bot.services.models import ModelService
from bot.services.statistics import StatisticsService
from bot.ui.answers import Answer
from bot.ui.campaign_list import campaign_choices
from bot.ui.choices import language_choices, model_choices
from bot.ui.operators import check_operator
from bot.ui.stats_cost import cost_card
from bot.ui.stats_models import models_page
from bot.ui.stats_options import date_choices, size_choices
from bot.ui.stats_pages import StatsPageButton, page_buttons
from bot.ui.tongue import tongue
from bot.ui.utterances import person_at_server

# What Discord shows of the options; others that narrow figures down say the same.
ABOUT = {
    "days": "Over how many days, 1 to 400; 30 if left out",
    "start": "From this day on",
    "end": "Up to this day",
    "campaign": "Of one campaign",
    "model": "Of one model",
    "language": "Of campaigns in one language",
    "size": "Of prompts of one size",
    "everywhere": "Of all servers: for whoever runs Skald",
}


@app_commands.guild_only()
class Stats(commands.GroupCog, group_name="stats", group_description="Which model runs the best game, in figures"):
    """What was measured; others add to this group."""

    def __init__(self, asking: Asking, statistics: StatisticsService, models: ModelService) -> None:
        self.asking = asking
        self.statistics = statistics
        self.roster = models

    @app_commands.command()
    @app_commands.rename(start="from", end="to")
    @app_commands.describe(**ABOUT)
    async def models(
        self,
        interaction: discord.Interaction[SkaldBot],
        days: int | None = None,
        start: str | None = None,
        end: str | None = None,
        campaign: str | None = None,
        model: str | None = None,
        language: str | None = None,
        size: str | None = None,
        everywhere: bool = False,
    ) -> None:
        """Compare models: waits, speed, cost, failures."""
        wish = Wish(days, start, end, campaign, model, language, size, everywhere)
        async with Answer(interaction, ephemeral=True) as answer:
            embed, view = await self._page(interaction, wish)
            await answer.say(embed=embed, view=view)

    @app_commands.command()
    @app_commands.rename(start="from", end="to")
    @app_commands.describe(**ABOUT)
    async def cost(
        self,
        interaction: discord.Interaction[SkaldBot],
        days: int | None = None,
        start: str | None = None,
        end: str | None = None,
        campaign: str | None = None,
        model: str | None = None,
        language: str | None = None,
        size: str | None = None,
        everywhere: bool = False,
    ) -> None:
        """What models cost: by model, day and player."""
        wish = Wish(days, start, end, campaign, model, language, size, everywhere)
        async with Answer(interaction, ephemeral=True) as answer:
            if wish.everywhere:
                await check_operator(interaction)
            person = person_at_server(interaction.user)
            question = await self.asking.question(person, interaction.guild_id or 0, wish)
            costs = await self.statistics.costs(question.scope, question.filters)
            await answer.say(embed=cost_card(question, costs, tongue(interaction)))

    @commands.Cog.listener()
    async def on_stats_page_turned(self, interaction: discord.Interaction[SkaldBot], number: int, wish: Wish) -> None:
        """Show another page, for as long as its reader may see it."""
        await interaction.response.defer()
        try:
            embed, view = await self._page(interaction, wish, number)
        except Exception as error:
            await tell_failure(interaction, error)
        else:
            await interaction.edit_original_response(embed=embed, view=view)

    async def _page(
        self, interaction: discord.Interaction[SkaldBot], wish: Wish, number: int = 1
    ) -> tuple[discord.Embed, discord.ui.View | None]:
        if wish.everywhere:
            await check_operator(interaction)
        person = person_at_server(interaction.user)
        question = await self.asking.question(person, interaction.guild_id or 0, wish)
        found = await self.statistics.models(question.scope, question.filters)
        page = models_page(question, found, tongue(interaction), number)
        return page.embed, page_buttons(question, wish, page.number, page.pages)

    @models.autocomplete("campaign")
    @cost.autocomplete("campaign")
    async def _campaigns(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        found = await self.asking.campaigns(person_at_server(interaction.user), interaction.guild_id or 0)
        return campaign_choices(found, current, tongue(interaction))

    @models.autocomplete("model")
    @cost.autocomplete("model")
    async def _models(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return model_choices(await self.roster.offered(interaction.guild_id or 0), current, tongue(interaction))

    @models.autocomplete("language")
    @cost.autocomplete("language")
    async def _languages(self, _: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return [choice for choice in language_choices() if current.casefold() in choice.name.casefold()]

    @models.autocomplete("size")
    @cost.autocomplete("size")
    async def _sizes(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return size_choices(current, tongue(interaction))

    @models.autocomplete("start")
    @models.autocomplete("end")
    @cost.autocomplete("start")
    @cost.autocomplete("end")
    async def _dates(self, _: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return date_choices(current)


async def setup(bot: SkaldBot) -> None:
    services = bot.services
    bot.add_dynamic_items(StatsPageButton)
    await bot.add_cog(Stats(services.comparing.asking, services.comparing.statistics, services.models))
