"""Show what was measured of a campaign, and of a player."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import discord

from bot.domain.plaintext import shown
from bot.domain.statistics import CampaignFigures, PlayerFigures
from bot.i18n import N_, translate
from bot.services.asking import Question
from bot.ui.cards import COLOUR
from bot.ui.figures import count
from bot.ui.stats_words import filtered, medians_explained, money, told_by, wait, window

_MODELS: Final = 5


def campaign_figures(question: Question, figures: CampaignFigures, language: str) -> discord.Embed:
    """Show how long a table waited, what it cost and who told."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    title = t(N_("Figures: {name}")).format(name=shown(question.campaign or "", 100))
    embed = discord.Embed(title=title, colour=COLOUR, description=window(question.filters.window))
    if not figures.turns:
        embed.description = "\n".join((embed.description or "", t(N_("No turn was told here in this time."))))
        return embed
    embed.add_field(name=t(N_("Turns told")), value=count(figures.turns, language))
    embed.add_field(name=t(N_("Players")), value=count(figures.players, language))
    embed.add_field(name=t(N_("Cost")), value=money(figures.cost, figures.unpriced, language))
    embed.add_field(name=t(N_("Wait for the first word")), value=wait(figures.first_word, language), inline=False)
    embed.add_field(name=t(N_("Wait for the last word")), value=wait(figures.last_word, language), inline=False)
    _told(embed, figures.models, language)
    embed.set_footer(text=medians_explained(language))
    return embed


def player_figures(question: Question, figures: PlayerFigures, name: str, language: str) -> discord.Embed:
    """Show what somebody did in the campaigns that the reader may see."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    title = t(N_("Figures: {name}")).format(name=shown(name, 100))
    embed = discord.Embed(title=title, colour=COLOUR)
    embed.description = filtered(question.filters, question.campaign, language)
    if not figures.actions and not figures.turns:
        nothing = t(N_("No action in this time, in the campaigns that you may look into."))
        embed.description = f"{embed.description}\n{nothing}"
        return embed
    embed.add_field(name=t(N_("Actions")), value=count(figures.actions, language))
    embed.add_field(name=t(N_("In turns")), value=count(figures.turns, language))
    embed.add_field(name=t(N_("Dice thrown")), value=count(figures.dice, language))
    embed.add_field(name=t(N_("Their share of the cost")), value=money(figures.cost, figures.unpriced, language))
    _told(embed, figures.models, language)
    embed.set_footer(text=t(N_("What a turn costs is divided equally by those who acted in it.")))
    return embed


def _told(embed: discord.Embed, models: Mapping[str, int], language: str) -> None:
    if models:
        name = translate(N_("Told by"), language)
        embed.add_field(name=name, value=told_by(models, _MODELS, language)[:1024], inline=False)
