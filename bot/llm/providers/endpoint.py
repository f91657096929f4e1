"""An address that serves models, and the key for it."""

from __future__ import annotations

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypedDict, TypeVar

import aiohttp
from pydantic import SecretStr

from bot.llm.catalogue import Dialect, ModelCard
from bot.llm.chat import ChatModel
from bot.llm.plain_tools import with_plain_tools, without_stray_calls

if TYPE_CHECKING:
    import httpx2


@dataclass(frozen=True, slots=True)
class Address:
    """Where models are served; `timeout` in seconds. Without a key the server's own list says what it offers.

    `key_name` is the setting an operator changes when the key is refused, `url_name` when the address is wrong.
    """

    name: str
    dialect: Dialect
    base_url: str
    key: SecretStr | None
    timeout: float
    key_name: str | None = None
    url_name: str | None = None

    @property
    def place(self) -> str:
        """Name the address for a person, without a password in it."""
        return re.sub(r"(?<=://)[^/]*@", "", self.base_url)


Session = Callable[[], aiohttp.ClientSession]


class _SdkClient(Protocol):
    async def close(self) -> None: ...


Client = TypeVar("Client", bound=_SdkClient)


class ClientSettings(TypedDict):
    """What every vendor's SDK is given; retries are Skald's own, so the SDK has none."""

    api_key: str
    base_url: str
    max_retries: int
    timeout: float
    http_client: httpx2.AsyncClient


class Endpoint(ABC, Generic[Client]):
    """A dialect spoken at an address; its SDK is imported by the first use."""

    def __init__(self, address: Address, session: Session) -> None:
        self.address = address
        self._session = session
        self._client: Client | None = None

    def chat(self, card: ModelCard) -> ChatModel:
        """Return the model of this card, able to call tools whether its vendor gave it any or not."""
        chat = self.speaking(card)
        return without_stray_calls(chat) if card.tools else with_plain_tools(chat)

    @abstractmethod
    def speaking(self, card: ModelCard) -> ChatModel:
        """Return the model of this card as it is."""

    @abstractmethod
    def load(self) -> None:
        """Import the SDK."""

    @abstractmethod
    def connect(self, settings: ClientSettings) -> Client:
        """Build the SDK's client."""

    async def warm(self) -> None:
        """Import the SDK in a thread and build its client, ahead of the first reply; later calls cost nothing."""
        if self._client is None:
            await asyncio.to_thread(self._load)
            self.client()

    def client(self) -> Client:
        """Return the SDK's client, made by the first call."""
        if self._client is None:
            from bot.llm.providers.transport import client

            address = self.address
            self._client = self.connect(
                {
                    # A server without keys still wants the header.
                    "api_key": address.key.get_secret_value() if address.key else "none",
                    "base_url": address.base_url,
                    "max_retries": 0,
                    "timeout": address.timeout,
                    "http_client": client(self._session(), address.timeout),
                }
            )
        return self._client

    async def close(self) -> None:
        """Close the SDK's client."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _load(self) -> None:
        import bot.llm.providers.transport  # noqa: F401  # pyright: ignore[reportUnusedImport]

        self.load()


Speaks = TypeVar("Speaks", bound=Endpoint[Any])


class EndpointChat(Generic[Speaks]):
    """One model at an endpoint."""

    def __init__(self, endpoint: Speaks, card: ModelCard) -> None:
        self._endpoint = endpoint
        self._card = card

    @property
    def provider(self) -> str:
        """Name the endpoint."""
        return self._card.provider

    @property
    def model(self) -> str:
        """Name the model as its vendor does."""
        return self._card.id
