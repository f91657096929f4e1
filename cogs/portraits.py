"""Have pictures made: of characters, of the game master of a campaign, and of scenes."""

from __future__ import annotations

import contextlib
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.errors import SkaldError
from bot.services.portraits import PictureGone, PictureKind, PortraitService
from bot.ui.answers import Answer
from bot.ui.failures import sentence_for
from bot.ui.groups import group_of
from bot.ui.portrait_form import again_view, picture_form, picture_sent
from bot.ui.portrait_notice import Painting, portrait_file, portrait_text
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

Interaction = discord.Interaction[Any]


@app_commands.guild_only()
class Portraits(commands.GroupCog, group_name="scene", group_description="The scene the story is at"):
    """Pictures, and the form they are asked for in."""

    def __init__(self, portraits: PortraitService) -> None:
        self.portraits = portraits

    @app_commands.command()
    async def picture(self, interaction: Interaction) -> None:
        """Have a picture made of where the story stands."""
        await self.begin(interaction, "scene")

    async def begin(self, interaction: Interaction, kind: PictureKind) -> None:
        """Show the form of a picture; without a model that makes any, draw one."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        channel_id = interaction.channel_id or 0
        wish = await self.portraits.begin(channel_id, person, kind, interaction.id, language)
        if wish is not None:
            await interaction.response.send_modal(picture_form(wish, language))
            return
        async with Answer(interaction) as answer:
            drawn = await self.portraits.draw(channel_id, person, kind, language)
            await answer.say(portrait_text(drawn, language), file=portrait_file(drawn))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Have the picture made that a form asks for, also one from before a restart."""
        asked = picture_sent(interaction)
        if asked is None:
            return
        try:
            await self._paint(interaction, *asked)
        except Exception as error:
            await tell_failure(interaction, error)

    @commands.Cog.listener()
    async def on_picture_form_wanted(self, interaction: Interaction, number: int) -> None:
        """Show the form of a picture that was not made once more."""
        person = person_of(interaction.user, interaction.permissions)
        try:
            wish = await self.portraits.again(interaction.channel_id or 0, person, number)
            await interaction.response.send_modal(picture_form(wish, tongue(interaction)))
        except Exception as error:
            await tell_failure(interaction, error)

    async def _paint(self, interaction: Interaction, number: int, words: str) -> None:
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Painting(interaction, language) as painting:
            try:
                made = await self.portraits.make(interaction.channel_id or 0, person, number, words, language)
            except PictureGone:
                raise
            except SkaldError as error:
                await painting.refuse(sentence_for(error, language), again_view(number, language, error))
                return
            await painting.show(made)
        if interaction.message is not None:
            # It said why there was no picture; its button has nothing to change any more.
            with contextlib.suppress(discord.HTTPException):
                await interaction.message.edit(view=None)


def portrait_command(cog: Portraits) -> app_commands.Command[Any, ..., None]:
    """Build /character portrait."""

    @app_commands.command(name="portrait")
    async def command(interaction: discord.Interaction[SkaldBot]) -> None:
        """Have a portrait of your character made."""
        await cog.begin(interaction, "portrait")

    return cast("app_commands.Command[Any, ..., None]", command)


def face_command(cog: Portraits) -> app_commands.Command[Any, ..., None]:
    """Build /campaign portrait."""

    @app_commands.command(name="portrait")
    async def command(interaction: discord.Interaction[SkaldBot]) -> None:
        """Give the game master of this campaign a face."""
        await cog.begin(interaction, "campaign")

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    cog = Portraits(bot.services.portraits)
    await bot.add_cog(cog)
    group_of(bot, "character").add_command(portrait_command(cog))
    group_of(bot, "campaign").add_command(face_command(cog))
