"""A model ready to be asked."""

from __future__ import annotations

from dataclasses import dataclass

from bot.llm.breaker import Breaker
from bot.llm.catalogue import ModelCard
from bot.llm.chat import ChatModel
from bot.llm.prices import Price


@dataclass(frozen=True, slots=True)
class Speaker:
    """A model, the way to it, the state of its provider, and what it costs; `own_key` when a server brought the key.

    `place` is the address it is reached at, without a password; nothing for the offline narrator.
    """

    card: ModelCard
    chat: ChatModel
    breaker: Breaker
    price: Price
    own_key: bool = False
    place: str = ""
