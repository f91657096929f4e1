"""Take one's data along, or have it removed."""

from __future__ import annotations

import io
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.personal_data import PersonalData
from bot.ui.answers import Answer
from bot.ui.forms import filled_in, sent
from bot.ui.groups import group_of
from bot.ui.own_data import FORM, NOTHING_WAS_TO_GO, STAYS, WORD, WRONG_WORD, leave_view, sure_form
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

SENT = N_("I sent you everything in a direct message.")
HERE_IT_IS = N_(
    "Everything Skald keeps of you: `read-me.md` to read, `data.json` for programs, your pictures beside them."
)


class NoDirectMessages(SkaldError):
    sentence = N_("You take no direct messages from me. Allow them in this server's privacy settings, and ask again.")


class OwnData(commands.Cog):
    """Everything that is kept of a person is theirs."""

    def __init__(self, data: PersonalData) -> None:
        self.data = data

    @commands.Cog.listener()
    async def on_leave_pressed(self, interaction: discord.Interaction[SkaldBot], what: str) -> None:
        """Ask a second time before anything goes, or keep it."""
        person, language = person_of(interaction.user), tongue(interaction)
        try:
            if what == "keep":
                kept = await self.data.keep(person)
                said = translate(STAYS if kept else NOTHING_WAS_TO_GO, language)
                await interaction.response.edit_message(content=said, view=None)
                return
            await self.data.leaves(person)
            await interaction.response.send_modal(sure_form(language))
        except Exception as error:
            await tell_failure(interaction, error)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Let everything go when the word was typed, also into a form from before a restart."""
        if sent(interaction, FORM) != "":
            return
        language = tongue(interaction)
        try:
            async with Answer(interaction, ephemeral=True) as answer:
                if filled_in(interaction).get("word", "").strip().upper() != WORD:
                    await answer.say(translate(WRONG_WORD, language))
                    return
                said, view = leave_view(await self.data.forget(person_of(interaction.user), language), language)
                await answer.say(said, view=view)
        except Exception as error:
            await tell_failure(interaction, error)


def export_command(data: PersonalData) -> app_commands.Command[Any, ..., None]:
    """Build /account export."""

    @app_commands.command(name="export")
    async def command(interaction: discord.Interaction[SkaldBot]) -> None:
        """Get everything Skald keeps of you, in a direct message."""
        person, language = person_of(interaction.user), tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            packed = io.BytesIO(await data.export(person, language))
            try:
                await interaction.user.send(
                    translate(HERE_IT_IS, language), file=discord.File(packed, filename="skald-data.zip")
                )
            except discord.Forbidden:
                raise NoDirectMessages from None
            await data.exported(person)
            await answer.say(translate(SENT, language))

    return cast("app_commands.Command[Any, ..., None]", command)


def delete_command(data: PersonalData) -> app_commands.Command[Any, ..., None]:
    """Build /account delete."""

    @app_commands.command(name="delete")
    async def command(interaction: discord.Interaction[SkaldBot]) -> None:
        """Have everything removed that Skald keeps of you."""
        async with Answer(interaction, ephemeral=True) as answer:
            said, view = leave_view(await data.leaves(person_of(interaction.user)), tongue(interaction))
            await answer.say(said, view=view)

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    data = bot.services.personal_data
    group = group_of(bot, "account")
    group.add_command(export_command(data))
    group.add_command(delete_command(data))
    await bot.add_cog(OwnData(data))
