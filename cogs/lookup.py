"""Look things up in the rule book."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.services.compendium import Compendium
from bot.ui.answers import Answer
from bot.ui.book_page import book_pages
from bot.ui.choices import LONGEST
from bot.ui.tongue import tongue

Interaction = discord.Interaction[SkaldBot]


@app_commands.guild_only()
class Lookup(commands.GroupCog, group_name="lookup", group_description="The rule book of SRD 5.1"):
    """What the rules say, for whoever asks."""

    def __init__(self, book: Compendium) -> None:
        self.book = book

    @app_commands.command()
    @app_commands.describe(name="A rule, a condition or a feature of a class")
    async def rule(self, interaction: Interaction, name: str) -> None:
        """Read a rule, a condition or a feature, for you alone."""
        await self._show(interaction, "rule", name)

    @app_commands.command()
    @app_commands.describe(name="The name of a spell")
    async def spell(self, interaction: Interaction, name: str) -> None:
        """Read what a spell does, for you alone."""
        await self._show(interaction, "spell", name)

    @app_commands.command()
    @app_commands.describe(name="The name of a monster")
    async def monster(self, interaction: Interaction, name: str) -> None:
        """Read what a monster is and does, for you alone."""
        await self._show(interaction, "monster", name)

    @app_commands.command()
    @app_commands.describe(name="Equipment or a magic item")
    async def item(self, interaction: Interaction, name: str) -> None:
        """Read about equipment or a magic item, for you alone."""
        await self._show(interaction, "item", name)

    async def _show(self, interaction: Interaction, subject: str, name: str) -> None:
        async with Answer(interaction, ephemeral=True) as answer:
            entry = await self.book.look_up(subject, name)
            for embed in book_pages(entry, tongue(interaction)):
                await answer.say(embed=embed)

    @rule.autocomplete("name")
    @spell.autocomplete("name")
    @monster.autocomplete("name")
    @item.autocomplete("name")
    async def _names(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        subject = interaction.command.name if interaction.command else "rule"
        names = await self.book.names(subject, current, tongue(interaction))
        return [app_commands.Choice(name=label[:LONGEST], value=value) for value, label in names]


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Lookup(bot.services.book))
