"""Know what the servers that need no key serve at the moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.llm.catalogue import ModelCard
from bot.llm.clients import Clients
from bot.llm.providers.endpoint import Address
from bot.llm.providers.listing import Listing, list_models

LISTING_SECONDS = 1.0
LISTING_LASTS = 30.0


class Serving:
    """Ask servers which models they serve, and remember the answer for a while."""

    def __init__(self, clients: Clients, keyless: Sequence[Address], clock: Callable[[], float]) -> None:
        self._clients = clients
        self._keyless = keyless
        self._clock = clock
        self._served: dict[str, frozenset[str]] = {}
        self._asked_at: float | None = None
        self._asking: asyncio.Task[None] | None = None

    def serves(self, card: ModelCard) -> bool:
        """Say whether a server without keys listed this model when it was last asked."""
        return is_listed(self._served.get(card.provider, frozenset()), card)

    def answers(self, provider: str) -> bool:
        """Say whether a server without keys answered when it was last asked."""
        return provider in self._served

    async def refresh(self) -> None:
        """Ask the servers that need no key what they serve, unless they were asked a moment ago."""
        if self._asking is None:
            if self._asked_at is not None and self._clock() - self._asked_at < LISTING_LASTS:
                return
            self._asking = asyncio.create_task(self._ask())
        # Whoever is impatient leaves; the answer is there for the next.
        await asyncio.wait([self._asking], timeout=LISTING_SECONDS)

    async def listings(self, asked: Sequence[Address], seconds: float | None = None) -> list[Listing]:
        """Ask each address for its list, for so many seconds or its own timeout."""
        session = self._clients.session()
        return await asyncio.gather(*(list_models(session, each, seconds=seconds or each.timeout) for each in asked))

    async def close(self) -> None:
        """Stop asking."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    async def _ask(self) -> None:
        try:
            listings = await self.listings(self._keyless, LISTING_SECONDS)
            self._served = {
                address.name: listing.models
                for address, listing in zip(self._keyless, listings, strict=True)
                if listing.problem is None
            }
            self._asked_at = self._clock()
        finally:
            self._asking = None


def is_listed(listed: frozenset[str], card: ModelCard) -> bool:
    """Say whether a list of models names this one."""
    # Ollama lists `mistral` as `mistral:latest` and takes either.
    return card.id in listed or f"{card.id}:latest" in listed
