"""Serve both vendors' dialects on loopback: a schedule of tokens, every known fault, every request recorded."""

from __future__ import annotations

import argparse
import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson
from aiohttp import web

Fault = Literal[
    "status", "drop", "stall", "malformed", "truncate", "truncated_tool", "html", "error_event",
    "refusal", "content_filter", "empty", "huge_line", "no_usage", "not_sse",
]  # fmt: skip

STORY = ("The lantern sways as you step into the vault, and something in the dark counts your footsteps. ") * 20


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


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


def schedule(first: float, rate: float, tokens: int) -> Reply:
    """Make a reply of that many tokens, the yardstick's or any other."""
    words = STORY.split(" ")
    return Reply(tokens=tuple(words[i % len(words)] + " " for i in range(tokens)), first=first, rate=rate)


class ModelServer:
    """A vendor on loopback; `script` holds the next replies, `default` answers when it is empty."""

    def __init__(self, default: Reply | None = None, models: tuple[str, ...] = ("mistral",)) -> None:
        self.default = default or Reply()
        self.models = models
        self.script: deque[Reply] = deque()
        self.requests: list[Request] = []
        self.models_reply: Reply | None = None
        self.url = ""
        self.connections = 0
        self._seen: set[int] = set()
        self.released = asyncio.Event()

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncGenerator[ModelServer]:
        """Serve on 127.0.0.1 until the block ends; `url` is the OpenAI base, `url` without `/v1` Anthropic's."""
        app = web.Application(client_max_size=32 * 1024**2)
        app.router.add_post("/v1/chat/completions", self._openai)
        app.router.add_post("/v1/messages", self._anthropic)
        app.router.add_get("/v1/models", self._models)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", port)
            await site.start()
            bound: int = runner.addresses[0][1]
            self.url = f"http://127.0.0.1:{bound}/v1"
            yield self
        finally:
            self.released.set()
            await runner.cleanup()

    async def _models(self, request: web.Request) -> web.StreamResponse:
        await self._record(request)
        if self.models_reply is not None:
            return _refuse(self.models_reply)
        listed = [{"id": name, "object": "model", "type": "model", "created": 0} for name in self.models]
        return web.json_response({"object": "list", "data": listed, "has_more": False})

    async def _openai(self, request: web.Request) -> web.StreamResponse:
        body = await self._record(request)
        return await self._play(request, OpenAIWire(str(body.get("model", ""))))

    async def _anthropic(self, request: web.Request) -> web.StreamResponse:
        body = await self._record(request)
        return await self._play(request, AnthropicWire(str(body.get("model", ""))))

    async def _record(self, request: web.Request) -> Mapping[str, Any]:
        if (peer := request.transport and request.transport.get_extra_info("peername")) and peer[1] not in self._seen:
            self._seen.add(peer[1])
            self.connections += 1
        raw = await request.read()
        body: dict[str, Any] = orjson.loads(raw) if raw else {}
        self.requests.append(Request(request.path, dict(request.headers), body))
        return body

    async def _play(self, request: web.Request, wire: OpenAIWire | AnthropicWire) -> web.StreamResponse:
        reply = self.script.popleft() if self.script else self.default
        if reply.fault in ("status", "html", "not_sse") or reply.status >= 400:
            return _refuse(reply)
        headers = {"Content-Type": "text/event-stream", "X-Request-Id": "req_1", "Request-Id": "req_1"}
        response = web.StreamResponse(headers=headers | dict(reply.headers))
        await response.prepare(request)
        clock = asyncio.get_running_loop().time
        due = clock() + reply.first
        for chunk in wire.opening(reply):
            await response.write(chunk)
        if reply.rate == 0 and reply.fault is None:
            await asyncio.sleep(reply.first)
            await response.write(b"".join(wire.tokens(reply)) + b"".join(wire.closing(reply)))
            return response
        for told, chunk in enumerate(wire.tokens(reply)):
            if told == reply.after and reply.fault is not None and await self._break(reply.fault, request, response):
                return response
            if (wait := due - clock()) > 0:
                await asyncio.sleep(wait)
            await response.write(chunk)
            due += 1 / reply.rate if reply.rate else 0
        for chunk in wire.closing(reply):
            await response.write(chunk)
        return response

    async def _break(self, fault: Fault, request: web.Request, response: web.StreamResponse) -> bool:
        """Do what the fault does in the middle of a stream; say whether the stream is over."""
        if fault == "drop":
            if request.transport is not None:
                request.transport.abort()
        elif fault == "stall":
            await self.released.wait()
        elif fault == "malformed":
            await response.write(b'data: {"choices": [{"delta": {"content": "half\n\n')
        elif fault == "error_event":
            await response.write(
                b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"busy"}}\n\n'
            )
        elif fault == "huge_line":
            await response.write(b"data: " + b"x" * (10 * 1024**2))
        elif fault != "truncate":
            return False
        return True


def _refuse(reply: Reply) -> web.Response:
    headers = {"Content-Type": "application/json", "X-Request-Id": "req_1", "Request-Id": "req_1"}
    if reply.fault == "html":
        headers["Content-Type"] = "text/html"
        return web.Response(status=reply.status, headers=headers, body=b"<!doctype html><title>Hello</title>")
    return web.Response(status=reply.status, headers=headers | dict(reply.headers), body=reply.body.encode())


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


async def _serve(port: int, reply: Reply) -> None:
    async with ModelServer(reply).running(port) as server:
        print(server.url, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve one schedule to everyone; print the base URL, then run until interrupted."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--first", type=float, default=0.3, help="seconds to the first token")
    parser.add_argument("--rate", type=float, default=60, help="tokens per second")
    parser.add_argument("--tokens", type=int, default=150)
    parser.add_argument("--instant", action="store_true", help="answer all at once, ignoring --first and --rate")
    options = parser.parse_args()
    reply = schedule(0 if options.instant else options.first, 0 if options.instant else options.rate, options.tokens)
    try:
        asyncio.run(_serve(options.port, reply))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
