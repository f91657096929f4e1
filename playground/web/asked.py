"""What the requests of a page name: a person, a channel, a message, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import orjson
from aiohttp import BodyPartReader, web

from playground.errors import Json
from playground.model import Channel, Message
from playground.people import Person
from playground.permissions import VIEW_CHANNEL
from playground.web.guard import SEAT
from playground.web.keys import Unwelcome

if TYPE_CHECKING:
    from playground.server import Playground

Files = list[tuple[str, bytes]]


class Asked:
    """One request of somebody at the page, read and checked. Raises LookupError for what is not there."""

    def __init__(
        self, playground: Playground, request: web.Request, body: Json, files: list[tuple[str, bytes]]
    ) -> None:
        self.playground = playground
        self.world = playground.world
        self.seat = request[SEAT]
        self.body = body
        self.files = files
        self.person = self._person()

    @classmethod
    async def read(cls, playground: Playground, request: web.Request) -> Asked:
        """Read a request: a query, a JSON object, or a form with payload_json and files[n]."""
        if request.method == "GET":
            return cls(playground, request, dict(request.query), [])
        body, files = await read_body(request)
        return cls(playground, request, body, files)

    def _person(self) -> Person:
        person = self.playground.person(str(self.body.get("person")))
        if not self.seat.may_be(person.name):
            raise Unwelcome("seat", "This seat is somebody else's.")
        locale = self.body.get("locale")
        return person if not locale else Person(self.world, person.user, str(locale))

    def channel(self) -> Channel:
        """Return the channel that is named, when this person sees it."""
        place = self.world.channels.get(int(self.body.get("channel") or 0))
        if place is None or not place.permissions(self.person.id) & VIEW_CHANNEL:
            raise LookupError("there is no such channel")
        return place

    def message(self, key: str = "message") -> Message:
        """Return the message that is named, when this person sees it."""
        message = self.world.messages.get(int(self.body.get(key) or 0))
        if message is None or message.seen_by not in (None, self.person.id):
            raise LookupError("there is no such message")
        if not message.channel.permissions(self.person.id) & VIEW_CHANNEL:
            raise LookupError("there is no such message")
        return message


async def read_body(request: web.Request) -> tuple[Json, Files]:
    """Read a JSON object, or a form with payload_json and files[n]."""
    files: Files = []
    if request.content_type != "multipart/form-data":
        data = orjson.loads(await request.read())
    else:
        data = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise ValueError("a part of the form is a form itself")
            if part.name == "payload_json":
                data = orjson.loads(bytes(await part.read()))
            else:
                files.append((part.filename or "file", bytes(await part.read())))
    if not isinstance(data, dict):
        raise ValueError("an object is needed")
    return cast(Json, data), files
