"""Serve both vendors' dialects on loopback: a schedule of tokens, every known fault, every request recorded."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from aiohttp import web

from benchmarks.chance import MISHAPS, Fortune, Teller
from benchmarks.marks import asked
from benchmarks.model_wire import AnthropicWire, Fault, OpenAIWire, Reply, ToolUse

STORY = ("The lantern sways as you step into the vault, and something in the dark counts your footsteps. ") * 20

__all__ = ["ModelServer", "Reply", "Request", "Served", "ToolUse", "schedule"]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Served:
    """What a request for a reply got; `at` is its arrival on the machine's monotonic clock, in seconds."""

    at: float
    marks: tuple[str, ...]
    mishap: str | None


def schedule(first: float, rate: float, tokens: int) -> Reply:
    """Make a reply of that many tokens, the yardstick's or any other."""
    words = STORY.split(" ")
    return Reply(tokens=tuple(words[i % len(words)] + " " for i in range(tokens)), first=first, rate=rate)


class ModelServer:
    """A vendor on loopback: `script` holds the next replies, then `teller` decides, and without one it is `default`."""

    def __init__(
        self,
        default: Reply | None = None,
        models: tuple[str, ...] = ("mistral",),
        teller: Callable[[Mapping[str, Any]], Reply] | None = None,
    ) -> None:
        self.default = default or Reply()
        self.teller = teller
        self.models = models
        self.script: deque[Reply] = deque()
        self.requests: list[Request] = []
        self.served: list[Served] = []
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
        app.router.add_get("/served", self._tell_served)
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
        arrived = time.perf_counter()
        body = await self._record(request)
        return await self._play(request, OpenAIWire(str(body.get("model", ""))), self._choose(body, arrived))

    async def _anthropic(self, request: web.Request) -> web.StreamResponse:
        arrived = time.perf_counter()
        body = await self._record(request)
        return await self._play(request, AnthropicWire(str(body.get("model", ""))), self._choose(body, arrived))

    async def _tell_served(self, request: web.Request) -> web.StreamResponse:
        return web.json_response([asdict(each) for each in self.served])

    def _choose(self, body: Mapping[str, Any], arrived: float) -> Reply:
        if self.script:
            return self.script.popleft()
        if self.teller is None:
            return self.default
        reply = self.teller(body)
        mishap = str(reply.status) if reply.status >= 400 else reply.fault
        self.served.append(Served(arrived, asked(body), mishap))
        return reply

    async def _record(self, request: web.Request) -> Mapping[str, Any]:
        if (peer := request.transport and request.transport.get_extra_info("peername")) and peer[1] not in self._seen:
            self._seen.add(peer[1])
            self.connections += 1
        raw = await request.read()
        body: dict[str, Any] = orjson.loads(raw) if raw else {}
        self.requests.append(Request(request.path, dict(request.headers), body))
        return body

    async def _play(self, request: web.Request, wire: OpenAIWire | AnthropicWire, reply: Reply) -> web.StreamResponse:
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


async def _serve(port: int, server: ModelServer) -> None:
    async with server.running(port):
        print(server.url, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve one schedule to everyone, or stories that fail by chance; print the base URL and run until interrupted."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--first", type=float, default=0.3, help="seconds to the first token")
    parser.add_argument("--rate", type=float, default=60, help="tokens per second")
    parser.add_argument("--tokens", type=int, default=150)
    parser.add_argument("--instant", action="store_true", help="answer all at once, ignoring --first and --rate")
    parser.add_argument("--faults", type=float, help="tell stories with marks; this share of the replies fails")
    parser.add_argument("--seed", type=int, default=1, help="what fails, and how: the same seed, the same faults")
    parser.add_argument("--kinds", nargs="+", choices=MISHAPS, default=MISHAPS, help="the ways to fail, equally likely")
    parser.add_argument("--rolls", type=float, default=0.0, help="this share of the stories asks for dice first")
    options = parser.parse_args()
    first, rate = (0, 0) if options.instant else (options.first, options.rate)
    if options.faults is None:
        server = ModelServer(schedule(first, rate, options.tokens))
    else:
        fortune = Fortune(options.faults, options.seed, options.kinds, options.rolls)
        server = ModelServer(teller=Teller(fortune, first, rate))
    try:
        asyncio.run(_serve(options.port, server))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
