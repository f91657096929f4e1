"""What a model's tokens cost, in US dollars.

Who says it, first to last: the model's own `price` in the catalogue; nobody, for what runs on the operator's machine,
which is free; and the price list of genai-prices, which comes with the program and is never fetched. The list is used
for the vendors Skald knows and for cards that name their place in it: a server of somebody's own may call its model
gpt-4o, and does not cost what OpenAI takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.llm.catalogue import OFFLINE, ModelCard, OwnPrice
from bot.llm.chat import Usage

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice

_FREE: Final = ("ollama", OFFLINE)
_LISTED: Final = ("openai", "anthropic", "deepseek")

_TEXT_PRICES: Final = ("input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok")
_BATCH: Final = {"processing": "batch"}
_OTHER_COSTS: Final = ("requests_kcount", "output_reasoning_mtok", "output_citation_mtok")
"""Prices of the list that a turn may meet and Skald does not count; whatever has one is unknown rather than wrong."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A cost in US dollars and the prices it was made from: their date, or the list and its version.

    `usd` is None when the price is unknown, and never 0 for that reason.
    """

    usd: Decimal | None
    date: str | None


Price = Callable[[Usage, datetime], Priced]
"""Price the usage of one request that was made at this moment."""

UNKNOWN: Final = Priced(None, None)
FREE: Final = Priced(Decimal(0), None)


def free(usage: Usage, at: datetime) -> Priced:
    """Price what runs on the operator's own machine."""
    return FREE


def unknown(usage: Usage, at: datetime) -> Priced:
    """Price what nobody knows the price of."""
    return UNKNOWN


def price_of(card: ModelCard) -> Price:
    """Return the price of a model; costs nothing, for the list is read by the first request that is priced."""
    if card.price is not None:
        return _own(card.price)
    if card.priced_as is not None:
        provider, _, model = card.priced_as.partition("/")
        return _listed(provider, model)
    if card.provider in _FREE:
        return free
    return _listed(card.provider, card.id) if card.provider in _LISTED else unknown


def batch_price_of(card: ModelCard) -> Price:
    """Return what a model costs where its vendor takes requests in batches, to be answered within a day, for less.

    Unknown where the list has no such price, and for prices that an operator wrote.
    """
    if card.price is not None or (card.priced_as is None and card.provider not in _LISTED):
        return unknown
    provider, _, model = (card.priced_as or card.name).partition("/")
    return _batched(provider, model)


def load() -> None:
    """Read the price list, a third of a second of work for a thread; otherwise the first priced request does it."""
    from genai_prices.data_snapshot import get_snapshot

    get_snapshot()


@dataclass(frozen=True, slots=True)
class _Rate:
    """Dollars for a million tokens; a request that reads more than `start` tokens pays the higher rate for all."""

    base: Decimal
    steps: tuple[tuple[int, Decimal], ...] = ()

    def of(self, tokens: int, read: int) -> Decimal:
        rate = self.base
        for start, higher in self.steps:
            if read > start:
                rate = higher
        return rate * tokens


@dataclass(frozen=True, slots=True)
class _Rates:
    input: _Rate
    output: _Rate
    cache_read: _Rate
    cache_write: _Rate
    date: str

    def __call__(self, usage: Usage, at: datetime) -> Priced:
        read = usage.input_tokens
        anew = max(0, read - usage.cache_read_tokens - usage.cache_write_tokens)
        total = self.input.of(anew, read) + self.output.of(usage.output_tokens, read)
        if usage.cache_read_tokens:
            total += self.cache_read.of(usage.cache_read_tokens, read)
        if usage.cache_write_tokens:
            total += self.cache_write.of(usage.cache_write_tokens, read)
        return Priced(total.scaleb(-6), self.date)


@lru_cache(maxsize=256)
def _own(price: OwnPrice) -> Price:
    told = _Rate(price.input)
    read = told if price.cache_read is None else _Rate(price.cache_read)
    write = told if price.cache_write is None else _Rate(price.cache_write)
    date = price.checked.isoformat() if price.checked else "catalogue"
    return _Rates(told, _Rate(price.output), read, write, date)


# Kept between turns: finding a model in the list costs more than pricing its tokens.
@lru_cache(maxsize=256)
def _listed(provider: str, model: str) -> Price:
    return _ListPrice(provider, model)


@lru_cache(maxsize=256)
def _batched(provider: str, model: str) -> Price:
    found = _find(provider, model)
    variants = (found.price_variants or ()) if found is not None else ()
    if found is None or not any(variant.when == _BATCH for variant in variants):
        return unknown
    return lambda usage, at: _rates(found.get_prices(at, _BATCH))(usage, at)


class _ListPrice:
    """A model of the price list; at the moment of a request, for some vendors charge by the hour of the day."""

    def __init__(self, provider: str, model: str) -> None:
        self._provider = provider
        self._model = model
        self._found: ModelInfo | None = None
        self._sought = False
        self._rates: dict[int, Price] = {}

    def __call__(self, usage: Usage, at: datetime) -> Priced:
        if not self._sought:
            self._found, self._sought = _find(self._provider, self._model), True
        if self._found is None:
            return UNKNOWN
        prices = self._found.get_prices(at)
        # The list keeps its prices for as long as the program runs, so their identities stay theirs.
        rates = self._rates.get(id(prices))
        if rates is None:
            rates = self._rates[id(prices)] = _rates(prices)
        return rates(usage, at)


def _find(provider: str, model: str) -> ModelInfo | None:
    from genai_prices.data_snapshot import get_snapshot

    try:
        return get_snapshot().find_provider_model(model, None, provider, None)[1]
    except LookupError:
        return None


def _rates(prices: ModelPrice) -> Price:
    """Read the prices of text; without one for reading and one for writing, nothing is known."""
    from genai_prices import __version__

    told: Mapping[str, object] = vars(prices)
    read, written, cache_read, cache_write = (_rate(told.get(name)) for name in _TEXT_PRICES)
    if read is None or written is None or any(told.get(name) is not None for name in _OTHER_COSTS):
        return unknown
    return _Rates(read, written, cache_read or read, cache_write or read, f"genai-prices {__version__}")


def _rate(price: object) -> _Rate | None:
    from genai_prices.types import TieredPrices

    if isinstance(price, Decimal):
        return _Rate(price)
    if isinstance(price, TieredPrices):
        return _Rate(price.base, tuple((tier.start, tier.price) for tier in price.tiers))
    return None
