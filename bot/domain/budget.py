"""Budgets: what a server, a campaign or a player may spend in a day or a month of UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

Scope = Literal["server", "campaign", "player"]
Period = Literal["day", "month"]
Unit = Literal["dollars", "turns"]

WARN_AT: Final = Decimal("0.8")
"""The share of a budget whose spending is worth a warning."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit at a server; `subject` is the server's, the campaign's or the account's id, as `scope` says.

    `amount` is in US dollars or whole turns. `name` is the campaign's or the player's, `discord_id` the Discord user
    the player is.
    """

    id: int
    guild_id: int
    scope: Scope
    subject: int
    period: Period
    unit: Unit
    amount: Decimal
    name: str | None = None
    discord_id: int | None = None


@dataclass(frozen=True, slots=True)
class Spender:
    """For whom a turn is told: the accounts are those whose actions it answers."""

    guild_id: int
    campaign_id: int
    account_ids: tuple[int, ...]

    def concerns(self, budget: Budget) -> bool:
        """Tell whether a budget watches this turn."""
        if budget.guild_id != self.guild_id:
            return False
        match budget.scope:
            case "server":
                return True
            case "campaign":
                return budget.subject == self.campaign_id
            case "player":
                return budget.subject in self.account_ids

    def takes(self, budget: Budget, estimate: Decimal) -> Decimal:
        """Return what a turn of this estimate (dollars) takes of a budget, in the budget's unit."""
        return Decimal(1) if budget.unit == "turns" else self.share_of(budget, estimate)

    def share_of(self, budget: Budget, cost: Decimal) -> Decimal:
        """Return the part of a cost (dollars) that a budget bears: players share it, and turns are no money."""
        if budget.unit == "turns":
            return Decimal(0)
        return cost / len(self.account_ids) if budget.scope == "player" else cost


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent, in dollars or turns, and how many calls there were besides whose price nobody knows."""

    amount: Decimal = Decimal(0)
    unknown: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.amount + other.amount, self.unknown + other.unknown)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a budget stands: what was spent of it in this period, what turns in progress hold, when it begins anew."""

    budget: Budget
    spent: Spent
    held: Decimal
    ends: datetime

    @property
    def left(self) -> Decimal:
        """Return what a new turn may still take; never less than nothing."""
        return max(Decimal(0), self.budget.amount - self.spent.amount - self.held)

    @property
    def worth_a_warning(self) -> bool:
        return self.spent.amount >= WARN_AT * self.budget.amount

    def comes_near(self, amount: Decimal) -> bool:
        """Tell whether spending so much more, or twice that, may make it worth a warning."""
        return self.spent.amount + self.held + 2 * amount >= WARN_AT * self.budget.amount

    def bears(self, amount: Decimal) -> bool:
        """Tell whether so much more may be spent; what costs nothing always may."""
        return amount == 0 or self.spent.amount + self.held + amount <= self.budget.amount


@dataclass(frozen=True, slots=True)
class ModelSpending:
    """What calls of one model cost; `model` is its name in the catalogue."""

    model: str
    spent: Spent
    calls: int


@dataclass(frozen=True, slots=True)
class PlayerSpending:
    """One player's share of what turns cost, and what they asked for outside of turns."""

    account_id: int
    discord_id: int | None
    name: str
    spent: Spent
    turns: int


@dataclass(frozen=True, slots=True)
class Spending:
    """What a server spent in a period, dearest first."""

    spent: Spent
    turns: int
    models: tuple[ModelSpending, ...]
    players: tuple[PlayerSpending, ...]
    ends: datetime


def window(period: Period, now: datetime) -> tuple[datetime, datetime]:
    """Return the beginning and the end (exclusive) of the UTC day or month that a moment is in."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "day":
        return day, day + timedelta(days=1)
    first = day.replace(day=1)
    # Every month ends within 31 days of its beginning, and the next lasts longer than the surplus.
    return first, (first + timedelta(days=31)).replace(day=1)


def period_name(period: Period, now: datetime) -> str:
    """Name a day or month so that no other is called the same: `2026-11-20`, `2026-11`."""
    begins, _ = window(period, now)
    return begins.strftime("%Y-%m-%d" if period == "day" else "%Y-%m")
