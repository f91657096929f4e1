"""Let a server's admins see what is wrong, and choose when they do not want to hear of it."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.i18n import N_, translate
from bot.services.notices import Notices
from bot.services.zones import zone_names
from bot.ui.answers import Answer
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

ALL_WELL = N_("✅ Nothing is wrong here that I know of.")
TOLD_IN = N_("-# New trouble is told in the channel for notices, once, and again when it is over. /setup chooses it.")
QUIET = N_("From {start}:00 to {end}:00 ({zone}) I tell nothing; what happens meanwhile is told afterwards.")
NEVER_QUIET = N_("There are no quiet hours: trouble is told when it happens.")


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Alerts(commands.GroupCog, group_name="alerts", group_description="What goes wrong here, and when to tell it"):
    """What goes wrong at a server."""

    def __init__(self, notices: Notices) -> None:
        self.notices = notices

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show what is wrong now."""
        language = tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            found = await self.notices.standing(interaction.guild_id or 0, interaction.permissions.manage_guild)
            lines = [self.notices.said(incident, language) for incident in found[:8]]
            await answer.say("\n".join((*(lines or [translate(ALL_WELL, language)]), translate(TOLD_IN, language))))

    @app_commands.command()
    @app_commands.describe(
        begin="The hour it begins, 0 to 23; leave all out for no quiet hours",
        end="The hour it ends, 0 to 23",
        zone="Your time zone",
    )
    async def quiet(
        self,
        interaction: discord.Interaction[SkaldBot],
        begin: app_commands.Range[int, 0, 23] | None = None,
        end: app_commands.Range[int, 0, 23] | None = None,
        zone: str | None = None,
    ) -> None:
        """Choose the hours in which nothing is told."""
        language, guild = tongue(interaction), interaction.guild
        async with Answer(interaction, ephemeral=True) as answer:
            none = begin is None and end is None and zone is None
            kept = await self.notices.keep_quiet(
                interaction.guild_id or 0,
                guild.name if guild else "",
                person_of(interaction.user, interaction.permissions),
                None if none else (-1 if begin is None else begin, -1 if end is None else end, zone or "UTC"),
            )
            if kept is None:
                await answer.say(translate(NEVER_QUIET, language))
            else:
                said = translate(QUIET, language)
                await answer.say(said.format(start=kept.start, end=kept.end, zone=kept.zone))

    @quiet.autocomplete("zone")
    async def _zones(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        wanted = current.casefold().replace(" ", "_")
        names = await asyncio.to_thread(zone_names)
        return [app_commands.Choice(name=name, value=name) for name in names if wanted in name.casefold()][:25]


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Alerts(bot.services.comparing.notices))
