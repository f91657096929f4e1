"""Serve image generations on loopback: pictures, every known fault, every request recorded."""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import orjson
from aiohttp import web
from PIL import Image

USAGE: Mapping[str, Any] = {"input_tokens": 100, "output_tokens": 200, "total_tokens": 300}


def picture(colour: str = "teal", side: int = 64, format: str = "WEBP") -> bytes:  # noqa: A002 (Pillow's own name)
    """Make a real picture of one colour."""
    written = BytesIO()
    Image.new("RGB", (side, side), colour).save(written, format)
    return written.getvalue()


def answer(data: object, usage: object = USAGE) -> bytes:
    """Write an answer with these pictures."""
    return orjson.dumps({"created": 1, "data": data, "usage": usage})


def painted(data: bytes, usage: object = USAGE) -> bytes:
    """Write an answer with one picture."""
    return answer([{"b64_json": base64.b64encode(data).decode()}], usage)


def refusal(message: str, code: str = "moderation_blocked") -> bytes:
    """Write what a vendor says that does not paint a prompt."""
    return orjson.dumps({"error": {"message": message, "type": "image_generation_user_error", "code": code}})


@dataclass(frozen=True, slots=True)
class Canvas:
    """One answer: `times` repeats its body, `held` waits until the server is told to go on."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] | None = None
    times: int = 1
    held: bool = False
    broken: bool = False


class ImageServer:
    """A vendor of pictures: `script` holds the next answers, then it is `default`."""

    def __init__(self, default: Canvas | None = None) -> None:
        self.default = default or Canvas(painted(picture()))
        self.script: deque[Canvas] = deque()
        self.requests: list[Mapping[str, Any]] = []
        self.keys: list[str] = []
        self.sent = 0
        self.go_on = asyncio.Event()
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[ImageServer]:
        """Serve on 127.0.0.1 until the block ends."""
        app = web.Application()
        app.router.add_post("/v1/images/generations", self._generate)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            port: int = runner.addresses[0][1]
            self.url = f"http://127.0.0.1:{port}/v1"
            yield self
        finally:
            self.go_on.set()
            await runner.cleanup()

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(orjson.loads(await request.read()))
        self.keys.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        canvas = self.script.popleft() if self.script else self.default
        if canvas.held:
            await self.go_on.wait()
        headers = {"Content-Type": canvas.kind, "x-request-id": "req-1", **(canvas.headers or {})}
        response = web.StreamResponse(status=canvas.status, headers=headers)
        if canvas.broken:
            response.content_length = len(canvas.body) + 1
        await response.prepare(request)
        try:
            for _ in range(canvas.times):
                await response.write(canvas.body)
                self.sent += len(canvas.body)
            if canvas.broken and request.transport is not None:
                request.transport.close()
            else:
                await response.write_eof()
        except ConnectionError:
            pass  # whoever asked has read enough
        return response
