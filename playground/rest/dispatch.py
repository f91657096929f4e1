"""Take every REST request through the same door: route, faults, token, limits, body, handler, record."""

from __future__ import annotations

import asyncio
import inspect
import logging
from typing import Any
from urllib.parse import unquote

import orjson
from aiohttp import BodyPartReader, web

from playground.errors import DiscordError, Json, not_found, too_large, unauthorized
from playground.faults import HUNG_UP, Fault, Faults
from playground.gateway import Gateway
from playground.limits import Limits, refusal
from playground.messages import Upload
from playground.recorder import Exchange, Recorder
from playground.rest.call import Answer, RestCall
from playground.rest.routing import Route, Table
from playground.world import World

log = logging.getLogger("playground.rest")
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id")
JSON = {"Content-Type": "application/json"}


class Dispatcher:
    """Serve /api/v10."""

    def __init__(
        self, world: World, gateway: Gateway, table: Table, limits: Limits, faults: Faults, recorder: Recorder
    ) -> None:
        self.world = world
        self.gateway = gateway
        self.table = table
        self.limits = limits
        self.faults = faults
        self.recorder = recorder

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        path = "/" + request.match_info["tail"]
        found = self.table.find(request.method, path)
        if found is None:
            return self._answer(not_found().status, not_found().body(), {})
        route, params = found
        params = {name: unquote(value) for name, value in params.items()} if "%" in path else params
        began = self.world.clock.time()
        faults = self.faults.match(request.method, path)
        for fault in faults:
            if fault.seconds:
                await asyncio.sleep(fault.seconds)
        failing = next((item for item in faults if item.status), None)
        headers: dict[str, str] = {}
        call = RestCall(self.world, self.gateway, params, dict(request.query))
        if failing is not None and not failing.after:
            await self._read(request, call)
            answer, headers = self._injected(failing)
        else:
            answer, headers = await self._serve(request, route, call)
            if failing is not None:
                answer, headers = self._injected(failing)
        if failing is not None and failing.status == HUNG_UP and request.transport is not None:
            request.transport.abort()
        self.limits.count(answer.status)
        if self.recorder.enabled:
            self._record(request, route, path, call, answer, injected=failing is not None, began=began)
        return self._answer(answer.status, answer.body, headers)

    async def _serve(self, request: web.Request, route: Route, call: RestCall) -> tuple[Answer, dict[str, str]]:
        headers: dict[str, str] = {}
        try:
            if not route.public and not self._authorized(request):
                raise unauthorized()
            major = "/".join(call.params[name] for name in MAJOR if name in call.params)
            verdict = self.limits.take(route.name, major, not route.public)
            if verdict is not None:
                headers = verdict.headers
                if verdict.retry_after > 0:
                    body, more = refusal(verdict.retry_after, verdict.is_global)
                    await self._read(request, call)
                    return Answer(429, body), headers | more
            await self._read(request, call)
            answer = route.handler(call)
            return (await answer if inspect.isawaitable(answer) else answer), headers
        except DiscordError as problem:
            return Answer(problem.status, problem.body()), headers
        except (TypeError, AttributeError, ValueError):
            # Most of these are a body whose parts are of the wrong JSON type. It is logged all the same,
            # because it may be a fault of the playground.
            log.exception("A request to %s could not be understood", route.name)
            return Answer(400, {"message": "Invalid Form Body", "code": 50035}), headers
        except Exception:
            # A fault of the playground itself: say so loudly, the bot must not hang on it.
            log.exception("The playground failed at %s", route.name)
            return Answer(500, {"message": "500: Internal Server Error", "code": 0}), headers

    def _authorized(self, request: web.Request) -> bool:
        return request.headers.get("Authorization") == f"Bot {self.world.application.token}"

    def _injected(self, fault: Fault) -> tuple[Answer, dict[str, str]]:
        if fault.status == 429:
            self.limits.injected += 1
            body, headers = refusal(fault.retry_after, fault.is_global)
            return Answer(429, body), headers
        body = {"message": f"{fault.status}: injected", "code": fault.code}
        return Answer(fault.status, body), {}

    async def _read(self, request: web.Request, call: RestCall) -> None:
        kind = request.content_type
        try:
            if kind == "multipart/form-data":
                await _read_parts(request, call)
            elif request.can_read_body:
                raw = await request.read()
                call.body = orjson.loads(raw) if raw else None
        except web.HTTPRequestEntityTooLarge as problem:
            raise too_large() from problem
        except (orjson.JSONDecodeError, ValueError) as problem:
            raise DiscordError(400, 50109, "The request body contains invalid JSON.") from problem

    def _record(
        self,
        request: web.Request,
        route: Route,
        path: str,
        call: RestCall,
        answer: Answer,
        *,
        injected: bool,
        began: float,
    ) -> None:
        now = self.world.clock.time()
        self.recorder.exchanges.append(
            Exchange(
                method=request.method,
                template=route.template,
                path=path,
                query=call.query,
                content_type=request.content_type,
                request=call.body,
                files=tuple(item.filename for item in call.uploads.values()),
                status=answer.status,
                response=answer.body,
                at=now,
                injected=injected,
                took=now - began,
            )
        )
        self.world.hub.touch()

    @staticmethod
    def _answer(status: int, body: Any, headers: dict[str, str]) -> web.Response:
        if body is None:
            return web.Response(status=status, headers=headers)
        return web.Response(status=status, body=orjson.dumps(body), headers=headers | JSON)


async def _read_parts(request: web.Request, call: RestCall) -> None:
    """Read a multipart body: payload_json and files[n]."""
    body: Json = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError("A part of the form has no name.")
        data = bytes(await part.read())
        if part.name == "payload_json":
            body = orjson.loads(data)
        elif part.name.startswith("files["):
            call.uploads[int(part.name[6:-1])] = Upload(part.filename or "file", data)
        else:
            body[part.name] = data.decode(errors="replace")
    call.body = body
