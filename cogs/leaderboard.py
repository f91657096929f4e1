"""Say who tells it best, by blind duels."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.statistics import Scope
from bot.i18n import N_, translate
from bot.services.leaderboard import Leaderboard
from bot.ui.answers import Answer
from bot.ui.groups import group_of
from bot.ui.leaderboard_card import leaderboard_page
from bot.ui.leaderboard_pages import BoardPageButton, page_buttons
from bot.ui.tongue import tongue
from bot.ui.utterances import person_at_server

SHARED = N_(
    "From now on this server’s duels count in the leaderboard of all servers, without its name. What was told, and who "
    "voted for what, nobody learns there."
)
NOT_SHARED = N_("This server’s duels count in its own leaderboard alone from now on.")


async def _page(
    leaderboard: Leaderboard, interaction: discord.Interaction[Any], number: int, *, shared: bool
) -> tuple[discord.Embed, discord.ui.View | None]:
    board = await leaderboard.board(Scope(None if shared else interaction.guild_id or 0))
    page = leaderboard_page(board, tongue(interaction), number, shared=shared)
    return page.embed, page_buttons(page.number, page.pages, shared=shared)


class LeaderboardPages(commands.Cog):
    """Turn the pages of the leaderboard."""

    def __init__(self, leaderboard: Leaderboard) -> None:
        self.leaderboard = leaderboard

    @commands.Cog.listener()
    async def on_board_page_turned(self, interaction: discord.Interaction[SkaldBot], number: int, shared: bool) -> None:
        """Show another page, as models stand now."""
        await interaction.response.defer()
        try:
            embed, view = await _page(self.leaderboard, interaction, number, shared=shared)
        except Exception as error:
            await tell_failure(interaction, error)
        else:
            await interaction.edit_original_response(embed=embed, view=view)


def leaderboard_command(leaderboard: Leaderboard) -> app_commands.Command[Any, ..., None]:
    """Build /stats leaderboard."""

    @app_commands.command(name="leaderboard")
    @app_commands.describe(shared="Of all servers that share their duels")
    async def command(interaction: discord.Interaction[SkaldBot], shared: bool = False) -> None:
        """Who tells it best, by blind duels."""
        async with Answer(interaction, ephemeral=True) as answer:
            embed, view = await _page(leaderboard, interaction, 1, shared=shared)
            await answer.say(embed=embed, view=view)

    return cast("app_commands.Command[Any, ..., None]", command)


def share_command(leaderboard: Leaderboard) -> app_commands.Command[Any, ..., None]:
    """Build /stats share."""

    @app_commands.command(name="share")
    @app_commands.describe(count="Whether they count there")
    async def command(interaction: discord.Interaction[SkaldBot], count: bool) -> None:
        """Let this server’s duels count in the leaderboard of all, unnamed."""
        guild = interaction.guild
        async with Answer(interaction) as answer:
            person = person_at_server(interaction.user)
            await leaderboard.share(interaction.guild_id or 0, guild.name if guild else "", person, shares=count)
            await answer.say(translate(SHARED if count else NOT_SHARED, tongue(interaction)))

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    leaderboard = bot.services.comparing.leaderboard
    bot.add_dynamic_items(BoardPageButton)
    for command in (leaderboard_command(leaderboard), share_command(leaderboard)):
        group_of(bot, "stats").add_command(command)
    await bot.add_cog(LeaderboardPages(leaderboard))
