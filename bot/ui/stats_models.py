"""Show what was measured of each model, side by side on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import discord

from bot.domain.amount import turns
from bot.domain.statistics import ModelFigures
from bot.i18n import N_, translate
from bot.services.asking import Question
from bot.ui.cards import COLOUR
from bot.ui.figures import count, dollars, share
from bot.ui.outcomes import FAILED, FAILURES
from bot.ui.stats_words import filtered, medians_explained, named, speed, wait

A_PAGE: Final = 5
_FIELD: Final = 1024
_MOST_KINDS: Final = 4


class Page(NamedTuple):
    """One page of models, and how many there are; counted from 1."""

    embed: discord.Embed
    number: int
    pages: int


def models_page(question: Question, found: Sequence[ModelFigures], language: str, number: int = 1) -> Page:
    """Show one page; a number beyond the last shows the last."""
    pages = max(1, -(-len(found) // A_PAGE))
    number = min(max(number, 1), pages)
    title = translate(N_("Models compared"), language) + (f" · {number}/{pages}" if pages > 1 else "")
    embed = discord.Embed(title=title, colour=COLOUR)
    told = sum(model.turns for model in found)
    lines = [filtered(question.filters, question.campaign, language)]
    lines.append(turns(Decimal(told), language) if found else _nothing(question, language))
    embed.description = "\n".join(lines)
    for model in found[(number - 1) * A_PAGE : number * A_PAGE]:
        value = "\n".join(_lines(model, language))
        embed.add_field(name=named(model.model, 100), value=value[:_FIELD], inline=False)
    if found:
        embed.set_footer(text=medians_explained(language))
    return Page(embed, number, pages)


def _nothing(question: Question, language: str) -> str:
    chosen = question.filters
    if question.campaign or chosen.model or chosen.language or chosen.size:
        return translate(N_("No turn is of what you chose. Choose more days, or narrow it down less."), language)
    sentence = N_("No model told anything here in this time, so there is nothing to compare. Play a few turns first.")
    return translate(sentence, language)


def _lines(model: ModelFigures, language: str) -> Iterator[str]:
    def t(sentence: str) -> str:
        return translate(sentence, language)

    if model.turns or model.first_word.count:
        yield t(N_("First word: {wait}")).format(wait=wait(model.first_word, language))
        yield t(N_("Last word: {wait}")).format(wait=wait(model.last_word, language))
    if model.speed.count:
        yield t(N_("Tokens a second: {speed}")).format(speed=speed(model.speed, language))
    yield " · ".join((turns(Decimal(model.turns), language), *_cost(model, language)))
    if model.handed_on:
        handed = t(N_("Handed on to another model: {share} ({some} of {all})"))
        yield _share_of(handed, model.handed_on, model.wanted, language)
    if model.calls:
        yield _failed(model, language)
    if model.input_tokens or model.output_tokens:
        yield "-# " + _tokens(model, language)


def _cost(model: ModelFigures, language: str) -> Iterator[str]:
    if model.cost_per_turn is not None:
        sentence = translate(N_("{price} a turn (n = {n})"), language)
        yield sentence.format(price=dollars(model.cost_per_turn, language), n=count(model.priced, language))
    elif model.unpriced:
        yield translate(N_("price unknown"), language)
    elif model.turns:
        # Each call has a price, so what is missing is a turn.
        yield translate(N_("in duels, which count in no wait or cost"), language)


def _failed(model: ModelFigures, language: str) -> str:
    failed = translate(N_("Failed attempts: {share} ({some} of {all})"), language)
    line = _share_of(failed, model.failed, model.calls, language)
    kinds = sorted(model.failures.items(), key=lambda each: -each[1])
    named_kinds = [
        f"{translate(FAILURES.get(kind, FAILED), language)} {count(times, language)}" for kind, times in kinds
    ]
    details = named_kinds[:_MOST_KINDS] + (["…"] if len(kinds) > _MOST_KINDS else [])
    if details:
        line += f"\n-# {', '.join(details)}"
    if model.truncated:
        # On a line of its own: it was told as far as it went, and is no failure.
        line += f"\n-# {translate(N_('cut at its length limit'), language)} {count(model.truncated, language)}"
    return line


def _share_of(sentence: str, some: int, whole: int, language: str) -> str:
    return sentence.format(share=share(some, whole, language), some=count(some, language), all=count(whole, language))


def _tokens(model: ModelFigures, language: str) -> str:
    told = N_("tokens: {input} in, {output} out")
    if model.cached is not None:
        told = N_("tokens: {input} in ({cached} of them cached), {output} out")
    return translate(told, language).format(
        input=count(model.input_tokens, language),
        output=count(model.output_tokens, language),
        cached=share(round(1000 * (model.cached or 0)), 1000, language),
    )
