"""A Redis on loopback that can be killed and started again, and places that only look like one."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fakeredis import FakeServer, TcpFakeServer
from redis.exceptions import ResponseError


def _lasting(handler: Any) -> Any:
    """Return a handler that goes on after an error, as Redis does; fakeredis hangs up."""

    class Lasting(handler):
        def setup(self) -> None:
            super().setup()
            read = self.current_client.read_response

            def read_response(*args: Any, **kwargs: Any) -> Any:
                try:
                    return read(*args, **kwargs)
                except ResponseError as error:
                    return error

            self.current_client.read_response = read_response

    return Lasting


class RedisServer:
    """What it keeps outlives its death, as with a Redis that writes to disk."""

    def __init__(self) -> None:
        self._server: TcpFakeServer | None = None
        self._thread: threading.Thread | None = None
        self._kept: FakeServer | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._server = TcpFakeServer(("127.0.0.1", self.port))
        self._server.RequestHandlerClass = _lasting(self._server.RequestHandlerClass)
        if self._kept is not None:
            self._server.fake_server = self._kept
        self._kept = self._server.fake_server
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def kill(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = self._thread = None


def deaf_port() -> int:
    """Return a port of 127.0.0.1 where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return closed.getsockname()[1]


@asynccontextmanager
async def impostor(answer: bytes) -> AsyncGenerator[tuple[int, list[str]]]:
    """Listen on 127.0.0.1, answer whatever is asked with these bytes (none: never), and list who came."""
    came: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(str(writer.get_extra_info("peername")))
        try:
            while await reader.read(4096):
                if answer:
                    writer.write(answer)
                    await writer.drain()
        except ConnectionError:
            pass  # whoever asked lost patience
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], came
    finally:
        server.close()
