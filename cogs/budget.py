"""Set limits to what turns cost, and see what they did cost."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.domain.amount import LENGTH, amount_in
from bot.domain.budget import Budget, Period, Scope, Unit
from bot.domain.campaign import BudgetPolicy
from bot.domain.plaintext import shorten
from bot.i18n import N_, translate
from bot.services.overspending import budget_name
from bot.services.treasury import Place, Treasury
from bot.ui.answers import Answer
from bot.ui.budget_card import POLICIES, purse_card
from bot.ui.choices import matching
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

SCOPES = [
    app_commands.Choice(name=N_("the whole server"), value="server"),
    app_commands.Choice(name=N_("the campaign of this channel"), value="campaign"),
    app_commands.Choice(name=N_("one player"), value="player"),
]
PERIODS = [
    app_commands.Choice(name=N_("each day (UTC)"), value="day"),
    app_commands.Choice(name=N_("each month (UTC)"), value="month"),
]
UNITS = [
    app_commands.Choice(name=N_("US dollars"), value="dollars"),
    app_commands.Choice(name=N_("turns"), value="turns"),
]
POLICY_CHOICES = [app_commands.Choice(name=sentence, value=policy) for policy, sentence in POLICIES.items()]

SET = N_("{budget}: {amount} from now on.")
REMOVED = N_("{budget} is removed.")
DECIDED = N_("When a turn would pass a budget: {policy}.")


@app_commands.guild_only()
class Budgets(commands.GroupCog, group_name="budget", group_description="What turns may cost, and what they did cost"):
    """Who pays decides how much."""

    def __init__(self, treasury: Treasury) -> None:
        self.treasury = treasury

    @app_commands.command()
    @app_commands.describe(
        scope="Whose spending it limits",
        amount="How much: 5 or 2.50",
        period="How often it begins anew",
        unit="What it is counted in",
        player="Whose it is, for the budget of one player",
    )
    @app_commands.choices(scope=SCOPES, period=PERIODS, unit=UNITS)
    async def set(
        self,
        interaction: discord.Interaction[SkaldBot],
        scope: Scope,
        amount: app_commands.Range[str, 1, LENGTH],
        period: Period,
        unit: Unit,
        player: discord.User | None = None,
    ) -> None:
        """Set a budget, or change it."""
        language = tongue(interaction)
        whose = person_of(player) if player is not None else None
        async with Answer(interaction, ephemeral=True) as answer:
            budget = await self.treasury.set(_place(interaction), scope, amount, period, unit, whose)
            told = translate(SET, language).format(
                budget=budget_name(budget, language), amount=amount_in(unit, budget.amount, language)
            )
            await answer.say(told)

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show what was spent, on what and by whom, and what is left."""
        async with Answer(interaction, ephemeral=True) as answer:
            purse = await self.treasury.show(
                interaction.guild_id or 0,
                interaction.channel_id or 0,
                everything=interaction.permissions.manage_guild,
            )
            await answer.say(embed=purse_card(purse, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(budget="Which one")
    async def remove(self, interaction: discord.Interaction[SkaldBot], budget: str) -> None:
        """Remove a budget."""
        language = tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            removed = await self.treasury.remove(_place(interaction), budget)
            await answer.say(translate(REMOVED, language).format(budget=budget_name(removed, language)))

    @app_commands.command()
    @app_commands.describe(policy="What happens then")
    @app_commands.choices(policy=POLICY_CHOICES)
    async def policy(self, interaction: discord.Interaction[SkaldBot], policy: BudgetPolicy) -> None:
        """Choose what a turn of this campaign does that would pass a budget."""
        language = tongue(interaction)
        async with Answer(interaction) as answer:
            await self.treasury.set_policy(_place(interaction), policy)
            await answer.say(translate(DECIDED, language).format(policy=translate(POLICIES[policy], language)))

    @remove.autocomplete("budget")
    async def _budgets(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        language = tongue(interaction)
        found = await self.treasury.offered(_place(interaction))
        return matching([(str(each.id), _label(each, language)) for each in found], current)


def _label(budget: Budget, language: str) -> str:
    """Name a budget in a list, where Discord shows neither mentions nor markdown."""
    amount = amount_in(budget.unit, budget.amount, language)
    return shorten(f"{budget_name(budget, language, plain=True)} · {amount}", 100)


def _place(interaction: discord.Interaction[SkaldBot]) -> Place:
    guild = interaction.guild
    return Place(
        guild_id=interaction.guild_id or 0,
        guild_name=guild.name if guild else "",
        channel_id=interaction.channel_id or 0,
        person=person_of(interaction.user, interaction.permissions),
        admin=interaction.permissions.manage_guild,
    )


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Budgets(bot.services.treasury))
