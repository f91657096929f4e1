"""Understand the events of a Messages stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.conversation import ToolCall
from bot.llm.catalogue import ModelCard
from bot.llm.chat import Event, Finished, FinishReason, Usage
from bot.llm.errors import Interrupted
from bot.llm.providers.faults import from_event
from bot.llm.providers.reading import Gathered, count, word

_REASONS: dict[str, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "refusal",
}


@dataclass(slots=True)
class _Call:
    """A tool call while its pieces arrive."""

    id: str
    name: str
    arguments: str = ""


class AnthropicReading:
    """One reply, as its events arrive."""

    def __init__(self, card: ModelCard, request_id: str | None) -> None:
        self.request_id = request_id
        self.over = False
        self._card = card
        self._model: str | None = None
        self._reason: FinishReason | None = None
        self._usage: dict[str, Any] = {}
        self._counted_to_the_end = False
        self._calls: dict[int, _Call] = {}

    def take(self, data: dict[str, Any], gathered: Gathered) -> None:
        """Understand one event; those of later versions are passed over, as the vendor asks."""
        match data["type"]:
            case "content_block_delta":
                self._delta(data, gathered)
            case "content_block_start":
                block = data["content_block"]
                if block["type"] == "tool_use":
                    gathered.stir("tool")
                    self._calls[data["index"]] = _Call(word(block["id"]), word(block["name"]))
            case "message_start":
                message = data["message"]
                self._model = word(message.get("model") or self._card.id)
                self._usage |= message.get("usage") or {}
            case "message_delta":
                if reason := data["delta"].get("stop_reason"):
                    self._reason = _REASONS.get(reason, "stop")
                # Counts so far, not increments; what is not repeated stays as it was at the start.
                usage: dict[str, Any] = data.get("usage") or {}
                self._counted_to_the_end = bool(usage)
                self._usage |= {name: value for name, value in usage.items() if value is not None}
            case "message_stop":
                self.over = True
            case "error":
                raise from_event(self._card.id, data, self.request_id)
            case _:
                pass

    def _delta(self, data: dict[str, Any], gathered: Gathered) -> None:
        delta = data["delta"]
        match delta["type"]:
            case "text_delta":
                if text := delta["text"]:
                    gathered.say(text)
            case "input_json_delta":
                gathered.stir("tool")
                self._calls[data["index"]].arguments += delta["partial_json"]
            case "thinking_delta" | "signature_delta":
                gathered.stir("reasoning")
            case _:
                pass

    def close(self) -> list[Event]:
        """Return what ends a whole reply."""
        if self._reason is None:
            raise Interrupted(model=self._card.id, request_id=self.request_id)
        # No piece of arguments is what a tool without any gets; a piece that is cut off stays as it is.
        events: list[Event] = [ToolCall(call.id, call.name, call.arguments or "{}") for call in self._calls.values()]
        if usage := self._counted():
            events.append(usage)
        events.append(Finished(self._reason, self._model or self._card.id, self.request_id))
        return events

    def _counted(self) -> Usage | None:
        told = self._usage
        if not self._counted_to_the_end:
            return None  # what a reply begins with counts its first token alone
        try:
            read = count(told.get("cache_read_input_tokens") or 0)
            written = count(told.get("cache_creation_input_tokens") or 0)
            details: dict[str, Any] = told.get("output_tokens_details") or {}
            return Usage(
                # The vendor's own count leaves the cached ones out.
                input_tokens=count(told["input_tokens"]) + read + written,
                output_tokens=count(told["output_tokens"]),
                cache_read_tokens=read,
                cache_write_tokens=written,
                reasoning_tokens=count(details.get("thinking_tokens") or 0),
            )
        except (KeyError, ValueError, AttributeError):
            return None  # a count that cannot be one is no count; the attempt is estimated instead
