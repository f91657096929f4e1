"""Pause a campaign, put it away, bring it back, delete it, or begin another like it."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.campaign import NAME_LENGTH
from bot.domain.plaintext import shown
from bot.i18n import N_, translate
from bot.services.binding import BindingService
from bot.services.campaigns import CampaignService
from bot.services.cloning import CloningService
from bot.services.lifecycle import LifecycleService
from bot.ui.answers import Answer
from bot.ui.campaign_buttons import DeleteButton
from bot.ui.campaign_list import campaign_choices, gone
from bot.ui.campaign_place import place_of
from bot.ui.groups import group_of
from bot.ui.places import check_place
from bot.ui.rows import row_of
from bot.ui.tongue import tongue
from bot.ui.utterances import from_interaction, person_at_server, person_of

PAUSED = N_("“{name}” is paused. Nothing that is written here becomes part of it until /campaign resume.")
RESUMED = N_("“{name}” goes on. Whatever was written before the pause is answered now.")
ARCHIVED = N_("“{name}” is archived, and told here no more. /campaign restore brings it back, whenever you like.")
ASK_DELETE = N_(
    "Delete “{name}” with its whole story? For a day, /campaign restore brings it back; then it is gone for good. "
    "Characters are kept."
)
DELETED = N_("“{name}” is deleted, and gone for good {when}. Until then, /campaign restore brings it back.")
RESTORED = N_("“{name}” is back, and told in this channel.")
CLONED = N_("“{name}” begins: played like the campaign it was made from, and a story of its own.")
BEGINS = N_("The campaign begins.")


def life_commands(lifecycle: LifecycleService) -> list[app_commands.Command[Any, ..., None]]:
    """Build /campaign pause, resume, archive and delete."""

    @app_commands.command()
    async def pause(interaction: discord.Interaction[SkaldBot]) -> None:
        """Let this campaign rest: nobody is heard until it is resumed."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction) as answer:
            campaign = await lifecycle.pause(interaction.channel_id or 0, person)
            await answer.say(translate(PAUSED, language).format(name=shown(campaign.name)))

    @app_commands.command()
    async def resume(interaction: discord.Interaction[SkaldBot]) -> None:
        """Go on with this campaign after a pause."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction) as answer:
            campaign = await lifecycle.resume(interaction.channel_id or 0, person)
            await answer.say(translate(RESUMED, language).format(name=shown(campaign.name)))

    @app_commands.command()
    async def archive(interaction: discord.Interaction[SkaldBot]) -> None:
        """Put this campaign away; it can be brought back."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction) as answer:
            campaign = await lifecycle.archive(interaction.channel_id or 0, person)
            await answer.say(translate(ARCHIVED, language).format(name=shown(campaign.name)))

    @app_commands.command()
    async def delete(interaction: discord.Interaction[SkaldBot]) -> None:
        """Delete this campaign; it can be undone for a day."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            campaign = await lifecycle.doomed(interaction.channel_id or 0, person)
            asked = translate(ASK_DELETE, language).format(name=shown(campaign.name))
            await answer.say(asked, view=row_of(DeleteButton(campaign.id, language)))

    return [pause, resume, archive, delete]


def return_commands(
    lifecycle: LifecycleService, binding: BindingService, cloning: CloningService, campaigns: CampaignService
) -> list[app_commands.Command[Any, ..., None]]:
    """Build /campaign restore and clone."""

    @app_commands.command()
    @app_commands.describe(campaign="Which archived or deleted campaign")
    async def restore(interaction: discord.Interaction[SkaldBot], campaign: str) -> None:
        """Bring an archived or deleted campaign back, into this channel."""
        async with Answer(interaction) as answer:
            check_place(interaction, "here")
            restored = await lifecycle.restore(place_of(interaction), campaign)
            await answer.say(translate(RESTORED, tongue(interaction)).format(name=shown(restored.name)))

    @app_commands.command()
    @app_commands.describe(campaign="The campaign to take as a template", name="What the new one is called")
    async def clone(
        interaction: discord.Interaction[SkaldBot],
        campaign: str,
        name: app_commands.Range[str, 1, NAME_LENGTH] | None = None,
    ) -> None:
        """Start a campaign in this channel that is played like another."""
        language, guild = tongue(interaction), interaction.guild
        opening = from_interaction(interaction, "opening", translate(BEGINS, language))
        async with Answer(interaction) as answer:
            check_place(interaction, "here")
            made = await cloning.clone(
                opening, place_of(interaction), campaign, guild_name=guild.name if guild else "", name=name or ""
            )
            try:
                await answer.say(translate(CLONED, language).format(name=shown(made.name)))
            finally:
                await campaigns.begin(opening.channel_id)

    @restore.autocomplete("campaign")
    async def restorable(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        found = await binding.choices(interaction.guild_id or 0, person_at_server(interaction.user), "restore")
        return campaign_choices(found, current, tongue(interaction))

    @clone.autocomplete("campaign")
    async def templates(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        found = await binding.choices(interaction.guild_id or 0, person_at_server(interaction.user), "clone")
        return campaign_choices(found, current, tongue(interaction))

    return [restore, clone]


class Deletions(commands.Cog):
    """The button that deletes a campaign."""

    def __init__(self, lifecycle: LifecycleService) -> None:
        self.lifecycle = lifecycle

    @commands.Cog.listener()
    async def on_deletion_confirmed(self, interaction: discord.Interaction[SkaldBot], campaign_id: int) -> None:
        """Delete the campaign that somebody was asked about."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        try:
            async with Answer(interaction) as answer:
                campaign, when = await self.lifecycle.delete(campaign_id, interaction.channel_id or 0, person)
                await answer.say(translate(DELETED, language).format(name=shown(campaign.name), when=gone(when)))
        except Exception as error:
            await tell_failure(interaction, error)


async def setup(bot: SkaldBot) -> None:
    services, group = bot.services, group_of(bot, "campaign")
    back = return_commands(services.lifecycle, services.binding, services.cloning, services.campaigns)
    for command in (*life_commands(services.lifecycle), *back):
        group.add_command(command)
    await bot.add_cog(Deletions(services.lifecycle))
