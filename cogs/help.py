"""Explain what one can do here, and do it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.help import HelpService, Situation
from bot.ui.answers import Answer
from bot.ui.help_controls import DEEDS, HelpButton, HelpTopics, help_view
from bot.ui.help_pages import TOPICS, Command, help_card, topic_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of


class OldButton(SkaldError):
    sentence = N_("This button is from before, and does nothing any more. Use /help for a new one.")


class NotForYou(SkaldError):
    sentence = N_("This needs a permission that you do not have here any more. Ask an admin of this server.")


class Help(commands.Cog):
    """The way in."""

    def __init__(self, bot: SkaldBot, service: HelpService) -> None:
        self.bot = bot
        self.service = service

    @app_commands.command()
    async def help(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show what you can do here."""
        async with Answer(interaction, ephemeral=True) as answer:
            situation, language = await self._look(interaction), tongue(interaction)
            there = {command.qualified_name for command in self._commands()}
            card = help_card(situation, self.bot.command_ids, language)
            await answer.say(embed=card, view=help_view(situation, there, language))

    @commands.Cog.listener()
    async def on_help_pressed(self, interaction: discord.Interaction[SkaldBot], deed: str) -> None:
        """Use the command of a button, as if it had been typed."""
        try:
            wanted = DEEDS.get(deed)
            command = next((one for one in self._commands() if wanted and one.qualified_name == wanted.command), None)
            if wanted is None or command is None:
                raise OldButton
            _check(command, interaction)
            own = () if command.binding is None else (command.binding,)
            await command.callback(*own, interaction, **wanted.options)  # pyright: ignore[reportCallIssue]
        except Exception as error:
            await tell_failure(interaction, error)

    @commands.Cog.listener()
    async def on_help_turned(self, interaction: discord.Interaction[SkaldBot], topic: str) -> None:
        """Turn to a page of commands; the buttons stay as they are."""
        try:
            if topic not in TOPICS:
                raise OldButton
            card = topic_card(topic, self._commands(), self.bot.command_ids, tongue(interaction))
            await interaction.response.edit_message(embed=card)
        except Exception as error:
            await tell_failure(interaction, error)

    async def _look(self, interaction: discord.Interaction[SkaldBot]) -> Situation:
        person = person_of(interaction.user, interaction.permissions)
        return await self.service.look(interaction.channel_id or 0, interaction.guild_id, person)

    def _commands(self) -> Iterator[Command]:
        return (command for command in self.bot.tree.walk_commands() if isinstance(command, app_commands.Command))


def _check(command: Command, interaction: discord.Interaction[Any]) -> None:
    """Hold a press to what Discord holds a command to: where it may be used, and by whom unless a server says else."""
    top = command.root_parent or command
    if (top.guild_only or command.guild_only) and interaction.guild_id is None:
        raise OldButton
    if top.default_permissions is not None and not interaction.permissions.is_superset(top.default_permissions):
        raise NotForYou


async def setup(bot: SkaldBot) -> None:
    bot.add_dynamic_items(HelpButton, HelpTopics)
    await bot.add_cog(Help(bot, bot.services.help))
