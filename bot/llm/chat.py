"""What a language model is to Skald: a stream of events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.domain.conversation import Prompt, ToolCall

FinishReason = Literal["stop", "tool_calls", "length", "refusal", "content_filter"]


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the story; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Stirring:
    """A token that is not story: the model reasons or writes a tool's arguments. Counts for the first token."""

    kind: Literal["reasoning", "tool"]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the vendor reported them; `input_tokens` is the total, cached ones included."""

    input_tokens: int
    output_tokens: int
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a whole reply; a stream that ends without one has failed."""

    reason: FinishReason
    model: str
    request_id: str | None = None


Event = TextDelta | Stirring | ToolCall | Usage | Finished


class ChatModel(Protocol):
    """A language model that streams one reply."""

    @property
    def provider(self) -> str:
        """Name the vendor as the catalogue does."""
        ...

    @property
    def model(self) -> str:
        """Name the model as the vendor does."""
        ...

    def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        """Stream the reply; raises `LLMError` and nothing else that is expected."""
        ...
