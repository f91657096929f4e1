"""Hold one client and one breaker for each key at each address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

import aiohttp

from bot.llm.breaker import Breaker
from bot.llm.catalogue import Dialect, ModelCard
from bot.llm.chat import ChatModel
from bot.llm.providers.anthropic_messages import AnthropicEndpoint
from bot.llm.providers.endpoint import Address, Endpoint
from bot.llm.providers.openai_chat import OpenAIEndpoint

_SPEAKING: Final[Mapping[Dialect, type[Endpoint[Any]]]] = {"openai": OpenAIEndpoint, "anthropic": AnthropicEndpoint}


class _Line(NamedTuple):
    endpoint: Endpoint[Any]
    breaker: Breaker


class Clients:
    """The clients behind the models, each made by its first use; an address with another key is another client.

    An `Address` holds its key as a secret, so it can name a client without the key being readable anywhere.
    """

    def __init__(self, clock: Callable[[], float], narrator_pace: float) -> None:
        self._clock = clock
        self._narrator_pace = narrator_pace
        self._lines: dict[Address, _Line] = {}
        self._narrators: dict[str, tuple[ChatModel, Breaker]] = {}
        self._session: aiohttp.ClientSession | None = None

    def narrator(self, card: ModelCard) -> tuple[ChatModel, Breaker]:
        """Return an offline narrator."""
        if card.id not in self._narrators:
            # Its grammar is large; a table with a key may never need it.
            from bot.llm.offline import OfflineNarrator

            self._narrators[card.id] = OfflineNarrator(card.id, pace=self._narrator_pace), Breaker(self._clock)
        return self._narrators[card.id]

    def model(self, card: ModelCard, address: Address) -> tuple[ChatModel, Breaker]:
        """Open a model at an address; nothing is sent before it streams."""
        line = self._line(address)
        return line.endpoint.chat(card), line.breaker

    async def warm(self, address: Address) -> None:
        """Import what the first reply from an address needs."""
        await self._line(address).endpoint.warm()

    def breakers(self) -> list[tuple[Address, Breaker]]:
        """List the breaker of every address that was used."""
        return [(address, line.breaker) for address, line in self._lines.items()]

    async def keep(self, addresses: Iterable[Address]) -> None:
        """Close every client but those of these addresses; a stream in progress goes on to its end."""
        kept = set(addresses)
        for address in [address for address in self._lines if address not in kept]:
            await self._lines.pop(address).endpoint.close()

    async def renew(self, address: Address) -> None:
        """Begin anew at an address, with a breaker that knows of no failures."""
        await self.keep(known for known in tuple(self._lines) if known != address)

    def session(self) -> aiohttp.ClientSession:
        """Return what all clients send through."""
        if self._session is None:
            # As many streams as there are campaigns; proxies as the environment names them, like the SDKs.
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)
        return self._session

    async def close(self) -> None:
        """Close every client and what they sent through."""
        await self.keep(())
        if self._session is not None:
            await self._session.close()

    def _line(self, address: Address) -> _Line:
        if address not in self._lines:
            self._lines[address] = _Line(endpoint_at(address, self.session), Breaker(self._clock))
        return self._lines[address]


def endpoint_at(address: Address, session: Callable[[], aiohttp.ClientSession]) -> Endpoint[Any]:
    """Return a client that speaks the dialect of an address."""
    return _SPEAKING[address.dialect](address, session)
