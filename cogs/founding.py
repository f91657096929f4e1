"""Start a campaign: at once, or by a form."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.campaign import NAME_LENGTH, THEMES_LENGTH, Campaign
from bot.domain.plaintext import escape
from bot.domain.themes import SURPRISE, THEMES, TONES, theme_of
from bot.errors import SkaldError
from bot.i18n import N_, language_names, translate
from bot.services.founding import PLACE_LENGTH, FoundingService, Wish
from bot.services.play import PlayService
from bot.services.settings import TONE_LENGTH
from bot.ui.answers import Answer
from bot.ui.campaign_form import FORM, FormAgainButton, again_view, campaign_form, where_of, wish_of
from bot.ui.choices import matching, model_choices
from bot.ui.failures import sentence_for
from bot.ui.forms import number_in, sent
from bot.ui.groups import group_of
from bot.ui.places import check_place, open_place
from bot.ui.refusals import refusals
from bot.ui.reply import Channel
from bot.ui.tongue import tongue
from bot.ui.utterances import from_interaction, person_of

BEGINS = N_("The campaign begins.")
WRITE = N_("Write what your characters do, right here. Begin with ( or // to talk among yourselves.")
COMMAND = N_("Say what your characters do with /act, or mention me.")
CHARACTER = N_("A character of your own: /character create.")
BEGUN = N_("“{name}” begins in {channel}.")


class Founding(commands.Cog):
    """The form that starts a campaign."""

    def __init__(self, founding: FoundingService, play: PlayService) -> None:
        self.founding = founding
        self.play = play

    async def open_form(self, interaction: discord.Interaction[Any], number: int, wish: Wish) -> None:
        """Show a form to somebody who may start campaigns, with what they said so far."""
        person = person_of(interaction.user, interaction.permissions)
        await self.founding.check(person, interaction.guild_id or 0)
        await self.founding.keep(person, number, wish)
        taken = (interaction.channel_id or 0) in self.play.bindings
        form = campaign_form(interaction, number, wish, tongue(interaction), taken=taken)
        await interaction.response.send_modal(form)

    @commands.Cog.listener()
    async def on_campaign_wanted(self, interaction: discord.Interaction[Any], theme: str) -> None:
        """Show a form to whoever pressed a button that starts a campaign."""
        try:
            await self.open_form(interaction, interaction.id, Wish(language=tongue(interaction), theme=theme))
        except Exception as error:
            await tell_failure(interaction, error)

    @commands.Cog.listener()
    async def on_campaign_form_wanted(self, interaction: discord.Interaction[Any], number: int) -> None:
        """Show a form that could not be used again."""
        try:
            person = person_of(interaction.user, interaction.permissions)
            await self.open_form(interaction, number, await self.founding.kept(person, number))
        except Exception as error:
            await tell_failure(interaction, error)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Start the campaign of a form that was sent."""
        number = sent(interaction, FORM)
        if number is None:
            return
        try:
            await self._form_sent(interaction, number_in(number))
        except Exception as error:
            await tell_failure(interaction, error)

    async def _form_sent(self, interaction: discord.Interaction[Any], number: int) -> None:
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            wish = wish_of(interaction, await self.founding.take(person, number))
            try:
                campaign, place = await self._open(interaction, wish)
            except SkaldError as error:
                # What was typed is not lost: the form opens again with it.
                await self.founding.keep(person, number, wish)
                await answer.say(sentence_for(error, language), view=again_view(number, language))
                return
            try:
                begun = translate(BEGUN, language)
                await answer.say(begun.format(name=escape(campaign.name), channel=place.mention))
                with refusals(place):
                    await place.send(welcome(campaign, writes=interaction.client.intents.message_content))
            finally:
                await self.founding.begin(place.id)

    async def _open(self, interaction: discord.Interaction[Any], wish: Wish) -> tuple[Campaign, Channel]:
        """Find or make the place of a campaign and start it there; everything is checked before anything is made."""
        opening = from_interaction(interaction, "opening", translate(BEGINS, wish.language))
        guild_id = interaction.guild_id or 0
        await self.founding.check(opening.person, guild_id)
        plan = await self.founding.plan(wish, guild_id)
        where = where_of(wish)
        place = await open_place(interaction, where, plan.name)
        guild_name = interaction.guild.name if interaction.guild else ""
        try:
            return await self.founding.found(replace(opening, channel_id=place.id), guild_id, guild_name, plan), place
        except Exception:
            if where != "here":
                # A place for a campaign that is none is in everybody's way; where Skald may not remove it, it stays.
                with contextlib.suppress(discord.HTTPException):
                    await place.delete()
            raise


