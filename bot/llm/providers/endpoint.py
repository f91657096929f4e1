"""An address that serves models, and the key for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import aiohttp
from pydantic import SecretStr

from bot.llm.catalogue import Dialect, ModelCard
from bot.llm.chat import ChatModel


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


class Endpoint(Protocol):
    """A dialect spoken at an address; its SDK is imported by the first use."""

    def chat(self, card: ModelCard) -> ChatModel:
        """Return the model of this card."""
        ...

    async def warm(self) -> None:
        """Import the SDK in a thread and build its client, ahead of the first reply; later calls cost nothing."""
        ...

    async def close(self) -> None:
        """Release what the SDK holds."""
        ...
