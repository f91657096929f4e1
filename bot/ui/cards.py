"""The embed that shows a campaign, and the colours of all embeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import discord

from bot.domain.campaign import Role
from bot.domain.plaintext import escape, shorten, shown
from bot.domain.sheet import class_name, race_name
from bot.i18n import N_, language_names, translate
from bot.services.campaigns import CampaignView
from bot.ui.sheet_words import health

COLOUR = discord.Colour(0xC9A227)
TROUBLED = discord.Colour(0xB3261E)

_ROLES: Mapping[Role, str] = {
    "owner": N_("Owner"),
    "gm": N_("Co-game-masters"),
    "player": N_("Players"),
    "spectator": N_("Spectators"),
    "invited": N_("Invited"),
}
_MOST_CHANNELS: Final = 20


def campaign_card(view: CampaignView, language: str) -> discord.Embed:
    """Show what is played, with which model and by whom."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    campaign = view.campaign
    embed = discord.Embed(title=escape(campaign.name)[:256], colour=COLOUR)
    embed.description = escape(", ".join(campaign.themes))
    embed.add_field(name=t(N_("Language")), value=language_names().get(campaign.language, campaign.language))
    if campaign.rules.story_language:
        embed.add_field(name=t(N_("Language of the story")), value=escape(campaign.rules.story_language))
    embed.add_field(name=t(N_("Model")), value=_model(view, language))
    if view.chair:
        embed.add_field(name=t(N_("Game master")), value=escape(view.chair)[:1024])
    if view.fallbacks:
        embed.add_field(name=t(N_("When it fails")), value=" → ".join(escape(t(label)) for label in view.fallbacks))
    embed.add_field(name=t(N_("Turns told")), value=str(view.turns))
    party = "\n".join(
        f"**{escape(character.name)}** · {race_name(character.race, language)} · "
        f"{class_name(character.class_, language)} {character.level} · {health(character, language)}"
        for character in view.party
    )
    embed.add_field(name=t(N_("Party")), value=party[:1024] or t(N_("Nobody yet: /character create")), inline=False)
    for role, name in _ROLES.items():
        if names := [shown(one.name, 40) for one in view.members if one.role == role]:
            embed.add_field(name=t(name), value=shorten(", ".join(names), 1024))
    if campaign.status == "paused":
        embed.add_field(name=t(N_("Status")), value=t(N_("paused: /campaign resume")))
    if len(view.channels) > 1:
        told = " ".join(f"<#{channel}>" for channel in view.channels[:_MOST_CHANNELS])
        embed.add_field(name=t(N_("Told in")), value=told, inline=False)
    embed.set_footer(text=t(N_("Dice commitment: {hash}")).format(hash=campaign.commitment))
    return embed


def _model(view: CampaignView, language: str) -> str:
    if view.model is None:
        sentence = N_("{model}, not offered now: pick another with /campaign model")
        return translate(sentence, language).format(model=escape(translate(view.missing, language)))
    called = escape(translate(view.model.label, language))
    if view.campaign.model is None:
        return translate(N_("{model}, the default"), language).format(model=called)
    return called
