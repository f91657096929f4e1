"""Carry the vendors' SDKs over aiohttp.

The SDKs' own transport parses HTTP in Python, a coroutine stack for every chunk: with 100 streams of 60 tokens a
second that is most of what a turn costs. aiohttp, which discord.py brings anyway, parses in C and hands over all
that has arrived at once.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from typing import cast

import aiohttp
import httpx2

# What a vendor says of an error is a few hundred bytes; whoever sends megabytes is not read to the end.
_ERROR_LIMIT = 64 * 1024
_GZIP_OR_ZLIB = zlib.MAX_WBITS + 32

# aiohttp writes these itself, from the URL and the body.
_OWN_HEADERS = frozenset({b"host", b"content-length", b"transfer-encoding"})


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Send an SDK's requests through one aiohttp session."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; raises httpx2's errors, which the SDKs know."""
        timeout = cast("dict[str, float | None]", request.extensions.get("timeout", {}))
        headers = [
            (k.decode("ascii"), v.decode("latin-1")) for k, v in request.headers.raw if k.lower() not in _OWN_HEADERS
        ]
        with _translated():
            answer = await self._session.request(
                request.method,
                str(request.url),
                headers=headers,
                data=await request.aread(),
                allow_redirects=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=timeout.get("connect"), sock_read=timeout.get("read")
                ),
            )
        if answer.status < 400:
            return httpx2.Response(
                answer.status, headers=list(answer.raw_headers), stream=_Body(answer), request=request
            )
        # Unpacked here, and only so far: a few kilobytes can hold as many megabytes as they like.
        plain = [(name, value) for name, value in answer.raw_headers if name.lower() != b"content-encoding"]
        return httpx2.Response(answer.status, headers=plain, stream=_ErrorBody(answer), request=request)


class _Body(httpx2.AsyncByteStream):
    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = self._answer.content.readany
        with _translated():
            while chunk := await read():
                yield chunk

    async def aclose(self) -> None:
        # Back to the pool when the body was read to its end, closed otherwise.
        self._answer.release()


class _ErrorBody(_Body):
    """The words of an error, which the SDKs read whole, so far as they come; its status is known already."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = _ERROR_LIMIT
        unpacked = zlib.decompressobj(_GZIP_OR_ZLIB) if self._is_packed() else None
        try:
            while left and (chunk := await self._answer.content.readany()):
                words = unpacked.decompress(chunk, left) if unpacked else chunk[:left]
                yield words
                # What stands behind the end of what was packed is nobody's words.
                left = 0 if unpacked and unpacked.eof else left - len(words)
        except (aiohttp.ClientError, TimeoutError, OSError, zlib.error):
            return  # what has come of the words must do

    def _is_packed(self) -> bool:
        return self._answer.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip", "deflate")


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx2.ConnectTimeout(str(error)) from error
    except (aiohttp.ServerTimeoutError, TimeoutError) as error:
        raise httpx2.ReadTimeout(str(error)) from error
    except aiohttp.ClientConnectorError as error:
        raise httpx2.ConnectError(str(error)) from error
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError) as error:
        raise httpx2.RemoteProtocolError(str(error)) from error
    except aiohttp.InvalidURL as error:
        raise httpx2.UnsupportedProtocol(str(error)) from error
    except (aiohttp.ClientError, OSError) as error:
        raise httpx2.ReadError(str(error)) from error


def client(session: aiohttp.ClientSession, timeout: float) -> httpx2.AsyncClient:
    """Return the HTTP client an SDK is given; `timeout` in seconds, of connecting and of any silence."""
    return httpx2.AsyncClient(
        transport=AiohttpTransport(session), timeout=httpx2.Timeout(timeout, connect=min(timeout, 10.0))
    )
