"""What a model's tokens cost, in US dollars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.llm.catalogue import OFFLINE, ModelCard
from bot.llm.chat import Usage


@dataclass(frozen=True, slots=True)
class Priced:
    """A cost in US dollars and the date of the prices it was made from; None when the price is unknown, never 0."""

    usd: Decimal | None
    date: str | None


Price = Callable[[Usage, datetime], Priced]
"""Price the usage of one request that was made at this moment."""

UNKNOWN = Priced(None, None)
FREE = Priced(Decimal(0), None)


def free(usage: Usage, at: datetime) -> Priced:
    """Price what runs on the operator's own machine."""
    return FREE


def unknown(usage: Usage, at: datetime) -> Priced:
    """Price what nobody knows the price of."""
    return UNKNOWN


def price_of(card: ModelCard) -> Price:
    """Return the price of a model."""
    return free if card.provider in ("ollama", OFFLINE) else unknown
