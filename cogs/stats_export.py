"""Take figures along in a file."""

from __future__ import annotations

import io
from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.i18n import N_, translate
from bot.services.archive_reading import FileTooLarge
from bot.services.asking import Asking, Wish
from bot.services.figures_file import MOST, FiguresService
from bot.ui.answers import Answer
from bot.ui.campaign_list import campaign_choices
from bot.ui.figures import count
from bot.ui.groups import group_of
from bot.ui.operators import check_operator
from bot.ui.stats_options import date_choices
from bot.ui.stats_words import filtered
from bot.ui.tongue import tongue
from bot.ui.utterances import person_at_server

WRITTEN = N_(
    "Turns of your own campaigns: {turns}; attempts: {attempts}; sums by the hour of all you may see: {hours}.\n"
    "{window}"
)
CUT = N_("Of more than {most} rows of a kind, the newest are in it. Choose fewer days for the others.")
ABOUT = {
    "days": "Over how many days, 1 to 400; 30 if left out",
    "start": "From this day on",
    "end": "Up to this day",
    "campaign": "Of one campaign",
    "everywhere": "Of all servers: for whoever runs Skald",
}


def export_command(asking: Asking, figures: FiguresService) -> app_commands.Command[Any, ..., None]:
    """Build /stats export."""

    @app_commands.command(name="export")
    @app_commands.rename(start="from", end="to")
    @app_commands.describe(**ABOUT)
    async def command(
        interaction: discord.Interaction[SkaldBot],
        days: int | None = None,
        start: str | None = None,
        end: str | None = None,
        campaign: str | None = None,
        everywhere: bool = False,
    ) -> None:
        """Get figures as CSV and JSON, in a ZIP."""
        person, guild_id, language = person_at_server(interaction.user), interaction.guild_id or 0, tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            if everywhere:
                await check_operator(interaction)
            wish = Wish(days, start, end, campaign, everywhere=everywhere)
            question = await asking.question(person, guild_id, wish)
            made = await figures.file(person, guild_id, question)
            if len(made.content) > interaction.filesize_limit:
                raise FileTooLarge(megabytes=interaction.filesize_limit // 1_000_000)
            told = translate(WRITTEN, language).format(
                turns=count(made.turns, language),
                attempts=count(made.attempts, language),
                hours=count(made.hours, language),
                window=filtered(question.filters, question.campaign, language),
            )
            if made.cut:
                told += "\n" + translate(CUT, language).format(most=count(MOST, language))
            await answer.say(told, file=discord.File(io.BytesIO(made.content), "skald-figures.zip"))

    @command.autocomplete("campaign")
    async def campaigns(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        found = await asking.campaigns(person_at_server(interaction.user), interaction.guild_id or 0)
        return campaign_choices(found, current, tongue(interaction))

    @command.autocomplete("start")
    @command.autocomplete("end")
    async def dates(_: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return date_choices(current)

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    group_of(bot, "stats").add_command(export_command(bot.services.comparing.asking, bot.services.comparing.figures))