def create_command(cog: Founding) -> app_commands.Command[Any, ..., None]:
    """Build /campaign create."""
    founding = cog.founding

    @app_commands.command(name="create")
    @app_commands.describe(
        name="What the campaign is called; left out, a form asks",
        themes="What it is about, separated by commas: smugglers, fog, an old lighthouse",
        language="The language of the story",
        model="The language model that tells it",
        theme="What kind of story it is; or let chance choose everything",
        tone="How it is told: grim, light-hearted",
        place="Where it begins",
    )
    @app_commands.choices(
        language=[app_commands.Choice(name=name, value=code) for code, name in language_names().items()][:25]
    )
    async def command(
        interaction: discord.Interaction[SkaldBot],
        name: app_commands.Range[str, 1, NAME_LENGTH] | None = None,
        themes: app_commands.Range[str, 0, THEMES_LENGTH] = "",
        language: str | None = None,
        model: str | None = None,
        theme: str | None = None,
        tone: app_commands.Range[str, 0, TONE_LENGTH] = "",
        place: app_commands.Range[str, 0, PLACE_LENGTH] = "",
    ) -> None:
        """Start a campaign in this channel."""
        language = language or tongue(interaction)
        wish = Wish(name or "", themes, language, model or "", theme or "", tone, place, where="here")
        if name is None and theme != SURPRISE:
            await cog.open_form(interaction, interaction.id, wish)
            return
        opening = from_interaction(interaction, "opening", translate(BEGINS, language))
        guild_id = interaction.guild_id or 0
        async with Answer(interaction) as answer:
            check_place(interaction, "here")
            await founding.check(opening.person, guild_id)
            plan = await founding.plan(wish, guild_id)
            guild_name = interaction.guild.name if interaction.guild else ""
            campaign = await founding.found(opening, guild_id, guild_name, plan)
            try:
                await answer.say(welcome(campaign, writes=interaction.client.intents.message_content))
            finally:
                await founding.begin(opening.channel_id)

    @command.autocomplete("model")
    async def models(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return model_choices(await founding.offered_models(interaction.guild_id or 0), current, tongue(interaction))

    @command.autocomplete("theme")
    async def kinds(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        language = tongue(interaction)
        surprise = (SURPRISE, translate(N_("Surprise me"), language))
        return matching([surprise, *((theme.key, theme.name.say(language)) for theme in THEMES)], current)

    @command.autocomplete("tone")
    async def tones(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        said = [tone.say(tongue(interaction)) for tone in TONES.values()]
        return matching([(tone, tone) for tone in said], current)

    @command.autocomplete("place")
    async def places(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        chosen = theme_of(getattr(interaction.namespace, "theme", None))
        themes = THEMES if chosen is None else (chosen,)
        said = [place.say(tongue(interaction)) for theme in themes for place in theme.places]
        return matching([(place, place) for place in said], current)

    return cast("app_commands.Command[Any, ..., None]", command)


def welcome(campaign: Campaign, *, writes: bool) -> str:
    """Say how to play; players simply write where Discord lets Skald read what they write."""
    how = translate(WRITE if writes else COMMAND, campaign.language)
    return f"## {escape(campaign.name)}\n{how} {translate(CHARACTER, campaign.language)}"


async def setup(bot: SkaldBot) -> None:
    cog = Founding(bot.services.founding, bot.services.play)
    bot.add_dynamic_items(FormAgainButton)
    await bot.add_cog(cog)
    group_of(bot, "campaign").add_command(create_command(cog))
