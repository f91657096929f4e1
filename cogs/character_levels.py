"""Take levels, and rest."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.rules.levels import HIGHEST_LEVEL
from bot.domain.rules.rests import RestKind
from bot.i18n import N_, translate
from bot.services.levelling import LevelService, What
from bot.services.resting import RestService
from bot.ui.answers import Answer
from bot.ui.groups import group_of
from bot.ui.levelup import level_card, level_row
from bot.ui.sheet_card import sheet_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

RESTED = N_("The party rests, and nobody needed it.")
KINDS = [
    app_commands.Choice(name="Short rest", value="short"),
    app_commands.Choice(name="Long rest", value="long"),
]


def level_commands(levels: LevelService, rests: RestService) -> list[app_commands.Command[Any, ..., None]]:
    """Build /character levelup and /character rest."""

    @app_commands.command()
    async def levelup(interaction: discord.Interaction[SkaldBot]) -> None:
        """Take your character's next level, step by step."""
        language = tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            view = await levels.begin(interaction.channel_id or 0, person_of(interaction.user))
            await answer.say(embed=level_card(view, language), view=level_row(view, language))

    @app_commands.command()
    @app_commands.describe(kind="An hour, or a night", dice="How many hit dice to spend in a short rest")
    @app_commands.choices(kind=KINDS)
    async def rest(
        interaction: discord.Interaction[SkaldBot],
        kind: str,
        dice: app_commands.Range[int, 0, HIGHEST_LEVEL] | None = None,
    ) -> None:
        """Rest, when you play alone or run the campaign."""
        person = person_of(interaction.user, interaction.permissions)
        async with Answer(interaction) as answer:
            lines = await rests.rest(interaction.channel_id or 0, person, cast("RestKind", kind), dice)
            await answer.say("\n".join(lines)[:2000] or translate(RESTED, tongue(interaction)))

    built: list[Any] = [levelup, rest]
    return built


class Levels(commands.Cog):
    """The buttons and lists of /character levelup."""

    def __init__(self, levels: LevelService) -> None:
        self.levels = levels

    @commands.Cog.listener()
    async def on_level_pressed(
        self, interaction: discord.Interaction[SkaldBot], what: str, character_id: int, values: tuple[str, ...]
    ) -> None:
        """Keep a choice, or take the level as it is chosen."""
        language, place, person = tongue(interaction), interaction.channel_id or 0, person_of(interaction.user)
        try:
            if what == "confirm":
                sheet, told = await self.levels.confirm(place, person, character_id)
                await interaction.response.edit_message(embed=sheet_card(sheet, language), view=None)
                await interaction.followup.send(told)
                return
            view = await self.levels.choose(place, person, character_id, cast("What", what), values)
            await interaction.response.edit_message(embed=level_card(view, language), view=level_row(view, language))
        except Exception as error:
            await tell_failure(interaction, error)


async def setup(bot: SkaldBot) -> None:
    group = group_of(bot, "character")
    for command in level_commands(bot.services.levels, bot.services.rests):
        group.add_command(command)
    await bot.add_cog(Levels(bot.services.levels))
