"""Start a campaign in a channel, show it, choose its model."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.domain.plaintext import escape
from bot.i18n import N_, translate
from bot.services.campaigns import CampaignService
from bot.services.gallery import Gallery
from bot.ui.answers import Answer
from bot.ui.cards import campaign_card
from bot.ui.choices import model_choices
from bot.ui.faces import with_face
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

NEXT_TELLER = N_("From the next turn on, {model} tells the story.")
FALLBACKS = N_("When its model fails, the story is told by: {models}.")
NO_FALLBACKS = N_("When its model fails, the story is told by the default model of this server, or of this bot.")


@app_commands.guild_only()
class Campaigns(commands.GroupCog, group_name="campaign", group_description="Play a campaign in this channel"):
    """What is played where."""

    def __init__(self, campaigns: CampaignService, gallery: Gallery) -> None:
        self.campaigns = campaigns
        self.gallery = gallery

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show what is played in this channel."""
        async with Answer(interaction, ephemeral=True) as answer:
            view = await self.campaigns.show(interaction.channel_id or 0)
            card = campaign_card(view, tongue(interaction))
            face = with_face(card, await self.gallery.campaign_picture(view.campaign.id))
            await answer.say(embed=card, file=face)

    @app_commands.command()
    @app_commands.describe(model="The language model that tells the story from the next turn on")
    async def model(self, interaction: discord.Interaction[SkaldBot], model: str) -> None:
        """Choose the language model that tells the story."""
        person = person_of(interaction.user, interaction.permissions)
        async with Answer(interaction) as answer:
            card = await self.campaigns.set_model(interaction.channel_id or 0, person, model)
            language = tongue(interaction)
            await answer.say(translate(NEXT_TELLER, language).format(model=escape(translate(card.label, language))))

    @app_commands.command()
    @app_commands.describe(
        first="The language model that tells when the campaign's own fails",
        second="The one that tells when the first fails as well",
        third="The one that tells when both fail",
    )
    async def fallback(
        self,
        interaction: discord.Interaction[SkaldBot],
        first: str | None = None,
        second: str | None = None,
        third: str | None = None,
    ) -> None:
        """Choose who tells the story when its model fails; none: the default of this server or bot."""
        person = person_of(interaction.user, interaction.permissions)
        named = [model for model in (first, second, third) if model]
        async with Answer(interaction) as answer:
            cards = await self.campaigns.set_fallbacks(interaction.channel_id or 0, person, named)
            await answer.say(_order([card.label for card in cards], tongue(interaction)))

    @model.autocomplete("model")
    @fallback.autocomplete("first")
    @fallback.autocomplete("second")
    @fallback.autocomplete("third")
    async def _models(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return model_choices(
            await self.campaigns.offered_models(interaction.guild_id or 0), current, tongue(interaction)
        )


def _order(labels: list[str], language: str) -> str:
    """Say who tells when the campaign's model fails."""
    if not labels:
        return translate(NO_FALLBACKS, language)
    return translate(FALLBACKS, language).format(
        models=" → ".join(escape(translate(label, language)) for label in labels)
    )


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Campaigns(bot.services.campaigns, bot.services.gallery))
