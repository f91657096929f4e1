"""The pages for those who watch the program: what they say, and that nobody can hold anything up through them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import monitoring
from bot.config import Settings
from bot.monitoring import PortUnusable, watched
from bot.services.status import StatusService
from bot.storage import Stores
from bot.storage.engine import Database
from tests.watching import Place, figures, status

TLS = b"\x16\x03\x01\x02\x00hello\r\n\r\n"
NOISES = (TLS, b"GET / HTTP/9\r\n\r\n", b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n")


class Visitor:
    """Somebody who asks the three pages."""

    def __init__(self, port: int, session: aiohttp.ClientSession, service: StatusService, place: Place) -> None:
        self.port = port
        self.service = service
        self.place = place
        self._session = session

    async def get(self, path: str, method: str = "GET", **options: Any) -> tuple[int, str]:
        async with self._session.request(method, f"http://127.0.0.1:{self.port}{path}", **options) as response:
            return response.status, await response.text()


@pytest.fixture
async def visitor(sqlite_url: str) -> AsyncIterator[Visitor]:
    place = Place()
    database = await Database.open(sqlite_url)
    service = status(Stores.over(database), place)
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(watched(Settings(metrics_port=0), lambda: service))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        assert port is not None
        yield Visitor(port, session, service, place)
    await service.close()
    await database.close()


async def test_the_three_pages_and_nothing_else(visitor: Visitor) -> None:
    assert await visitor.get("/healthz") == (200, "alive\n")
    assert await visitor.get("/readyz") == (200, "ready\n")
    code, body = await visitor.get("/metrics")
    figure = figures(text_string_to_metric_families(body))
    assert code == 200
    assert figure("skald_database_up") == figure("skald_discord_connected") == 1
    assert figure("skald_discord_guilds") == 3
    assert await visitor.get("/metrics", "HEAD") == (200, "")
    for path in ("/", "/metrics/", "/healthz/..", "/docs", "//metrics"):
        assert (await visitor.get(path))[0] == 404
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert (await visitor.get("/metrics", method))[0] == 405


async def test_what_is_not_ready_is_named(visitor: Visitor) -> None:
    visitor.place.connected = False
    visitor.place.latency = None
    assert await visitor.get("/readyz") == (503, "Discord: not connected\n")
    await visitor.service._pulse._database.close()
    code, body = await visitor.get("/readyz")
    assert code == 503
    assert body.startswith("Discord: not connected\ndatabase: ")
    assert (await visitor.get("/healthz"))[0] == 200
    figure = figures(text_string_to_metric_families((await visitor.get("/metrics"))[1]))
    assert figure("skald_database_up") == figure("skald_discord_connected") == 0


async def test_before_anything_is_open_it_lives_and_is_not_ready() -> None:
    async with watched(Settings(metrics_port=0), lambda: None) as port, aiohttp.ClientSession() as session:
        for path, code in (("/healthz", 200), ("/readyz", 503), ("/metrics", 503)):
            async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                assert response.status == code


async def test_without_a_port_nothing_is_served() -> None:
    async with watched(Settings(), lambda: None) as port:
        assert port is None


async def test_a_port_in_use_is_a_sentence() -> None:
    async with watched(Settings(metrics_port=0), lambda: None) as port:
        with pytest.raises(PortUnusable, match=f"METRICS_PORT={port} cannot be opened on 127.0.0.1 .*in use"):
            async with watched(Settings(metrics_port=port), lambda: None):
                pass


@pytest.mark.parametrize("host", ["192.0.2.7", "no such host"])
async def test_an_address_that_is_not_this_machines_is_a_sentence(host: str) -> None:
    with pytest.raises(PortUnusable, match="METRICS_HOST"):
        async with watched(Settings(metrics_port=0, metrics_host=host), lambda: None):
            pass


async def test_silent_and_slow_clients_are_let_go_and_hold_nobody_up(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitoring, "LONGEST", 0.3)
    silent = await asyncio.open_connection("127.0.0.1", visitor.port)
    slow = await asyncio.open_connection("127.0.0.1", visitor.port)
    slow[1].write(b"GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    unread = await asyncio.open_connection("127.0.0.1", visitor.port, limit=1)
    unread[1].write(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await visitor.get("/healthz"))[0] == 200
    for reader, writer in (silent, slow):
        async with asyncio.timeout(5):
            with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
                await reader.readexactly(1)
        writer.close()
    unread[1].close()
    assert (await visitor.get("/metrics"))[0] == 200


async def test_a_crowd_of_connections_is_turned_away(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitoring, "MOST_CONNECTIONS", 2)
    crowd = [await asyncio.open_connection("127.0.0.1", visitor.port) for _ in range(3)]
    async with asyncio.timeout(5):
        assert await crowd[2][0].read() == b""
    for _, writer in crowd:
        writer.close()


async def test_what_is_no_http_gets_an_error_and_no_line_in_the_log(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for noise in (
            b"\x16\x03\x01\x02\x00hello\r\n\r\n",
            b"GET / HTTP/9\r\n\r\n",
            b"GET " + b"a" * 70_000 + b"\r\n\r\n",
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", visitor.port)
            writer.write(noise)
            async with asyncio.timeout(5):
                assert b" 400 " in (await reader.readline())
            writer.close()
    assert not caplog.records


async def test_a_stop_waits_for_nobody() -> None:
    async with watched(Settings(metrics_port=0), lambda: None) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\n")
        await writer.drain()
        begun = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begun < 3
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
