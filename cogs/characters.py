"""Make a character, look at its sheet, and arrange what it carries."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.domain.equipment import item_name
from bot.domain.rules.inventory import ITEM_NAME_LENGTH
from bot.errors import SkaldError
from bot.services.characters import CharacterService
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.sheet_card import items_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of


@app_commands.guild_only()
class Characters(commands.GroupCog, group_name="character", group_description="Your character in this campaign"):
    """The sheets of a party."""

    def __init__(self, characters: CharacterService) -> None:
        self.characters = characters

    @app_commands.command()
    async def items(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show what your character carries."""
        async with Answer(interaction, ephemeral=True) as answer:
            character = await self.characters.show(interaction.channel_id or 0, person_of(interaction.user))
            await answer.say(embed=items_card(character, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(item="The weapon, armour or shield")
    async def equip(
        self, interaction: discord.Interaction[SkaldBot], item: app_commands.Range[str, 1, ITEM_NAME_LENGTH]
    ) -> None:
        """Put on or draw something your character carries."""
        await self._wield(interaction, item, on=True)

    @app_commands.command()
    @app_commands.describe(item="The weapon, armour or shield")
    async def unequip(
        self, interaction: discord.Interaction[SkaldBot], item: app_commands.Range[str, 1, ITEM_NAME_LENGTH]
    ) -> None:
        """Take off or put away something your character has on."""
        await self._wield(interaction, item, on=False)

    async def _wield(self, interaction: discord.Interaction[SkaldBot], item: str, *, on: bool) -> None:
        async with Answer(interaction, ephemeral=True) as answer:
            person = person_of(interaction.user)
            character = await self.characters.wield(interaction.channel_id or 0, person, item, on=on)
            await answer.say(embed=items_card(character, tongue(interaction)))

    @equip.autocomplete("item")
    async def _carried(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        return await self._wieldable(interaction, current, equipped=False)

    @unequip.autocomplete("item")
    async def _equipped(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        return await self._wieldable(interaction, current, equipped=True)

    async def _wieldable(
        self, interaction: discord.Interaction[SkaldBot], current: str, *, equipped: bool
    ) -> list[app_commands.Choice[str]]:
        try:
            character = await self.characters.show(interaction.channel_id or 0, person_of(interaction.user))
        except SkaldError:
            # The command itself will say what is missing.
            return []
        language = tongue(interaction)
        items = (item for item in character.items if item.equipped is equipped and (item.weapon or item.armour))
        return matching([(item.name, item_name(item, language)) for item in items], current)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Characters(bot.services.characters))
