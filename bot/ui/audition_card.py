"""Show what a model did when it was tried out."""

from __future__ import annotations

from typing import Final

import discord

from bot.domain.plaintext import escape, shorten
from bot.i18n import N_, translate
from bot.services.auditions import Audition
from bot.ui.cards import COLOUR, TROUBLED
from bot.ui.figures import count, dollars, seconds

_SKILLS: Final = {
    "called": N_("🎲 rolled the dice as it was told"),
    "wrong": N_("⚠️ asked for the dice in a way the rules cannot read"),
    "unused": N_("⚠️ did not ask for the dice it was told to roll"),
}
_USAGES: Final = {
    "reported": N_("{input} tokens in, {output} out, as its vendor reports them"),
    "estimated": N_("{input} tokens in, {output} out, estimated: its vendor reported none"),
    "missing": N_("not known"),
}


def audition_card(audition: Audition, language: str) -> discord.Embed:
    """Show whether a model works, and what the call took."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    failure = audition.failure
    embed = discord.Embed(title=escape(shorten(t(audition.card.label), 100)), colour=TROUBLED if failure else COLOUR)
    embed.description = t(N_("✅ It works.")) if failure is None else f"❌ {escape(failure.say(language))}"
    embed.description += "".join(f"\n⚠️ {warning.say(language)}" for warning in audition.warnings)
    if audition.duration is None:
        return embed
    if audition.first_token is not None:
        embed.add_field(name=t(N_("First token")), value=seconds(audition.first_token, language))
    embed.add_field(name=t(N_("In all")), value=seconds(audition.duration, language))
    if failure is None:
        embed.add_field(name=t(N_("Tools")), value=t(_SKILLS[audition.skill]), inline=False)
    embed.add_field(name=t(N_("Usage")), value=_usage(audition, language), inline=False)
    cost = t(N_("price unknown")) if audition.cost is None else dollars(audition.cost, language)
    embed.add_field(name=t(N_("Cost")), value=cost)
    return embed


def _usage(audition: Audition, language: str) -> str:
    source = audition.usage or "missing"
    told = translate(_USAGES[source], language)
    return told.format(
        input=count(audition.input_tokens or 0, language), output=count(audition.output_tokens or 0, language)
    )
