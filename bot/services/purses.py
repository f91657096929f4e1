"""Give turns of what this process took of budgets in advance, without asking the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.storage.holds import HOLD_LASTS

LASTS: Final = 60.0
"""Seconds: no longer than a budget that another process changed may go unnoticed, and turns end before holds lapse."""


@dataclass(slots=True)
class _Purse:
    left: Decimal
    until: float


class Purses:
    """What is left of each budget's advance, and what turns in progress hold of it.

    What a turn was given does not come back when it is over: by then its cost is spent, and only the next look at the
    database knows how much that was. So an advance is never given twice.
    """

    def __init__(self) -> None:
        self._purses: dict[int, _Purse] = {}
        self._given: dict[str, tuple[float, Mapping[int, Decimal]]] = {}

    def open(self, holder: str, amounts: Mapping[int, Decimal], advance: Mapping[int, Decimal], now: float) -> None:
        """Take over what a turn was held together with: its own amounts, by budget, and what is left for others."""
        self._given[holder] = now, amounts
        for budget_id, left in advance.items():
            self._purses[budget_id] = _Purse(left, now + LASTS)

    def give(self, holder: str, amounts: Mapping[int, Decimal], now: float) -> bool:
        """Give a turn of every budget's purse what it may cost; False, and nothing given, where one has not enough."""
        for budget_id, amount in amounts.items():
            purse = self._purses.get(budget_id)
            if purse is None or now >= purse.until or purse.left < amount:
                return False
        for budget_id, amount in amounts.items():
            self._purses[budget_id].left -= amount
        self._given[holder] = now, amounts
        return True

    def end(self, holder: str) -> None:
        """Forget what a turn was given."""
        self._given.pop(holder, None)

    def close(self, budget_ids: Iterable[int] | None = None) -> None:
        """Give nothing more of the advance of some budgets, or of all."""
        for budget_id in list(self._purses) if budget_ids is None else budget_ids:
            self._purses.pop(budget_id, None)

    def in_flight(self, budget_ids: Iterable[int], now: float) -> dict[int, Decimal]:
        """Return what turns in progress were given, by budget; what nobody ended lapses as every hold does."""
        for holder in [holder for holder, (at, _) in self._given.items() if now - at >= HOLD_LASTS.total_seconds()]:
            del self._given[holder]
        given = {
            budget_id: sum((amounts.get(budget_id, Decimal(0)) for _, amounts in self._given.values()), Decimal(0))
            for budget_id in budget_ids
        }
        return {budget_id: amount for budget_id, amount in given.items() if amount}
