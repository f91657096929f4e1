"""Speak Anthropic's Messages."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

import orjson

from bot.domain.conversation import Message, Prompt
from bot.llm.catalogue import ModelCard
from bot.llm.chat import ChatModel, Event
from bot.llm.errors import LLMError, TooSlow, Unreachable
from bot.llm.providers.anthropic_reading import AnthropicReading
from bot.llm.providers.endpoint import ClientSettings, Endpoint, EndpointChat
from bot.llm.providers.faults import from_status
from bot.llm.providers.reading import read

if TYPE_CHECKING:
    import anthropic

_NOT_IN_AN_ID = re.compile(r"[^a-zA-Z0-9_-]")


class AnthropicEndpoint(Endpoint["anthropic.AsyncAnthropic"]):
    """An address that speaks Messages."""

    def chat(self, card: ModelCard) -> ChatModel:
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


def request_body(card: ModelCard, prompt: Prompt) -> dict[str, Any]:
    """Write a prompt as Messages wants it: the system text cached, the roles alternating, the user first."""
    tools = prompt.tools if card.tools else ()
    messages: list[dict[str, Any]] = []
    for message in prompt.messages:
        role, blocks = _blocks(message, with_tools=bool(tools))
        if not blocks:
            continue
        if not messages and role == "assistant":
            messages.append({"role": "user", "content": [_text("…")]})
        if messages and messages[-1]["role"] == role:
            messages[-1]["content"] += blocks
        else:
            messages.append({"role": role, "content": blocks})
    body: dict[str, Any] = {
        "model": card.id,
        "max_tokens": card.reply_limit(prompt.max_tokens),
        "messages": messages,
        "stream": True,
        **card.request,
    }
    if prompt.system:
        body["system"] = [_text(prompt.system) | {"cache_control": {"type": "ephemeral"}}]
    if tools:
        body["tools"] = [
            {"name": tool.name, "description": tool.description, "input_schema": dict(tool.parameters)}
            for tool in tools
        ]
    return body


def _blocks(message: Message, *, with_tools: bool) -> tuple[str, list[dict[str, Any]]]:
    """Return who says a message, and its blocks; an empty text is no block, the vendor refuses it."""
    text = [_text(message.content)] if message.content.strip() else []
    if message.role == "tool":
        if not with_tools:
            return "user", text
        return "user", [{"type": "tool_result", "tool_use_id": _id(message.tool_call_id), "content": message.content}]
    if message.tool_calls and with_tools:
        calls = [
            {"type": "tool_use", "id": _id(call.id), "name": call.name, "input": _arguments(call.arguments)}
            for call in message.tool_calls
        ]
        return "assistant", [*text, *calls]
    return message.role, text


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _id(id_: str | None) -> str:
    # A story told by another vendor's model before may hold ids of any shape.
    return _NOT_IN_AN_ID.sub("_", id_ or "call")


def _arguments(arguments: str) -> dict[str, Any]:
    """Return a call's arguments as the vendor wants them back; a call that was no JSON goes back empty."""
    try:
        given: object = orjson.loads(arguments)
    except orjson.JSONDecodeError:
        return {}
    return cast("dict[str, Any]", given) if isinstance(given, dict) else {}


def _fault(error: anthropic.AnthropicError, model: str) -> LLMError:
    import anthropic

    if isinstance(error, anthropic.APIStatusError):
        return from_status(model, error.status_code, error.response.headers, error.body, error.request_id)
    if isinstance(error, anthropic.APITimeoutError):
        return TooSlow(model=model)
    if isinstance(error, anthropic.APIConnectionError):
        return Unreachable(model=model)
    return LLMError(model=model)
