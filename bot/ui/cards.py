"""Embeds that show a campaign, a sheet or the help."""

from __future__ import annotations

import discord

from bot.domain.character import ABILITIES, Character
from bot.domain.plaintext import escape
from bot.domain.sheet import class_name, modifier, proficiency, race_name
from bot.domain.skills import check_name
from bot.i18n import N_, translate
from bot.services.campaigns import CampaignView

COLOUR = discord.Colour(0xC9A227)
TROUBLED = discord.Colour(0xB3261E)


def campaign_card(view: CampaignView, language: str) -> discord.Embed:
    """Show what is played, with which model and by whom."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    campaign = view.campaign
    embed = discord.Embed(title=escape(campaign.name)[:256], colour=COLOUR)
    embed.description = escape(", ".join(campaign.themes))
    embed.add_field(name=t(N_("Language")), value={"en": "English", "fr": "Français"}[campaign.language])
    embed.add_field(name=t(N_("Model")), value=_model(view, language))
    if view.fallbacks:
        embed.add_field(name=t(N_("When it fails")), value=" → ".join(map(escape, view.fallbacks)))
    embed.add_field(name=t(N_("Turns told")), value=str(view.turns))
    party = "\n".join(
        f"**{escape(character.name)}** · {race_name(character.race, language)} · "
        f"{class_name(character.class_, language)} {character.level}"
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


def sheet_card(character: Character, language: str) -> discord.Embed:
    """Show a character's sheet."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    embed = discord.Embed(title=escape(character.name)[:256], colour=COLOUR)
    embed.description = (
        f"{race_name(character.race, language)} · {class_name(character.class_, language)} {character.level}"
        + (f"\n{escape(character.description)}" if character.description else "")
    )
    for ability, score in zip(ABILITIES, character.scores, strict=True):
        embed.add_field(name=check_name(ability, language), value=f"**{modifier(score):+d}** ({score})")
    embed.add_field(name=t(N_("Hit points")), value=f"{character.hit_points}/{character.max_hit_points}")
    embed.add_field(name=t(N_("Proficiency")), value=f"+{proficiency(character.level)}")
    skills = ", ".join(check_name(skill, language) for skill in character.skills)
    embed.add_field(name=t(N_("Skills")), value=skills or "–", inline=False)
    return embed
