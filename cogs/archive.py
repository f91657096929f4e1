"""Take a campaign with you, and bring one along."""

from __future__ import annotations

import io
from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.domain.plaintext import escape
from bot.i18n import N_, translate
from bot.services.archive_reading import LARGEST_FILE, FileTooLarge
from bot.services.archives import ArchiveService, Form
from bot.ui.answers import Answer
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

WRITTEN = N_("Here is your story so far.")
SECRETS = N_("This file holds everything, what the game master keeps from the players too. Do not show it around.")
BROUGHT = N_("“{name}” goes on here, from where it stood. Its dice fall from a new secret.")

FORMS = [
    app_commands.Choice(name="Markdown", value="markdown"),
    app_commands.Choice(name="HTML", value="html"),
    app_commands.Choice(name="JSON", value="json"),
]


def archive_commands(archives: ArchiveService) -> list[app_commands.Command[Any, ..., None]]:
    """Build /campaign export and /campaign import, which have their place in the group of campaigns."""

    @app_commands.command()
    @app_commands.describe(form="Markdown and HTML are to be read, JSON is to be brought back with /campaign import")
    @app_commands.choices(form=FORMS)
    async def export(interaction: discord.Interaction[SkaldBot], form: str = "markdown") -> None:
        """Write this campaign's whole story to a file."""
        language = tongue(interaction)
        person = person_of(interaction.user, interaction.permissions)
        async with Answer(interaction, ephemeral=True) as answer:
            document = await archives.export(interaction.channel_id or 0, person, cast("Form", form))
            if len(document.content) > interaction.filesize_limit:
                raise FileTooLarge(megabytes=interaction.filesize_limit // 1_000_000)
            file = discord.File(io.BytesIO(document.content), document.name)
            await answer.say(translate(SECRETS if form == "json" else WRITTEN, language), file=file)

    @app_commands.command(name="import")
    @app_commands.describe(file="A file that /campaign export made in the form JSON")
    async def import_(interaction: discord.Interaction[SkaldBot], file: discord.Attachment) -> None:
        """Go on in this channel with a campaign from a file."""
        person, guild = person_of(interaction.user, interaction.permissions), interaction.guild
        async with Answer(interaction) as answer:
            if file.size > LARGEST_FILE:
                raise FileTooLarge(megabytes=LARGEST_FILE // 1_000_000)
            campaign = await archives.bring(
                interaction.channel_id or 0,
                person,
                await file.read(),
                guild_id=interaction.guild_id or 0,
                guild_name=guild.name if guild else "",
            )
            told = translate(BROUGHT, tongue(interaction))
            await answer.say(told.format(name=escape(campaign.name)))

    return [export, import_]


async def setup(bot: SkaldBot) -> None:
    campaign = bot.tree.get_command("campaign")
    if not isinstance(campaign, app_commands.Group):
        raise TypeError("a campaign's files belong to the group of campaigns, which is loaded first")
    for command in archive_commands(bot.services.archives):
        campaign.add_command(command)
