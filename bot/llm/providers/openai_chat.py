"""Speak Chat Completions: OpenAI, DeepSeek, Ollama and every compatible server."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Literal

from bot.domain.conversation import Message, Prompt, ToolCall
from bot.llm.catalogue import ModelCard
from bot.llm.chat import ChatModel, Event
from bot.llm.echo import arguments_of, name_of
from bot.llm.errors import LLMError, TooSlow, Unreachable
from bot.llm.providers.endpoint import Address, ClientSettings, Endpoint, EndpointChat
from bot.llm.providers.faults import from_status
from bot.llm.providers.openai_reading import OpenAIReading
from bot.llm.providers.reading import read

if TYPE_CHECKING:
    import openai

# OpenAI's reasoning models refuse `max_tokens`; most compatible servers know nothing else.
LimitField = Literal["max_completion_tokens", "max_tokens"]


class OpenAIEndpoint(Endpoint["openai.AsyncOpenAI"]):
    """An address that speaks Chat Completions."""

    def speaking(self, card: ModelCard) -> ChatModel:
        return OpenAIChat(self, card)

    def load(self) -> None:
        import openai  # noqa: F401  # pyright: ignore[reportUnusedImport]

    def connect(self, settings: ClientSettings) -> openai.AsyncOpenAI:
        import openai

        return openai.AsyncOpenAI(**settings)


class OpenAIChat(EndpointChat[OpenAIEndpoint]):
    """One model behind Chat Completions."""

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Event, None]:
        """Stream the reply; raises `LLMError`."""
        import httpx2
        import openai

        card = self._card
        body = request_body(card, prompt, limit_field(self._endpoint.address))
        try:
            response = await self._endpoint.client().post(
                "/chat/completions", cast_to=httpx2.Response, body=body, stream=True
            )
        except openai.OpenAIError as error:
            raise _fault(error, card.id) from error
        try:
            reading = OpenAIReading(card, response.headers.get("x-request-id"))
            async with aclosing(read(response, reading, card.id)) as events:
                async for event in events:
                    yield event
        finally:
            await response.aclose()


def limit_field(address: Address) -> LimitField:
    """Say how this address calls the limit of a reply."""
    return "max_completion_tokens" if address.name == "openai" else "max_tokens"


def request_body(card: ModelCard, prompt: Prompt, limit: LimitField) -> dict[str, Any]:
    """Write a prompt as Chat Completions wants it, what never changes first: vendors cache by how requests begin.

    Tools are sent whenever the prompt has any; a model that knows none is asked in prose before it comes to this.
    """
    tools = prompt.tools
    messages: list[dict[str, Any]] = [{"role": "system", "content": prompt.system}]
    messages += [_message(message, with_tools=bool(tools)) for message in prompt.messages]
    body: dict[str, Any] = {
        "model": card.id,
        "stream": True,
        "stream_options": {"include_usage": True},
        limit: card.reply_limit(prompt.max_tokens),
        **card.request,
    }
    if tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)},
            }
            for tool in tools
        ]
    body["messages"] = messages
    if tools and not prompt.tools_allowed:
        body["tool_choice"] = "none"
    if prompt.stop:
        body["stop"] = list(prompt.stop)
    return body


def _message(message: Message, *, with_tools: bool) -> dict[str, Any]:
    if message.role == "tool":
        if with_tools:
            return {"role": "tool", "tool_call_id": message.tool_call_id, "content": message.content}
        # Without tools in the request a server refuses their results; the result itself still matters.
        return {"role": "user", "content": message.content}
    if message.tool_calls and with_tools:
        calls = [
            {"id": call.id, "type": "function", "function": {"name": name_of(call.name), "arguments": _arguments(call)}}
            for call in message.tool_calls
        ]
        return {"role": "assistant", "content": message.content or None, "tool_calls": calls}
    return {"role": message.role, "content": message.content}


def _arguments(call: ToolCall) -> str:
    """Return a call's arguments as a server takes them back; some refuse a request that holds any that are no JSON."""
    return call.arguments if arguments_of(call) is not None else "{}"


def _fault(error: openai.OpenAIError, model: str) -> LLMError:
    import openai

    if isinstance(error, openai.APIStatusError):
        return from_status(model, error.status_code, error.response.headers, error.body, error.request_id)
    if isinstance(error, openai.APITimeoutError):
        return TooSlow(model=model)
    if isinstance(error, openai.APIConnectionError):
        return Unreachable(model=model)
    return LLMError(model=model)
