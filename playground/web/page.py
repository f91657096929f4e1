"""The page's addresses: its files, its requests, its socket, and the files of messages."""

from __future__ import annotations

import hmac
import re
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from playground import file_address, wire
from playground.web.acting import Acting, Deed
from playground.web.asked import Asked, read_body
from playground.web.door import Door
from playground.web.drawer import Drawer
from playground.web.evening import Evening
from playground.web.feed import Feed
from playground.web.founding import Founding
from playground.web.guard import SEAT, Guard, Handler, answer
from playground.web.pace import Pace
from playground.web.polling import Polling
from playground.web.reading import Question, Reading

if TYPE_CHECKING:
    from playground.server import Playground

FILES = Path(__file__).parent.parent / "page"
# Of what a page asks, that which is counted apart from all else somebody does.
KINDS = {"autocomplete": "suggestions", "guild": "places", "channel": "places", "thread": "places"}
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Page:
    """Serve /page, the page's files and the attachments."""

    def __init__(self, playground: Playground, phrase: str | None, files_last: int) -> None:
        self.playground = playground
        self.world = playground.world
        self.files_last = files_last
        self.pace = Pace(self.world.clock)
        self.door = Door(playground.keys, self.pace, phrase)
        self.feed = Feed(self.world)
        self.guard = Guard(playground.keys)
        self.acting = Acting(self.feed)
        self.reading = Reading(self.feed)
        self.founding = Founding()
        self.polling = Polling(self.feed)
        self.drawer = Drawer()
        self.evening = Evening(playground, self.feed)

    def add_routes(self, app: web.Application) -> None:
        """Add the page's routes to the application."""
        for name, question in (self.reading.questions | self.polling.questions | self.evening.questions).items():
            app.router.add_get(f"/page/{name}", self.guard.seated(self._asking(question)))
        for name, look in self.drawer.questions.items():
            app.router.add_get(f"/page/{name}", self.guard.seated(self._doing(look)))
        for name, deed in (self.acting.deeds | self.founding.deeds | self.evening.deeds).items():
            kind = KINDS.get(name, "deeds")
            app.router.add_post(f"/page/{name}", self.guard.seated(self._doing(deed, kind)))
        app.router.add_get("/page/ws", self.guard.seated(self.socket))
        app.router.add_post("/page/enter", self.guard.open(self.enter))
        app.router.add_get("/attachments/{channel}/{attachment}/{filename}", self.attachment)
        app.router.add_get("/", self.index)
        app.router.add_static("/", FILES)
        app.on_response_prepare.append(self._dated)

    async def close(self) -> None:
        """Close every page's socket."""
        await self.evening.guide.close()
        self.polling.close()
        await self.feed.close()

    def _asking(self, question: Question) -> Handler:
        async def asked(request: web.Request) -> web.StreamResponse:
            return answer(question(await Asked.read(self.playground, request)))

        return asked

    def _doing(self, deed: Deed, kind: str | None = None) -> Handler:
        async def done(request: web.Request) -> web.StreamResponse:
            if kind is not None:
                self.pace.take(request[SEAT], kind)
            asked = await Asked.read(self.playground, request)
            if kind is not None:
                self.feed.acted(asked.person.id)
            return answer(await deed(asked))

        return done

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Let somebody in; they are told their key, and who it makes them."""
        body, _ = await read_body(request)
        seat = self.door.enter(request, body)
        return answer({"key": seat.key, "person": seat.name, "host": seat.host})

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Serve the page itself, in no other page's frame: its buttons act."""
        return web.FileResponse(FILES / "index.html", headers={"Cache-Control": "no-cache", "X-Frame-Options": "DENY"})

    async def attachment(self, request: web.Request) -> web.StreamResponse:
        """Serve a file of a message to whoever was told its address; only pictures are shown in place."""
        number = request.match_info["attachment"]
        data = self.world.files.get(int(number)) if re.fullmatch(r"[0-9]{1,20}", number) else None
        signed = data is not None and hmac.compare_digest(
            request.query.get("hm", "").encode(), file_address.seal(self.world, int(number)).encode()
        )
        if data is None or not signed:
            return web.Response(status=404, text="This file is not there.")
        kind = wire.content_type(request.match_info["filename"])
        headers = {"X-Content-Type-Options": "nosniff", "Content-Type": kind or "application/octet-stream"}
        if kind not in PICTURES:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=data, headers=headers)

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """Push what happens to one person's page."""
        return await self.feed.serve(request, (await Asked.read(self.playground, request)).person)

    async def _dated(self, request: web.Request, response: web.StreamResponse) -> None:
        """Have a browser ask whether the page's files are still the same: old ones and new ones do not go together."""
        if isinstance(request.match_info.route.resource, web.StaticResource):
            response.headers["Cache-Control"] = f"max-age={self.files_last}" if self.files_last else "no-cache"
