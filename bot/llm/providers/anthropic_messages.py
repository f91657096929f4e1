"""Speak Anthropic's Messages."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from bot.domain.conversation import Prompt
from bot.llm.catalogue import ModelCard
from bot.llm.chat import ChatModel, Event
from bot.llm.errors import LLMError, TooSlow, Unreachable
from bot.llm.providers.anthropic_reading import AnthropicReading
from bot.llm.providers.anthropic_request import request_body
from bot.llm.providers.endpoint import ClientSettings, Endpoint, EndpointChat
from bot.llm.providers.faults import from_status
from bot.llm.providers.reading import read

if TYPE_CHECKING:
    import anthropic


class AnthropicEndpoint(Endpoint["anthropic.AsyncAnthropic"]):
    """An address that speaks Messages."""

    def speaking(self, card: ModelCard) -> ChatModel:
        return AnthropicChat(self, card)

    def load(self) -> None:
        import anthropic  # noqa: F401  # pyright: ignore[reportUnusedImport]

    def connect(self, settings: ClientSettings) -> anthropic.AsyncAnthropic:
        import anthropic

        return anthropic.AsyncAnthropic(**settings)


class AnthropicChat(EndpointChat[AnthropicEndpoint]):
    """One model behind Messages."""

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Event, None]:
        """Stream the reply; raises `LLMError`."""
        import anthropic
        import httpx2

        card = self._card
        body = request_body(card, prompt)
        try:
            response = await self._endpoint.client().post(
                "/v1/messages",
                cast_to=httpx2.Response,
                body=body,
                stream=True,
                options={"timeout": self._endpoint.address.timeout},
            )
        except anthropic.AnthropicError as error:
            raise _fault(error, card.id) from error
        try:
            reading = AnthropicReading(card, response.headers.get("request-id"))
            async with aclosing(read(response, reading, card.id)) as events:
                async for event in events:
                    yield event
        finally:
            await response.aclose()


def _fault(error: anthropic.AnthropicError, model: str) -> LLMError:
    import anthropic

    if isinstance(error, anthropic.APIStatusError):
        return from_status(model, error.status_code, error.response.headers, error.body, error.request_id)
    if isinstance(error, anthropic.APITimeoutError):
        return TooSlow(model=model)
    if isinstance(error, anthropic.APIConnectionError):
        return Unreachable(model=model)
    return LLMError(model=model)
