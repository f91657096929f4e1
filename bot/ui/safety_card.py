"""What a table agreed on for everybody's sake, as one embed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord

from bot.domain.campaign import Rating
from bot.domain.plaintext import escape, shorten
from bot.i18n import N_, translate
from bot.services.safety import Agreement
from bot.ui.cards import COLOUR

FIELD_LENGTH = 1024

RATINGS: Mapping[Rating, str] = {
    "everyone": N_("for everyone"),
    "teen": N_("for teenagers"),
    "mature": N_("for adults"),
}
TOLD_AS_TEEN = N_("for adults; told as for teenagers, because this channel is not marked as age-restricted")
HOW = N_("The ✋ under each reply, or /xcard, stops a scene and has it told without what was in it. Nobody learns who.")


def safety_card(agreement: Agreement, language: str) -> discord.Embed:
    """Show lines, veils and the rating, and how to stop a scene."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    embed = discord.Embed(title=t(N_("What this table agreed on")), description=t(HOW), colour=COLOUR)
    embed.add_field(name=t(N_("Lines: never in the story")), value=_topics(agreement.lines, language), inline=False)
    embed.add_field(name=t(N_("Veils: never described")), value=_topics(agreement.veils, language), inline=False)
    embed.add_field(name=t(N_("Rating")), value=rating_name(agreement.rating, language, agreement.mature_here))
    return embed


def rating_name(rating: Rating, language: str, mature_here: bool) -> str:
    """Name a rating, and say where the channel does not allow it."""
    told = TOLD_AS_TEEN if rating == "mature" and not mature_here else RATINGS[rating]
    return translate(told, language)


def _topics(topics: Sequence[str], language: str) -> str:
    if not topics:
        return translate(N_("None so far."), language)
    # Twenty of 80 characters are more than a field takes: each gets its share.
    share = FIELD_LENGTH // len(topics) - 3
    return "\n".join(f"• {_cut(topic, share)}" for topic in topics)


def _cut(topic: str, length: int) -> str:
    shown = escape(topic)
    while len(shown) > length:
        topic = shorten(topic, len(topic) - 1)
        shown = escape(topic)
    return shown
