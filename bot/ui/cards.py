"""The embed that shows a campaign, and the colours of all embeds."""

from __future__ import annotations

import discord

from bot.domain.plaintext import escape
from bot.domain.sheet import class_name, race_name
from bot.i18n import N_, language_names, translate
from bot.services.campaigns import CampaignView
from bot.ui.sheet_words import health

COLOUR = discord.Colour(0xC9A227)
TROUBLED = discord.Colour(0xB3261E)


def campaign_card(view: CampaignView, language: str) -> discord.Embed:
    """Show what is played, with which model and by whom."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    campaign = view.campaign
    embed = discord.Embed(title=escape(campaign.name)[:256], colour=COLOUR)
    embed.description = escape(", ".join(campaign.themes))
    embed.add_field(name=t(N_("Language")), value=language_names().get(campaign.language, campaign.language))
    embed.add_field(name=t(N_("Model")), value=_model(view, language))
    if view.chair:
        embed.add_field(name=t(N_("Game master")), value=escape(view.chair)[:1024])
    if view.fallbacks:
        embed.add_field(name=t(N_("When it fails")), value=" → ".join(map(escape, view.fallbacks)))
    embed.add_field(name=t(N_("Turns told")), value=str(view.turns))
    party = "\n".join(
        f"**{escape(character.name)}** · {race_name(character.race, language)} · "
        f"{class_name(character.class_, language)} {character.level} · {health(character, language)}"
        for character in view.party
    )
    embed.add_field(name=t(N_("Party")), value=party[:1024] or t(N_("Nobody yet: /character create")), inline=False)
    embed.set_footer(text=t(N_("Dice commitment: {hash}")).format(hash=campaign.commitment))
    return embed


def _model(view: CampaignView, language: str) -> str:
    if view.model is None:
        sentence = N_("{model}, not offered now: pick another with /campaign model")
        return translate(sentence, language).format(model=escape(view.missing))
    if view.campaign.model is None:
        return translate(N_("{model}, the default"), language).format(model=escape(view.model.label))
    return escape(view.model.label)
