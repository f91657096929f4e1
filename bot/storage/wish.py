"""Weigh what a turn may cost against the budgets that watch it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from sqlalchemy import Row

from bot.domain.budget import WARN_AT, Budget, Spender, Spent, Standing, window
from bot.storage.columns import DOLLAR_DIGITS
from bot.storage.holds import Advance, added_up

NOTHING: Final = Decimal(0)
PART_AHEAD: Final = 20
"""What is taken in advance is so small a part of what is left that others hardly miss it."""

_SMALLEST: Final = Decimal(1).scaleb(-DOLLAR_DIGITS)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a turn may cost: `already` was spent on it and is not written down yet, the estimate may come on top."""

    spender: Spender
    estimate: Decimal | None
    holder: str
    already: Decimal
    advance: Advance | None

    def takes(self, budget: Budget) -> Decimal:
        """Return what is wished of a budget on top of what was spent on the turn."""
        return self.spender.takes(budget, self.estimate or NOTHING)

    def weigh(
        self, found: Sequence[Budget], spent: Mapping[int, Spent], others: Iterable[Row[Any]], now: datetime
    ) -> tuple[list[Standing], tuple[Standing, ...]]:
        """Return how budgets stand without the wish, and which of them do not bear it."""
        held = added_up(others)
        for budget in found:
            mine = self._in_flight(budget) + self.spender.share_of(budget, self.already)
            held[budget.id] = held.get(budget.id, NOTHING) + mine
        standing = standings(found, spent, held, now)
        return standing, tuple(each for each in standing if not each.bears(self.takes(each.budget)))

    def owns(self, hold: Row[Any]) -> bool:
        """Tell whether a hold is replaced by this wish; of what was taken in advance, `in_flight` says what counts."""
        return hold.holder == self.holder or self._in_advance(hold)

    def frees(self, hold: Row[Any]) -> bool:
        """Tell whether a hold is of no more use, unless this wish is held in its place."""
        if self.advance is not None and self._in_advance(hold):
            return not self.advance.in_flight.get(hold.budget_id)
        return hold.holder == self.holder

    def holds(self, found: Sequence[Budget], ahead: Mapping[int, Decimal]) -> tuple[str, dict[int, Decimal]]:
        """Return who is to hold how much of each budget: the turn, or who takes in advance for it and for others."""
        estimate = self.estimate or NOTHING
        amounts = {budget.id: self.spender.holds(budget, estimate, self.already) for budget in found}
        if self.advance is None or not ahead:
            return self.holder, amounts
        together = {budget.id: amounts[budget.id] + self._in_flight(budget) + ahead[budget.id] for budget in found}
        return self.advance.holder, together

    def ahead(self, standing: Sequence[Standing], warned: Collection[int]) -> dict[int, Decimal]:
        """Return what may be taken of budgets for the turns after this one; nothing when one of them has little left.

        It ends where a warning is due, so that nobody who is given of it need look whether one is.
        """
        taken: dict[int, Decimal] = {}
        for each in standing:
            budget, wish = each.budget, self.takes(each.budget)
            end = budget.amount if budget.id in warned else WARN_AT * budget.amount
            part = ((end - each.spent.amount - each.held - wish) / PART_AHEAD).quantize(_SMALLEST, ROUND_DOWN)
            if self.advance is None or budget.id not in self.advance.budget_ids or part <= 0 or part < wish:
                return {}
            taken[budget.id] = part
        return taken

    def _in_advance(self, hold: Row[Any]) -> bool:
        mine = self.advance
        return mine is not None and hold.holder == mine.holder and hold.budget_id in mine.budget_ids

    def _in_flight(self, budget: Budget) -> Decimal:
        return self.advance.in_flight.get(budget.id, NOTHING) if self.advance is not None else NOTHING


def standings(
    found: Sequence[Budget], spent: Mapping[int, Spent], held: Mapping[int, Decimal], now: datetime
) -> list[Standing]:
    """Tell how budgets stand; `held`, by their ids, is what turns in progress may still take."""
    return [
        Standing(budget, spent[budget.id], held.get(budget.id, NOTHING), window(budget.period, now)[1])
        for budget in found
    ]
