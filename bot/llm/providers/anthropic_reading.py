"""Understand the events of a Messages stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.conversation import Sealed, ToolCall
from bot.llm.catalogue import ModelCard
from bot.llm.chat import Event, Finished, FinishReason, Usage
from bot.llm.errors import Interrupted, Malformed
from bot.llm.providers.faults import from_event
from bot.llm.providers.reading import MOST_BLOCKS, Gathered, count, word

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
class _Block:
    """A block of the reply while its pieces arrive; `start` is what it was announced with."""

    kind: str
    start: Mapping[str, Any]
    pieces: list[str] = field(default_factory=list[str])
    signature: str = ""

    @property
    def text(self) -> str:
        return "".join(self.pieces)


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
        self._blocks: dict[int, _Block] = {}

    def take(self, data: dict[str, Any], gathered: Gathered) -> None:
        """Understand one event; those of later versions are passed over, as the vendor asks."""
        match data["type"]:
            case "content_block_delta":
                self._delta(data, gathered)
            case "content_block_start":
                self._begin(data["index"], data["content_block"], gathered)
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

    def _begin(self, index: int, start: dict[str, Any], gathered: Gathered) -> None:
        kind = word(start["type"])
        block = self._blocks[index] = _Block(kind, start)
        if len(self._blocks) > MOST_BLOCKS:
            raise Malformed(model=self._card.id, request_id=self.request_id)
        match kind:
            case "tool_use":
                gathered.stir("tool")
                word(start["id"])
                word(start["name"])
            case "thinking":
                block.pieces.append(word(start.get("thinking") or ""))
                block.signature = word(start.get("signature") or "")
            case "redacted_thinking":
                word(start["data"])
            case _:
                pass

    def _delta(self, data: dict[str, Any], gathered: Gathered) -> None:
        delta = data["delta"]
        match delta["type"]:
            case "text_delta":
                if text := delta["text"]:
                    gathered.say(text)
                    if block := self._blocks.get(data["index"]):
                        block.pieces.append(text)
            case "input_json_delta":
                gathered.stir("tool")
                self._blocks[data["index"]].pieces.append(word(delta["partial_json"]))
            case "thinking_delta":
                gathered.stir("reasoning")
                self._blocks[data["index"]].pieces.append(word(delta["thinking"]))
            case "signature_delta":
                gathered.stir("reasoning")
                self._blocks[data["index"]].signature = word(delta["signature"])
            case _:
                pass

    def close(self) -> list[Event]:
        """Return what ends a whole reply."""
        if self._reason is None:
            raise Interrupted(model=self._card.id, request_id=self.request_id)
        events: list[Event] = []
        sealed = self._sealed()
        for block in self._blocks.values():
            if block.kind == "tool_use":
                # No piece of arguments is what a tool without any gets; a piece that is cut off stays as it is.
                arguments = block.text or "{}"
                events.append(ToolCall(block.start["id"], block.start["name"], arguments, sealed))
                sealed = None
        if usage := self._counted():
            events.append(usage)
        events.append(Finished(self._reason, self._model or self._card.id, self.request_id))
        return events

    def _sealed(self) -> Sealed | None:
        """Return the reply as it is wanted back with the results of its calls, None when it holds no thoughts."""
        blocks: list[Mapping[str, Any]] = []
        for block in self._blocks.values():
            match block.kind:
                case "thinking" if block.signature:
                    blocks.append({"type": "thinking", "thinking": block.text, "signature": block.signature})
                case "redacted_thinking":
                    blocks.append({"type": "redacted_thinking", "data": block.start["data"]})
                case "text" if block.text.strip():
                    blocks.append({"type": "text", "text": block.text})
                case "tool_use":
                    blocks.append({"type": "tool_use", "id": block.start["id"]})
                case _:
                    pass
        thought = any(block["type"] in ("thinking", "redacted_thinking") for block in blocks)
        return Sealed(self._card.name, tuple(blocks)) if thought else None

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
                input_tokens=count(count(told["input_tokens"]) + read + written),
                output_tokens=count(told["output_tokens"]),
                cache_read_tokens=read,
                cache_write_tokens=written,
                reasoning_tokens=count(details.get("thinking_tokens") or 0),
            )
        except (KeyError, ValueError, AttributeError):
            return None  # a count that cannot be one is no count; the attempt is estimated instead
