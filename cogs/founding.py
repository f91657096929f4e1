"""Start a campaign in a channel."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.domain.campaign import NAME_LENGTH, THEMES_LENGTH, Campaign
from bot.domain.plaintext import escape
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.campaigns import CampaignService
from bot.ui.answers import Answer
from bot.ui.choices import model_choices
from bot.ui.groups import group_of
from bot.ui.refusals import missing_permissions
from bot.ui.tongue import tongue
from bot.ui.utterances import from_interaction

LANGUAGE_CHOICES = [
    app_commands.Choice(name="English", value="en"),
    app_commands.Choice(name="Français", value="fr"),
]

BEGINS = N_("The campaign begins.")
WRITE = N_("Write what your characters do, right here. Begin with ( or // to talk among yourselves.")
COMMAND = N_("Say what your characters do with /act, or mention me.")
CHARACTER = N_("A character of your own: /character create.")


class PermissionsMissing(SkaldError):
    sentence = N_("I cannot run a campaign here yet. Give me these permissions in this channel first: {missing}.")


def create_command(campaigns: CampaignService) -> app_commands.Command[Any, ..., None]:
    """Build /campaign create."""

    @app_commands.command(name="create")
    @app_commands.describe(
        name="What the campaign is called",
        themes="What it is about, separated by commas: smugglers, fog, an old lighthouse",
        language="The language of the story",
        model="The language model that tells it",
    )
    @app_commands.choices(language=LANGUAGE_CHOICES)
    async def command(
        interaction: discord.Interaction[SkaldBot],
        name: app_commands.Range[str, 1, NAME_LENGTH],
        themes: app_commands.Range[str, 0, THEMES_LENGTH] = "",
        language: str | None = None,
        model: str | None = None,
    ) -> None:
        """Start a campaign in this channel."""
        language = language or tongue(interaction)
        opening = from_interaction(interaction, "opening", translate(BEGINS, language))
        guild = interaction.guild
        async with Answer(interaction) as answer:
            _check_permissions(interaction)
            campaign = await campaigns.create(
                opening,
                guild_id=interaction.guild_id or 0,
                guild_name=guild.name if guild else "",
                name=name,
                themes=themes,
                language=language,
                model=model,
            )
            try:
                await answer.say(_welcome(campaign, writes=interaction.client.intents.message_content))
            finally:
                await campaigns.begin(opening.channel_id)

    @command.autocomplete("model")
    async def models(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return model_choices(await campaigns.offered_models(interaction.guild_id or 0), current)

    return cast("app_commands.Command[Any, ..., None]", command)


def _welcome(campaign: Campaign, *, writes: bool) -> str:
    """Say how to play; players simply write where Discord lets Skald read what they write."""
    how = translate(WRITE if writes else COMMAND, campaign.language)
    return f"## {escape(campaign.name)}\n{how} {translate(CHARACTER, campaign.language)}"


def _check_permissions(interaction: discord.Interaction[SkaldBot]) -> None:
    thread = isinstance(interaction.channel, discord.Thread)
    if missing := missing_permissions(interaction.app_permissions, thread=thread):
        raise PermissionsMissing(missing=missing)


async def setup(bot: SkaldBot) -> None:
    group_of(bot, "campaign").add_command(create_command(bot.services.campaigns))
