"""Show budgets and what was spent, with bars that fit a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

import discord

from bot.domain.amount import amount_in, dollars, percent, turns
from bot.domain.budget import ModelSpending, PlayerSpending, Spent, Standing
from bot.domain.campaign import BudgetPolicy
from bot.domain.plaintext import escape, shorten
from bot.i18n import N_, NN_, plural, translate
from bot.services.overspending import begins_anew, budget_name, spent_of
from bot.services.treasury import Purse
from bot.ui.cards import COLOUR
from bot.ui.figures import count

BAR = 10
MOST_BUDGETS: Final = 12
MOST_LINES: Final = 5

UNPRICED = NN_("{n} call of unknown price", "{n} calls of unknown price")
POLICIES: dict[BudgetPolicy, str] = {
    "refuse": N_("no turn is told until it begins anew"),
    "cheaper": N_("a cheaper model tells it, as long as budgets in dollars reach for one"),
    "narrator": N_("the offline narrator tells it"),
}


def bar(part: Decimal | int, whole: Decimal | int) -> str:
    """Draw a part of a whole in ten blocks; something is never drawn as nothing, and only all of it as all."""
    share = min(Decimal(1), Decimal(part) / Decimal(whole)) if whole else Decimal(0)
    full = int(share * BAR) or (1 if share else 0)
    return f"`{'█' * full}{'░' * (BAR - full)}`"


def purse_card(purse: Purse, language: str) -> discord.Embed:
    """Show each budget, then the month of the whole server by model and by player."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    embed = discord.Embed(title=t(N_("Budgets")), colour=COLOUR)
    shown = [_standing(standing, language) for standing in purse.standings[:MOST_BUDGETS]]
    if len(purse.standings) > MOST_BUDGETS:
        shown.append(_more(len(purse.standings) - MOST_BUDGETS, language))
    if purse.standings and purse.policy is not None:
        shown.append(t(N_("When a turn would pass a budget here: {policy}.")).format(policy=t(POLICIES[purse.policy])))
    embed.description = "\n\n".join(shown) or t(N_("No budget is set here. /budget set sets one."))
    month = purse.month
    whole = f"**{_money(month.spent, language)}** · {turns(Decimal(month.turns), language)}"
    embed.add_field(name=t(N_("This month, the whole server")), value=whole, inline=False)
    if month.models:
        embed.add_field(name=t(N_("By model")), value=_models(month.models, language), inline=False)
    if month.players:
        embed.add_field(name=t(N_("By player")), value=_players(month.players, language), inline=False)
    return embed


def _standing(standing: Standing, language: str) -> str:
    budget, spent = standing.budget, standing.spent
    used = _money(spent, language) if budget.unit == "dollars" else spent_of(standing, language)
    line = translate(N_("{spent} of {amount}, {left} left; anew {when}"), language).format(
        spent=used,
        amount=amount_in(budget.unit, budget.amount, language),
        left=amount_in(budget.unit, standing.left, language),
        when=begins_anew(standing),
    )
    share = percent(spent.amount, budget.amount, language)
    return f"**{budget_name(budget, language)}**\n{bar(spent.amount, budget.amount)} {share}\n{line}"


def _models(models: Sequence[ModelSpending], language: str) -> str:
    total = sum((each.spent.amount for each in models), Decimal(0))
    calls = sum(each.calls for each in models)
    return _lines(
        (
            f"{bar(each.spent.amount, total) if total else bar(each.calls, calls)} {_money(each.spent, language)} · "
            f"{escape(shorten(each.model, 40))}"
            for each in models[:MOST_LINES]
        ),
        len(models),
        language,
    )


def _players(players: Sequence[PlayerSpending], language: str) -> str:
    total = sum((each.spent.amount for each in players), Decimal(0))
    told = sum(each.turns for each in players)
    return _lines(
        (
            f"{bar(each.spent.amount, total) if total else bar(each.turns, told)} {_money(each.spent, language)} · "
            f"{turns(Decimal(each.turns), language)} · {_player(each)}"
            for each in players[:MOST_LINES]
        ),
        len(players),
        language,
    )


def _lines(lines: Iterable[str], count: int, language: str) -> str:
    rest = [_more(count - MOST_LINES, language)] if count > MOST_LINES else []
    return "\n".join([*lines, *rest])[:1024]


def _player(player: PlayerSpending) -> str:
    return f"<@{player.discord_id}>" if player.discord_id is not None else escape(shorten(player.name, 30))


def _more(others: int, language: str) -> str:
    return translate(N_("and {count} more"), language).format(count=count(others, language))


def _money(spent: Spent, language: str) -> str:
    """Write what was spent, and say what is missing in it: what nobody knows the price of is not free."""
    if not spent.unknown:
        return dollars(spent.amount, language)
    missing = plural(UNPRICED, spent.unknown, language).format(n=count(spent.unknown, language))
    return f"{dollars(spent.amount, language)} + {missing}" if spent.amount else missing
