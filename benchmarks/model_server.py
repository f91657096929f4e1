"""Serve both vendors' dialects on loopback: a schedule of tokens, every known fault, every request recorded."""

from __future__ import annotations

import argparse
import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from benchmarks.model_wire import AnthropicWire, Fault, OpenAIWire, Reply, ToolUse

STORY = ("The lantern sways as you step into the vault, and something in the dark counts your footsteps. ") * 20

__all__ = ["ModelServer", "Reply", "Request", "ToolUse", "schedule"]


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
