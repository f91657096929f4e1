"""What the loopback model server says in each vendor's dialect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

Fault = Literal[
    "status", "drop", "stall", "malformed", "truncate", "truncated_tool", "html", "error_event",
    "refusal", "content_filter", "empty", "huge_line", "no_usage", "not_sse",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool call of a scripted reply; `id` None is what some Ollama versions send."""

    name: str
    arguments: str
    id: str | None = "call_1"


@dataclass(frozen=True, slots=True)
class Reply:
    """One scripted reply; times in seconds, `rate` in tokens per second with 0 for all at once."""

    tokens: tuple[str, ...] = ("Once", " upon", " a", " time.")
    tools: tuple[ToolUse, ...] = ()
    reasoning: tuple[str, ...] = ()
    first: float = 0.0
    rate: float = 0.0
    fault: Fault | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: str = '{"error":{"message":"scripted","type":"scripted","code":null}}'
    cached_tokens: int = 0
    after: int = 1
    """How many tokens come before the fault."""


def _sse(data: Mapping[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(data) + b"\n\n"


class OpenAIWire:
    """Chat Completions, as chunks of server-sent events."""

    def __init__(self, model: str) -> None:
        self._model = model

    def opening(self, reply: Reply) -> list[bytes]:
        return [b": keep-alive\n\n"] if reply.reasoning else []

    def tokens(self, reply: Reply) -> list[bytes]:
        if reply.fault == "empty":
            return []
        chunks = [self._delta({"reasoning_content": text}) for text in reply.reasoning]
        chunks += [self._delta({"content": text}) for text in reply.tokens]
        for index, tool in enumerate(reply.tools):
            named: dict[str, Any] = {"index": index, "function": {"name": tool.name, "arguments": ""}}
            if tool.id is not None:
                named |= {"id": tool.id, "type": "function"}
            chunks.append(self._delta({"tool_calls": [named]}))
            half = len(tool.arguments) // 2
            pieces = (tool.arguments[:half], tool.arguments[half:])
            for piece in pieces[:1] if reply.fault == "truncated_tool" else pieces:
                chunks.append(self._delta({"tool_calls": [{"index": index, "function": {"arguments": piece}}]}))
        return chunks

    def closing(self, reply: Reply) -> list[bytes]:
        reason = "tool_calls" if reply.tools else "stop"
        if reply.fault == "content_filter":
            reason = "content_filter"
        elif reply.fault == "refusal":
            return [self._delta({"refusal": "I cannot tell this."}), self._delta({}, "stop"), b"data: [DONE]\n\n"]
        told = len(reply.tokens) + len(reply.reasoning)
        usage = {
            "prompt_tokens": 120,
            "completion_tokens": told,
            "total_tokens": 120 + told,
            "prompt_tokens_details": {"cached_tokens": reply.cached_tokens},
            "completion_tokens_details": {"reasoning_tokens": len(reply.reasoning)},
        }
        last = [] if reply.fault == "no_usage" else [_sse(self._chunk([]) | {"usage": usage})]
        return [self._delta({}, reason), *last, b"data: [DONE]\n\n"]

    def _delta(self, delta: Mapping[str, Any], reason: str | None = None) -> bytes:
        return _sse(self._chunk([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}]))

    def _chunk(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1795000000,
            "model": self._model,
            "system_fingerprint": "fp_1",
            "choices": choices,
        }


class AnthropicWire:
    """Messages, as named server-sent events."""

    def __init__(self, model: str) -> None:
        self._model = model

    def opening(self, reply: Reply) -> list[bytes]:
        message: dict[str, Any] = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
        usage = {
            "input_tokens": 120 - reply.cached_tokens,
            "cache_read_input_tokens": reply.cached_tokens,
            "cache_creation_input_tokens": 0,
            "output_tokens": 1,
        }
        start = {"message": message | {"model": self._model, "stop_reason": None, "usage": usage}}
        return [self._event("message_start", start), self._event("ping", {})]

    def tokens(self, reply: Reply) -> list[bytes]:
        if reply.fault == "empty":
            return []
        chunks: list[bytes] = []
        if reply.reasoning:
            deltas = [{"type": "thinking_delta", "thinking": text} for text in reply.reasoning]
            chunks += self._block(0, {"type": "thinking", "thinking": ""}, deltas)
        if reply.tokens:
            deltas = [{"type": "text_delta", "text": text} for text in reply.tokens]
            chunks += self._block(1, {"type": "text", "text": ""}, deltas)
        for index, tool in enumerate(reply.tools, start=2):
            half = len(tool.arguments) // 2
            pieces = (tool.arguments[:half], tool.arguments[half:])
            deltas = [
                {"type": "input_json_delta", "partial_json": piece}
                for piece in (pieces[:1] if reply.fault == "truncated_tool" else pieces)
            ]
            chunks += self._block(index, {"type": "tool_use", "id": tool.id, "name": tool.name, "input": {}}, deltas)
        return chunks

    def closing(self, reply: Reply) -> list[bytes]:
        reason = "tool_use" if reply.tools else "end_turn"
        if reply.fault in ("refusal", "content_filter"):
            reason = "refusal"
        told = len(reply.tokens) + len(reply.reasoning)
        usage: dict[str, Any] = {
            "output_tokens": told,
            "output_tokens_details": {"thinking_tokens": len(reply.reasoning)},
        }
        delta: dict[str, Any] = {"delta": {"stop_reason": reason, "stop_sequence": None}}
        if reply.fault != "no_usage":
            delta |= {"usage": usage}
        return [self._event("message_delta", delta), self._event("message_stop", {})]

    def _block(self, index: int, start: dict[str, Any], deltas: list[dict[str, Any]]) -> list[bytes]:
        # The first delta travels with the block's start, so one chunk is one token on the schedule.
        events = [self._event("content_block_delta", {"index": index, "delta": delta}) for delta in deltas]
        first = self._event("content_block_start", {"index": index, "content_block": start})
        events[0] = first + events[0]
        events[-1] += self._event("content_block_stop", {"index": index})
        return events

    def _event(self, kind: str, data: Mapping[str, Any]) -> bytes:
        return b"event: " + kind.encode() + b"\n" + _sse({"type": kind, **data})
