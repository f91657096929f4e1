"""Write measured figures so that each has its number of samples and its window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

from discord.utils import format_dt

from bot.domain.amount import turns
from bot.domain.plaintext import clean, escape, shorten
from bot.domain.statistics import MEDIAN_FROM, P95_FROM, Filters, PromptSize, Spread, Window
from bot.i18n import N_, language_names, plural, translate
from bot.ui.budget_card import UNPRICED, bar
from bot.ui.figures import count, decimal, dollars, seconds

NAME: Final = 60

SIZE_NAMES: Final[Mapping[PromptSize, str]] = {
    "small": N_("small: under 2,000 tokens"),
    "medium": N_("medium: under 8,000 tokens"),
    "large": N_("large: under 32,000 tokens"),
    "huge": N_("huge: 32,000 tokens or more"),
    "unknown": N_("unknown: no tokens reported"),
}


def named(model: str, length: int = NAME) -> str:
    """Write the name of a model, whoever chose it."""
    return escape(shorten(clean(model), length))


def window(shown: Window) -> str:
    """Write a window as two days in the reader's own time."""
    # The end is the first moment that is not in it any more.
    last = shown.end - timedelta(seconds=1)
    return f"{format_dt(shown.start, 'd')} – {format_dt(last, 'd')}"


def filtered(filters: Filters, campaign: str | None, language: str) -> str:
    """Write the window and everything else that what is counted was narrowed to."""
    parts = [window(filters.window)]
    if campaign is not None:
        parts.append(named(campaign))
    if filters.model is not None:
        parts.append(named(filters.model))
    if filters.language is not None:
        parts.append(language_names().get(filters.language, filters.language))
    if filters.size is not None:
        prompts = translate(N_("prompts: {size}"), language)
        parts.append(prompts.format(size=translate(SIZE_NAMES[filters.size], language)))
    return " · ".join(parts)


def wait(spread: Spread, language: str) -> str:
    """Write a spread of milliseconds in seconds."""
    return spread_in(spread, seconds, language)


def speed(spread: Spread, language: str) -> str:
    """Write a spread of tokens a second."""
    return spread_in(spread, lambda value, _: decimal(value, language), language)


def spread_in(spread: Spread, written: Callable[[float, str], str], language: str) -> str:
    """Write the median and the 95th percentile as far as there are samples for them, with their number."""
    n = count(spread.count, language)
    if spread.most is None:
        return translate(N_("not measured yet"), language)
    most = written(spread.most, language)
    if spread.p50 is None:
        few = translate(N_("max {most} (n = {n}; a median takes {needed})"), language)
        return few.format(most=most, n=n, needed=MEDIAN_FROM)
    median = f"**{written(spread.p50, language)}**"
    if spread.p95 is None:
        return translate(N_("{median}, max {most} (n = {n})"), language).format(median=median, most=most, n=n)
    p95 = written(spread.p95, language)
    return translate(N_("{median}, p95 {p95} (n = {n})"), language).format(median=median, p95=p95, n=n)


def medians_explained(language: str) -> str:
    """Say what the bold figures are."""
    sentence = N_("Bold: the median, from {median} samples on; p95 from {p95} on, before that the greatest.")
    return translate(sentence, language).format(median=MEDIAN_FROM, p95=P95_FROM)


def money(cost: Decimal, unpriced: int, language: str) -> str:
    """Write what something cost, and how many calls in it have a price that nobody knows: those are not free."""
    if not unpriced:
        return dollars(cost, language)
    missing = plural(UNPRICED, unpriced, language).format(n=count(unpriced, language))
    return f"{dollars(cost, language)} + {missing}" if cost else missing


def told_by(models: Mapping[str, int], most: int, language: str) -> str:
    """Draw which models told how many turns, most first."""
    whole = sum(models.values())
    lines = [
        f"{bar(number, whole)} {turns(Decimal(number), language)} · {named(model, 40)}"
        for model, number in list(models.items())[:most]
    ]
    return "\n".join([*lines, *others(len(models) - most, language)])


def others(number: int, language: str) -> list[str]:
    """Say that there are so many more, where there are."""
    if number <= 0:
        return []
    return [translate(N_("and {count} more"), language).format(count=count(number, language))]
