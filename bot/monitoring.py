"""Answer those who watch the program: is it alive, can it play, what has it counted."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

import structlog
from aiohttp.http_exceptions import BadHttpMessage

from bot.config import Settings
from bot.errors import OperatorError
from bot.i18n import N_
from bot.services.status import StatusService

if TYPE_CHECKING:
    from asyncio import Transport

    from aiohttp import web

log = structlog.stdlib.get_logger(__name__)

LONGEST: Final = 5.0
"""Seconds a connection may last, whatever its client does; each answers one request."""

MOST_CONNECTIONS: Final = 50

_WIRE = logging.getLogger("bot.monitoring.wire")
_PLAIN = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Status = Callable[[], StatusService | None]


class PortUnusable(OperatorError):
    sentence = N_(
        "METRICS_PORT={port} cannot be opened on {host} ({what}). Choose another METRICS_PORT or METRICS_HOST, or "
        "leave METRICS_PORT out."
    )


@asynccontextmanager
async def watched(settings: Settings, status: Status) -> AsyncGenerator[int | None]:
    """Serve /healthz, /readyz and /metrics while the block runs, where METRICS_PORT is set; gives the port.

    `status` may give None until there is something to tell. Raises `PortUnusable`.
    """
    if settings.metrics_port is None:
        yield None
        return
    # These take a while to import, and nobody who does not scrape needs them.
    await asyncio.to_thread(import_module, "bot.metrics")
    await asyncio.to_thread(import_module, "aiohttp.web")
    from aiohttp import web

    host, loop = settings.metrics_host, asyncio.get_running_loop()
    _WIRE.addFilter(_is_ours)
    pages = web.Server(_Pages(status), logger=_WIRE, access_log=None, keepalive_timeout=LONGEST, lingering_time=0)
    try:
        server = await loop.create_server(lambda: _connection(pages, loop), host, settings.metrics_port)
    except OSError as error:
        raise PortUnusable(port=settings.metrics_port, host=host, what=_reason(error)) from None
    port = cast("int", server.sockets[0].getsockname()[1])
    log.info("serving /healthz, /readyz and /metrics", host=host, port=port)
    try:
        yield port
    finally:
        server.close()
        await pages.shutdown(0.5)


def _connection(pages: web.Server, loop: asyncio.AbstractEventLoop) -> asyncio.Protocol:
    if len(pages.connections) >= MOST_CONNECTIONS:
        return _Refusal()
    connection = pages()
    # Closing would wait for a client that does not read; this does not.
    loop.call_later(LONGEST, _end, connection)
    return connection


def _end(connection: web.RequestHandler) -> None:
    if connection.transport is not None:
        connection.transport.abort()


class _Refusal(asyncio.Protocol):
    """A connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("Transport", transport).abort()


def _is_ours(record: logging.LogRecord) -> bool:
    """Keep out of the log what a client sent that is no HTTP; anybody could fill it so."""
    return not (record.exc_info and isinstance(record.exc_info[1], BadHttpMessage))


def _reason(error: OSError) -> str:
    # asyncio's own text repeats the address; some errors of name resolution have no number of the system's.
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)


class _Pages:
    """The three pages."""

    def __init__(self, status: Status) -> None:
        self._status = status
        self._pages = {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics}

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        page = self._pages.get(request.path)
        if page is None:
            response = _text("not here; there are /healthz, /readyz and /metrics", 404)
        elif request.method not in ("GET", "HEAD"):
            response = _text("GET or HEAD", 405)
            response.headers["Allow"] = "GET, HEAD"
        else:
            response = await page(request)
        response.headers.update(_PLAIN)
        response.force_close()
        return response

    async def _healthz(self, _request: web.BaseRequest) -> web.Response:
        """Answer at all, which a hanging event loop does not."""
        return _text("alive", 200)

    async def _readyz(self, _request: web.BaseRequest) -> web.Response:
        """Say whether players are answered, and if not, why."""
        status = self._status()
        troubles = (await status.report()).troubles if status else ("starting",)
        return _text("\n".join(troubles), 503) if troubles else _text("ready", 200)

    async def _metrics(self, request: web.BaseRequest) -> web.Response:
        from bot.metrics import page

        status = self._status()
        if status is None:
            return _text("starting", 503)
        accept = request.headers.get("Accept", "")
        return _answer(*page(await status.report(), status.tally, status.lag.seconds, accept))


def _text(line: str, status: int) -> web.Response:
    return _answer(f"{line}\n".encode(), "text/plain; charset=utf-8", status)


def _answer(body: bytes, content_type: str, status: int = 200) -> web.Response:
    from aiohttp import web

    return web.Response(body=body, headers={"Content-Type": content_type}, status=status)
