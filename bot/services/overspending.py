"""Say which budget stands in the way of a turn, and when it begins anew."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.amount import amount_in, dollars, percent
from bot.domain.budget import Budget, Standing
from bot.domain.plaintext import escape
from bot.errors import SkaldError
from bot.i18n import N_, translate

_NAMES = {
    "day": (N_("The server’s daily budget"), N_("The daily budget of {whose}")),
    "month": (N_("The server’s monthly budget"), N_("The monthly budget of {whose}")),
}
_GONE = N_("someone or something that is gone")


def budget_name(budget: Budget, language: str, *, plain: bool = False) -> str:
    """Call a budget by whose it is; a player's name is a mention, unless it must be plain text."""
    server, other = _NAMES[budget.period]
    if budget.scope == "server":
        return translate(server, language)
    whose = budget.name or translate(_GONE, language)
    if not plain:
        named = budget.scope == "player" and budget.discord_id is not None
        whose = f"<@{budget.discord_id}>" if named else escape(whose)
    return translate(other, language).format(whose=whose)


def begins_anew(standing: Standing) -> str:
    """Write when the next period begins as Discord shows it to each reader."""
    return f"<t:{int(standing.ends.timestamp())}:R>"


def spent_of(standing: Standing, language: str) -> str:
    """Write what was spent so that "of" and the amount can follow: $2.50, or 4 for turns."""
    spent = standing.spent.amount
    return str(int(spent)) if standing.budget.unit == "turns" else dollars(spent, language)


def _player(budget: Budget) -> int | None:
    return budget.subject if budget.scope == "player" else None


class OverBudget(SkaldError):
    """A turn does not fit what is left; `standing` says of which budget, `estimate` (in its unit) what it may take."""

    sentence = N_(
        "{budget} does not allow this turn: {spent} of {amount} are spent, {left} are left, and it may cost up to "
        "{estimate}. It begins anew {when}; /budget set can raise it."
    )
    used_up = N_("{budget} is used up: {spent} of {amount}. It begins anew {when}; /budget set can raise it.")

    def __init__(self, standing: Standing, estimate: Decimal) -> None:
        self.standing = standing
        self.estimate = estimate
        super().__init__()

    @property
    def account_id(self) -> int | None:
        """The player whose budget it is; None for one of a campaign or a server."""
        return _player(self.standing.budget)

    def say(self, language: str) -> str:
        standing, budget = self.standing, self.standing.budget
        if budget.unit == "turns":
            return translate(self.used_up, language).format(
                budget=budget_name(budget, language),
                spent=int(standing.spent.amount + standing.held),
                amount=amount_in("turns", budget.amount, language),
                when=begins_anew(standing),
            )
        return translate(self.sentence, language).format(
            budget=budget_name(budget, language),
            spent=dollars(standing.spent.amount, language),
            amount=dollars(budget.amount, language),
            left=dollars(standing.left, language),
            estimate=dollars(self.estimate, language),
            when=begins_anew(standing),
        )


class PriceUnknown(SkaldError):
    """A budget in dollars watches the turn, and what its model costs is not known."""

    sentence = N_(
        "{budget} is in dollars, and the price of this model is unknown. Pick another model with /campaign model, set "
        "a budget in turns instead, or have whoever runs Skald give it a price in the catalogue."
    )

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        super().__init__()

    @property
    def account_id(self) -> int | None:
        """The player whose budget it is; None for one of a campaign or a server."""
        return _player(self.budget)

    def say(self, language: str) -> str:
        return translate(self.sentence, language).format(budget=budget_name(self.budget, language))


class BudgetWarning(SkaldError):
    """Most of a budget is spent, or all of it; told once in its period."""

    sentence = N_("{budget}: {percent} used up, {spent} of {amount}. It begins anew {when}.")

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        super().__init__()

    def say(self, language: str) -> str:
        standing, budget = self.standing, self.standing.budget
        return translate(self.sentence, language).format(
            budget=budget_name(budget, language),
            spent=spent_of(standing, language),
            amount=amount_in(budget.unit, budget.amount, language),
            percent=percent(standing.spent.amount, budget.amount, language),
            when=begins_anew(standing),
        )
