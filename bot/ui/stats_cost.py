"""Show what models cost: by model, by day, by player."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

import discord
from discord.utils import format_dt

from bot.domain.amount import turns
from bot.domain.plaintext import shown
from bot.domain.statistics import Costs
from bot.i18n import N_, NN_, plural, translate
from bot.services.asking import Question
from bot.ui.budget_card import bar
from bot.ui.cards import COLOUR
from bot.ui.figures import count
from bot.ui.stats_words import filtered, money, named, others

_MODELS: Final = 6
_DAYS: Final = 7
_PLAYERS: Final = 6
_FIELD: Final = 1024
CALLS: Final = NN_("{n} call", "{n} calls")
_K = TypeVar("_K", bound=Hashable)


class _Sum(NamedTuple):
    cost: Decimal
    unpriced: int
    calls: int


def cost_card(question: Question, costs: Costs, language: str) -> discord.Embed:
    """Show the whole, then its parts, the dearest first."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    embed = discord.Embed(title=t(N_("What models cost")), colour=COLOUR)
    embed.description = filtered(question.filters, question.campaign, language)
    if not costs.days:
        embed.description += "\n" + t(N_("No model was asked here in this time, so nothing was spent."))
        return embed
    calls = plural(CALLS, sum(each.calls for each in costs.days), language)
    n = count(sum(each.calls for each in costs.days), language)
    embed.description += f"\n**{money(costs.total, costs.unpriced, language)}** · {calls.format(n=n)}"
    by_model = _summed((each.model, _Sum(each.cost, each.unpriced, each.calls)) for each in costs.days)
    models = sorted(by_model.items(), key=lambda each: (-each[1].cost, each[0]))
    embed.add_field(name=t(N_("By model")), value=_models(models, costs.total, language), inline=False)
    by_day = _summed((each.day, _Sum(each.cost, each.unpriced, each.calls)) for each in costs.days)
    embed.add_field(name=t(N_("By day, newest first (UTC)")), value=_days(by_day, language), inline=False)
    if costs.players:
        embed.add_field(name=t(N_("By player")), value=_players(costs, language), inline=False)
        embed.set_footer(text=t(N_("What a turn costs is divided equally by those who acted in it.")))
    return embed


def _summed(parts: Iterable[tuple[_K, _Sum]]) -> dict[_K, _Sum]:
    found: defaultdict[_K, _Sum] = defaultdict(lambda: _Sum(Decimal(0), 0, 0))
    for key, part in parts:
        so_far = found[key]
        found[key] = _Sum(so_far.cost + part.cost, so_far.unpriced + part.unpriced, so_far.calls + part.calls)
    return found


def _line(part: _Sum, whole: Decimal, what: str, language: str) -> str:
    calls = plural(CALLS, part.calls, language).format(n=count(part.calls, language))
    return f"{bar(part.cost, whole)} {money(part.cost, part.unpriced, language)} · {what}\n-# {calls}"


def _models(models: Sequence[tuple[str, _Sum]], total: Decimal, language: str) -> str:
    lines = [_line(each, total, named(model, 40), language) for model, each in models[:_MODELS]]
    return "\n".join([*lines, *others(len(models) - _MODELS, language)])[:_FIELD]


def _days(days: dict[datetime, _Sum], language: str) -> str:
    newest = sorted(days.items(), reverse=True)
    dearest = max(each.cost for each in days.values())
    # A moment at noon is the same day for nearly everybody; midnight is yesterday for half the world.
    lines = [_line(each, dearest, format_dt(day.replace(hour=12), "d"), language) for day, each in newest[:_DAYS]]
    return "\n".join([*lines, *others(len(newest) - _DAYS, language)])[:_FIELD]


def _players(costs: Costs, language: str) -> str:
    dearest = sorted(costs.players, key=lambda each: (-each.cost, -each.turns))
    whole = sum((each.cost for each in dearest), Decimal(0))
    lines = [
        f"{bar(each.cost, whole)} {money(each.cost, each.unpriced, language)} · "
        f"{turns(Decimal(each.turns), language)} · {shown(each.name, 30)}"
        for each in dearest[:_PLAYERS]
    ]
    return "\n".join([*lines, *others(len(dearest) - _PLAYERS, language)])[:_FIELD]
