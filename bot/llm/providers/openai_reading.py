"""Understand the chunks of a Chat Completions stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import orjson

from bot.domain.conversation import ToolCall
from bot.llm.catalogue import ModelCard
from bot.llm.chat import Event, Finished, FinishReason, Usage
from bot.llm.errors import Interrupted, Malformed, Overloaded
from bot.llm.providers.faults import from_event
from bot.llm.providers.reading import MOST_BLOCKS, Gathered, count, word

_REASONS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}


_MOST_ARGUMENTS: Final = 64 * 1024
"""Characters of the arguments of one call; the rules take a few thousand."""


@dataclass(slots=True)
class _Call:
    """A tool call while its pieces arrive."""

    id: str = ""
    name: str = ""
    arguments: str = ""


class OpenAIReading:
    """One reply, as its chunks arrive."""

    def __init__(self, card: ModelCard, request_id: str | None) -> None:
        self.request_id = request_id
        self.over = False
        self._card = card
        self._model: str | None = None
        self._reason: FinishReason | None = None
        self._refused = False
        self._usage: Usage | None = None
        self._calls: list[_Call] = []
        self._open: dict[int, _Call] = {}

    def take(self, data: dict[str, Any], gathered: Gathered) -> None:
        """Understand one chunk."""
        if data.get("error"):
            raise from_event(self._card.id, data, self.request_id)
        if usage := data.get("usage"):
            self._usage = _usage(usage)
        # The chunk with the usage, and the first one of some servers, hold no choice.
        if not (choices := data.get("choices")):
            return
        if self._model is None:
            self._model = word(data.get("model") or self._card.id)
        choice = choices[0]
        if delta := choice.get("delta"):
            if text := delta.get("content"):
                gathered.say(text)
            if delta.get("reasoning_content") or delta.get("reasoning"):
                gathered.stir("reasoning")
            if calls := delta.get("tool_calls"):
                gathered.stir("tool")
                for call in calls:
                    self._call(call)
            if delta.get("refusal"):
                self._refused = True
        if reason := choice.get("finish_reason"):
            if reason == "insufficient_system_resource":  # DeepSeek ran out of machines in the middle of it
                raise Overloaded(model=self._card.id, request_id=self.request_id)
            self._reason = _REASONS.get(reason, "stop")

    def _call(self, delta: dict[str, Any]) -> None:
        index = delta.get("index") or 0
        told: dict[str, Any] = delta.get("function") or {}
        name, given = word(told.get("name") or ""), word(delta.get("id") or "")
        call = self._open.get(index)
        # Some servers send every call whole under index 0, so a second name means a second call.
        if call is None or (name and call.name and (given != call.id or (not given and call.arguments))):
            call = self._open[index] = _Call()
            self._calls.append(call)
        call.id = call.id or given
        call.name = call.name or name
        arguments: object = told.get("arguments") or ""
        call.arguments += arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
        # Each piece is put behind all that came before it, so there must be an end to it.
        if len(self._calls) > MOST_BLOCKS or len(call.arguments) > _MOST_ARGUMENTS:
            raise Malformed(model=self._card.id, request_id=self.request_id)

    def close(self) -> list[Event]:
        """Return what ends a whole reply."""
        if self._reason is None:
            raise Interrupted(model=self._card.id, request_id=self.request_id)
        # Ollama sends no ids in some versions; the answers to the calls need them.
        events: list[Event] = [
            ToolCall(call.id or f"call_{uuid4().hex[:20]}", call.name, call.arguments) for call in self._calls
        ]
        reason = self._reason
        if self._refused:
            reason = "refusal"
        elif events and reason == "stop":
            reason = "tool_calls"
        if self._usage is not None:
            events.append(self._usage)
        events.append(Finished(reason, self._model or self._card.id, self.request_id))
        return events


def _usage(usage: dict[str, Any]) -> Usage | None:
    try:
        return _counted(usage)
    except (KeyError, ValueError, AttributeError):
        return None  # a count that cannot be one is no count; the attempt is estimated instead


def _counted(usage: dict[str, Any]) -> Usage:
    asked: dict[str, Any] = usage.get("prompt_tokens_details") or {}
    told: dict[str, Any] = usage.get("completion_tokens_details") or {}
    return Usage(
        input_tokens=count(usage["prompt_tokens"]),
        output_tokens=count(usage["completion_tokens"]),
        cache_read_tokens=count(asked.get("cached_tokens") or usage.get("prompt_cache_hit_tokens") or 0),
        cache_write_tokens=count(asked.get("cache_write_tokens") or 0),
        reasoning_tokens=count(told.get("reasoning_tokens") or 0),
    )
