"""What stands before every request of a page: where it comes from, and whose seat it speaks for."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

import orjson
from aiohttp import web

from playground.call import Unanswered
from playground.errors import DiscordError
from playground.refused import Refused
from playground.web.keys import HEADER, Keys, Seat

if TYPE_CHECKING:
    from typing import Any

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SEAT: web.RequestKey[Seat] = web.RequestKey("seat", Seat)


class NotAllowed(Refused):
    """Whoever asks may not ask at all."""

    status = 403


class Guard:
    """Refuse what is not asked by the playground's own page, or without a key."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def own_page(self, request: web.Request) -> bool:
        """Tell whether a request comes from a page that this server gave out.

        The host must be an address or localhost: a foreign name that resolves to this machine is still foreign.
        """
        origin = request.headers.get("Origin")
        return _is_address(request.host) and origin in (None, f"http://{request.host}")

    def open(self, handler: Handler) -> Handler:
        """Guard a request that needs no key yet."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self.own_page(request):
                return _refusal(NotAllowed.of("notOurs"))
            return await _told(handler, request)

        return guarded

    def seated(self, handler: Handler) -> Handler:
        """Guard a request of somebody who sits at the table; the seat is `request[SEAT]`."""

        async def keyed(request: web.Request) -> web.StreamResponse:
            # A WebSocket of a browser cannot send a header.
            request[SEAT] = self.keys.seat(request.headers.get(HEADER) or request.query.get("key"))
            return await handler(request)

        return self.open(keyed)


async def _told(handler: Handler, request: web.Request) -> web.StreamResponse:
    """Answer, or say in a sentence why not."""
    try:
        return await handler(request)
    except Refused as problem:
        return _refusal(problem)
    except Unanswered:
        return _refusal(Refused.of("unanswered"))
    except DiscordError as problem:
        return _refusal(Refused.of("notUnderstood", problem=problem.message))
    except (LookupError, ValueError, TypeError, RecursionError) as problem:
        return _refusal(Refused.of("notUnderstood", problem=str(problem)))


def loopback(request: web.Request) -> bool:
    """Tell whether a request came in by this machine's own address."""
    name: object = request.transport.get_extra_info("sockname") if request.transport is not None else None
    return isinstance(name, tuple) and ipaddress.ip_address(str(cast("tuple[object, ...]", name)[0])).is_loopback


def _refusal(problem: Refused) -> web.Response:
    return answer(problem.told(), problem.status)


def answer(body: Any, status: int = 200) -> web.Response:
    """Answer with JSON."""
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")


def _is_address(host: str) -> bool:
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
