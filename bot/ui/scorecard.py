"""Show what was found in the tellings of one model without a judge, and what players said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import discord

from bot.domain.checking import ALL_CHECKS, CheckKind
from bot.domain.complaint import COMPLAINTS
from bot.domain.statistics import Rate
from bot.i18n import N_, percent, translate, written
from bot.services.asking import Question
from bot.ui.cards import COLOUR
from bot.ui.figures import count
from bot.ui.stats_words import filtered, named
from bot.ui.wrong_form import WHAT

_FOUND: Final[Mapping[CheckKind, str]] = {
    "tools": N_("Asked the rules for something wrong"),
    "dice": N_("Told a roll that nobody threw"),
    "hit_points": N_("Told a number that the rules do not know"),
    "dead": N_("Let the dead act"),
    "agency": N_("Spoke or decided for a player’s character"),
    "language": N_("Told it in another language"),
    "refusal": N_("Refused, or spoke of itself"),
    "truncation": N_("Broke off before the end"),
    "repetition": N_("Told the same words again"),
    "length": N_("Was longer than the table wants"),
}
_RULES: Final[Sequence[CheckKind]] = ("tools", "dice", "hit_points", "dead")
_MANNERS: Final[Sequence[CheckKind]] = tuple(kind for kind in ALL_CHECKS if kind not in _RULES)
_FIELD: Final = 1024


def scorecard(question: Question, found: Mapping[str, Mapping[str, Rate]], language: str) -> discord.Embed:
    """Show the rates of the model that was asked for, as far as they have a denominator, each with its interval."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    model = question.filters.model or ""
    rates = found.get(model, {})
    embed = discord.Embed(title=t(N_("Scorecard: {model}")).format(model=named(model, 100))[:256], colour=COLOUR)
    embed.description = filtered(question.filters, question.campaign, language)
    if not rates:
        embed.description += "\n" + t(
            N_("No telling of this model was checked here in this time. Pick another model or more days.")
        )
        return embed
    for title, kinds in ((N_("By the rules"), _RULES), (N_("As a game master"), _MANNERS)):
        if lines := _lines(((_FOUND[kind], rates.get(kind)) for kind in kinds), language):
            embed.add_field(name=t(title), value=lines, inline=False)
    said = ((WHAT[what], rates.get(f"complaint:{what}")) for what in COMPLAINTS)
    if lines := _lines(said, language):
        embed.add_field(name=t(N_("What players said is wrong")), value=lines, inline=False)
    embed.set_footer(
        text=t(
            N_(
                "Only what could be checked counts: calls of the rules, turns that tell a roll or a number, turns with "
                "somebody dead, and so on. In brackets: where the true rate is, at 95% (Wilson)."
            )
        )
    )
    return embed


def _lines(rates: Iterable[tuple[str, Rate | None]], language: str) -> str:
    lines = [f"{translate(name, language)}\n-# {rated(rate, language)}" for name, rate in rates if rate and rate.of]
    return "\n".join(lines)[:_FIELD]


def rated(rate: Rate, language: str) -> str:
    """Write a rate with its interval and its n: `**2%** (0.4–9%) · 1 of 60`."""
    low, high = rate.interval or (0.0, 1.0)
    sentence = translate(N_("{share} ({low}–{high}) · {some} of {all}"), language)
    return sentence.format(
        share=f"**{percent(_figure(rate.share or 0), language)}**",
        low=written(_figure(low), language),
        high=percent(_figure(high), language),
        some=count(rate.found, language),
        all=count(rate.of, language),
    )


def _figure(share: float) -> str:
    """Write a share in hundredths, with a decimal where a whole number would say nothing."""
    value = 100 * share
    return f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:.0f}"
