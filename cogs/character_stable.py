"""A person's characters: where they play, and how they come from one place to the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.campaign import NAME_LENGTH
from bot.domain.plaintext import escape, shown
from bot.i18n import N_, translate
from bot.services.stable import Named, StableService
from bot.ui.answers import Answer
from bot.ui.character_form import FORM, character_form
from bot.ui.farewell_button import FarewellButton
from bot.ui.forms import filled_in, number_in, sent
from bot.ui.groups import group_of
from bot.ui.own_characters import offering
from bot.ui.rows import row_of
from bot.ui.sheet_card import sheet_card
from bot.ui.stable_card import stable_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

USED = N_("**{name}** comes into play.")
INSTEAD = N_("**{name}** comes into play, and **{other}** goes to rest.")
RESTS = N_("**{name}** rests now. Bring them into play anywhere with /character use.")
EDITED = N_("The sheet of **{name}** is changed.")
RETIRED = N_("**{name}** retires. /character return brings them back.")
RETURNED = N_("**{name}** is back, and rests until /character use.")
SURE = N_("**{name}** would be gone for good, with portraits and belongings. /character retire keeps them.")
GONE = N_("**{name}** is gone.")

Which = app_commands.Range[str, 1, NAME_LENGTH]


def _any(one: Named) -> bool:
    return True


# Each command offers the characters it can do something with.
WANTED: Mapping[str, Callable[[Named], bool]] = {
    "use": lambda one: not one.retired,
    "transfer": lambda one: one.plays,
    "retire": lambda one: not one.retired,
    "return": lambda one: one.retired,
}


def stable_commands(stable: StableService) -> list[app_commands.Command[Any, ..., None]]:
    """Build what a person does with their characters, in the order people see it."""
    listed, use, transfer = _playing_commands(stable)
    built: list[Any] = [listed, use, transfer, _edit_command(stable), *_leaving_commands(stable)]
    for command in built[1:]:
        command.autocomplete("character")(offering(stable, WANTED.get(command.name, _any)))
    return built


def _playing_commands(stable: StableService) -> list[app_commands.Command[Any, ..., None]]:
    """Build /character list, use and transfer."""

    @app_commands.command(name="list")
    async def listed(interaction: discord.Interaction[SkaldBot]) -> None:
        """List all your characters: who plays where, who rests."""
        async with Answer(interaction, ephemeral=True) as answer:
            found = await stable.all(interaction.channel_id or 0, person_of(interaction.user))
            await answer.say(embed=stable_card(found, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(character="One of your characters")
    async def use(interaction: discord.Interaction[SkaldBot], character: Which) -> None:
        """Play another of your characters here."""
        language = tongue(interaction)
        async with Answer(interaction) as answer:
            used = await stable.use(
                interaction.channel_id or 0, person_of(interaction.user, interaction.permissions), character
            )
            told = translate(INSTEAD if used.instead_of else USED, language)
            told = told.format(name=shown(used.character.name), other=shown(used.instead_of))
            await answer.say(told, embed=sheet_card(used.character, language))

    @app_commands.command()
    @app_commands.describe(character="One of your characters")
    async def transfer(interaction: discord.Interaction[SkaldBot], character: Which) -> None:
        """Take a character out of its campaign, to use it elsewhere."""
        async with Answer(interaction, ephemeral=True) as answer:
            sheet = await stable.transfer(person_of(interaction.user), character)
            await answer.say(translate(RESTS, tongue(interaction)).format(name=shown(sheet.name)))

    return [listed, use, transfer]


def _edit_command(stable: StableService) -> app_commands.Command[Any, ..., None]:
    @app_commands.command()
    @app_commands.describe(character="One of your characters")
    async def edit(interaction: discord.Interaction[SkaldBot], character: Which) -> None:
        """Change a character's name, looks or history."""
        sheet = await stable.sheet_of(person_of(interaction.user), character)
        await interaction.response.send_modal(character_form(sheet, tongue(interaction)))

    return cast("app_commands.Command[Any, ..., None]", edit)


def _leaving_commands(stable: StableService) -> list[app_commands.Command[Any, ..., None]]:
    """Build /character retire, return and delete."""

    @app_commands.command()
    @app_commands.describe(character="One of your characters")
    async def retire(interaction: discord.Interaction[SkaldBot], character: Which) -> None:
        """Let a character retire; nothing of it is lost."""
        async with Answer(interaction, ephemeral=True) as answer:
            name = await stable.retire(person_of(interaction.user), character)
            await answer.say(translate(RETIRED, tongue(interaction)).format(name=shown(name)))

    @app_commands.command(name="return")
    @app_commands.describe(character="One of your characters")
    async def return_(interaction: discord.Interaction[SkaldBot], character: Which) -> None:
        """Bring a character back from retirement."""
        async with Answer(interaction, ephemeral=True) as answer:
            name = await stable.come_back(person_of(interaction.user), character)
            await answer.say(translate(RETURNED, tongue(interaction)).format(name=shown(name)))

    @app_commands.command()
    @app_commands.describe(character="One of your characters")
    async def delete(interaction: discord.Interaction[SkaldBot], character: Which) -> None:
        """Remove a character for good; asks first."""
        language = tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            sheet = await stable.sheet_of(person_of(interaction.user), character)
            told = translate(SURE, language).format(name=escape(sheet.name))
            await answer.say(told, view=row_of(FarewellButton(sheet.id, language)))

    return [retire, return_, delete]


class StableAnswers(commands.Cog):
    """What is sent and pressed after a command: the form of /character edit, the button under /character delete."""

    def __init__(self, stable: StableService) -> None:
        self.stable = stable

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Change the words on a sheet as a form says that was sent, also one from before a restart."""
        which = sent(interaction, FORM)
        if which is None:
            return
        try:
            async with Answer(interaction, ephemeral=True) as answer:
                typed, person = filled_in(interaction), person_of(interaction.user)
                name, looks, history = (typed.get(field, "") for field in ("name", "looks", "history"))
                sheet = await self.stable.edit(person, str(number_in(which)), name, looks, history)
                await answer.say(translate(EDITED, tongue(interaction)).format(name=shown(sheet.name)))
        except Exception as error:
            await tell_failure(interaction, error)

    @commands.Cog.listener()
    async def on_farewell_pressed(self, interaction: discord.Interaction[SkaldBot], character_id: int) -> None:
        """Remove the character, if it is still that person's."""
        try:
            async with Answer(interaction, ephemeral=True) as answer:
                name = await self.stable.delete(person_of(interaction.user), str(character_id))
                await answer.say(translate(GONE, tongue(interaction)).format(name=shown(name)))
        except Exception as error:
            await tell_failure(interaction, error)


async def setup(bot: SkaldBot) -> None:
    stable = bot.services.stable
    group = group_of(bot, "character")
    for command in stable_commands(stable):
        group.add_command(command)
    await bot.add_cog(StableAnswers(stable))
