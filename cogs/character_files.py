"""Take a character along in a file, and bring one."""

from __future__ import annotations

import io
from typing import Any

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.domain.campaign import NAME_LENGTH
from bot.domain.plaintext import shown
from bot.i18n import N_, translate
from bot.services.character_files import LARGEST_FILE, Brought, CharacterFiles, CharacterFileTooLarge
from bot.services.stable import StableService
from bot.ui.answers import Answer
from bot.ui.groups import group_of
from bot.ui.own_characters import offering
from bot.ui.sheet_card import sheet_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

WRITTEN = N_("Everything of this character is in here. /character import brings it back, here or with another Skald.")
BROUGHT = N_("**{name}** is here and rests. Bring them into play with /character use.")
UNREAD = N_("Not found in the text, so it is the usual: {what}.")
PUT_RIGHT = N_("The rules do not allow what the text says here, so it was put right: {what}.")


def file_commands(files: CharacterFiles, stable: StableService) -> list[app_commands.Command[Any, ..., None]]:
    """Build /character export and /character import."""

    @app_commands.command()
    @app_commands.describe(character="One of your characters")
    async def export(
        interaction: discord.Interaction[SkaldBot], character: app_commands.Range[str, 1, NAME_LENGTH]
    ) -> None:
        """Write one of your characters to a file."""
        async with Answer(interaction, ephemeral=True) as answer:
            name, content = await files.export(person_of(interaction.user), character)
            file = discord.File(io.BytesIO(content), name)
            await answer.say(translate(WRITTEN, tongue(interaction)), file=file)

    @app_commands.command(name="import")
    @app_commands.describe(file="What /character export wrote, or a sheet as plain text")
    async def import_(interaction: discord.Interaction[SkaldBot], file: discord.Attachment) -> None:
        """Bring a character from a file; it rests at first."""
        language = tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            if file.size > LARGEST_FILE:
                raise CharacterFileTooLarge(kilobytes=LARGEST_FILE // 1024)
            brought = await files.bring(person_of(interaction.user), await file.read())
            await answer.say(_told(brought, language), embed=sheet_card(brought.character, language))

    export.autocomplete("character")(offering(stable))
    built: list[Any] = [export, import_]
    return built


def _told(brought: Brought, language: str) -> str:
    lines = [translate(BROUGHT, language).format(name=shown(brought.character.name))]
    for sentence, what in ((UNREAD, brought.unread), (PUT_RIGHT, brought.put_right)):
        if what:
            named = ", ".join(translate(one, language) for one in what)
            lines.append(translate(sentence, language).format(what=named))
    return "\n".join(lines)


async def setup(bot: SkaldBot) -> None:
    group = group_of(bot, "character")
    for command in file_commands(bot.services.character_files, bot.services.stable):
        group.add_command(command)
