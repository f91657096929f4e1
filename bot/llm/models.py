"""The models at the table: which are offered, which is chosen, and the client behind each."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
from dotenv import dotenv_values

from bot.config import Settings
from bot.llm import catalogue
from bot.llm.addresses import addresses
from bot.llm.catalogue import NARRATOR, OFFLINE, ModelCard
from bot.llm.chat import ChatModel
from bot.llm.errors import NotOffered
from bot.llm.providers.anthropic_messages import AnthropicEndpoint
from bot.llm.providers.endpoint import Address, Endpoint
from bot.llm.providers.listing import Listing, list_models
from bot.llm.providers.openai_chat import OpenAIEndpoint

PROBE_SECONDS = 1.0
PROBE_LASTS = 30.0

Check = tuple[str, bool, str]


class Models:
    """Offer, choose and open models; one client for each endpoint, made by the first use."""

    def __init__(
        self,
        settings: Settings,
        *,
        environ: Mapping[str, str | None] | None = None,
        clock: Callable[[], float] = monotonic,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        """Read the catalogue; raises `OperatorError`.

        `environ` holds the keys of endpoints an operator added: the environment's and `.env`'s when not given.
        """
        known = catalogue.load(settings.model_catalogue)
        keys = {**dotenv_values(Path(".env")), **os.environ} if environ is None else environ
        self._cards = known.models
        self._addresses = addresses(settings, known.endpoints.values(), keys)
        self._default = settings.default_model
        self._narrator_pace = settings.narrator_pace
        self._clock = clock
        self._today = today
        self._endpoints: dict[str, Endpoint[Any]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._offline: ChatModel | None = None
        self._served: dict[str, frozenset[str]] = {}
        self._probed_at: float | None = None
        self._probing: asyncio.Task[None] | None = None

    def card(self, name: str) -> ModelCard | None:
        """Return what the catalogue knows of a model."""
        return self._cards.get(name)

    async def offered(self) -> list[ModelCard]:
        """Return the models that can be picked now, best first, the offline narrator last; takes a second at most."""
        await self._probe()
        return [card for card in self._cards.values() if self._is_offered(card)]

    async def choose(self, name: str | None) -> ModelCard:
        """Return the model of this name, or of the default for None, ready to speak; raises `NotOffered`.

        Ready: what its first reply needs has been imported, beside the event loop and outside any measured attempt.
        """
        card = await self.at_table(name)
        await self.warm(card)
        return card

    async def at_table(self, name: str | None) -> ModelCard:
        """Return the model of this name, or of the default for None; raises `NotOffered`."""
        return await self._chosen(name or self._default)

    def chat(self, card: ModelCard) -> ChatModel:
        """Open a model; nothing is sent before it streams."""
        if card.provider == OFFLINE:
            return self._narrator()
        return self._endpoint(card.provider).chat(card)

    async def warm(self, card: ModelCard) -> None:
        """Import what a model's first reply needs, beside whatever else happens."""
        if card.provider != OFFLINE:
            await self._endpoint(card.provider).warm()

    async def check(self) -> list[Check]:
        """Call every endpoint that is set up; each line is its name, whether all is well, and what to do."""
        reached = [address for address in self._addresses.values() if address.key or not address.key_name]
        listings = await self._list(reached)
        lines = [self._line(address, listing) for address, listing in zip(reached, listings, strict=True)]
        lines += [
            (address.name, True, f"not used; set {address.key_name} to offer its models")
            for address in self._addresses.values()
            if address not in reached
        ]
        lines.append((OFFLINE, True, "the offline narrator needs nothing"))
        try:
            card = await self._chosen(self._default)
        except NotOffered as error:
            lines.append(("DEFAULT_MODEL", False, str(error)))
        else:
            lines.append(("DEFAULT_MODEL", True, f"{card.name} tells where a table has not picked another"))
        return lines

    async def close(self) -> None:
        """Close every client."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.wait([self._probing])
        for endpoint in self._endpoints.values():
            await endpoint.close()
        if self._session is not None:
            await self._session.close()

    async def _chosen(self, wanted: str | None) -> ModelCard:
        if wanted is None:
            keyed = (card for card in self._cards.values() if self._is_keyed(card) and self._is_offered(card))
            return next(keyed, None) or self._cards[NARRATOR]
        card = self._cards.get(wanted)
        if card is not None and not self._is_offered(card):
            await self._probe()
        if card is None or not self._is_offered(card):
            names = ", ".join(offered.name for offered in await self.offered())
            raise NotOffered(model=wanted[:100], offered=names)
        return card

    def _is_keyed(self, card: ModelCard) -> bool:
        address = self._addresses.get(card.provider)
        return address is not None and address.key is not None

    def _is_offered(self, card: ModelCard) -> bool:
        if card.retires is not None and card.retires <= self._today():
            return False
        if card.provider == OFFLINE or self._is_keyed(card):
            return True
        return _serves(self._served.get(card.provider, frozenset()), card)

    async def _probe(self) -> None:
        """Ask the servers that need no key what they serve, unless they were asked a moment ago."""
        if self._probing is None:
            if self._probed_at is not None and self._clock() - self._probed_at < PROBE_LASTS:
                return
            self._probing = asyncio.create_task(self._ask())
        # Whoever is impatient leaves; the answer is there for the next.
        await asyncio.wait([self._probing], timeout=PROBE_SECONDS)

    async def _ask(self) -> None:
        try:
            keyless = [address for address in self._addresses.values() if address.key_name is None]
            listings = await self._list(keyless, PROBE_SECONDS)
            self._served = {address.name: listing.models for address, listing in zip(keyless, listings, strict=True)}
            self._probed_at = self._clock()
        finally:
            self._probing = None

    async def _list(self, asked: list[Address], seconds: float | None = None) -> list[Listing]:
        session = self._http()
        return await asyncio.gather(*(list_models(session, each, seconds=seconds or each.timeout) for each in asked))

    def _line(self, address: Address, listing: Listing) -> Check:
        if listing.problem is not None:
            return (address.name, False, listing.problem)
        ours = [card for card in self._cards.values() if card.provider == address.name]
        gone = [card.id for card in ours if not _serves(listing.models, card)]
        told = f"answers and serves {len(ours) - len(gone)} of the {len(ours)} models Skald knows there"
        if not gone:
            return (address.name, True, told)
        advice = "their vendor may have retired them" if address.key_name else "pull them to offer them"
        return (address.name, True, f"{told}; not {', '.join(gone)}: {advice}")

    def _endpoint(self, provider: str) -> Endpoint[Any]:
        if provider not in self._endpoints:
            address = self._addresses[provider]
            speaks = AnthropicEndpoint if address.dialect == "anthropic" else OpenAIEndpoint
            self._endpoints[provider] = speaks(address, self._http)
        return self._endpoints[provider]

    def _narrator(self) -> ChatModel:
        if self._offline is None:
            # Its grammar is large; a table with a key may never need it.
            from bot.llm.offline import OfflineNarrator

            self._offline = OfflineNarrator(pace=self._narrator_pace)
        return self._offline

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            # As many streams as there are campaigns; proxies as the environment names them, like the SDKs.
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)
        return self._session


def _serves(listed: frozenset[str], card: ModelCard) -> bool:
    # Ollama lists `mistral` as `mistral:latest` and takes either.
    return card.id in listed or f"{card.id}:latest" in listed
