"""What the requests of a page name: a person, a channel, a message, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import orjson
from aiohttp import BodyPartReader, StreamReader, web

from playground.content import MAX_FILE_BYTES, MAX_FILES
from playground.errors import Json
from playground.invoke import Refused
from playground.model import Channel, Message
from playground.people import Person
from playground.permissions import VIEW_CHANNEL
from playground.web.guard import SEAT
from playground.web.keys import Unwelcome

if TYPE_CHECKING:
    from playground.server import Playground

Files = list[tuple[str, bytes]]
# Texts, options and forms without their files.
MOST_TEXT = 1024 * 1024


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


async def read_body(request: web.Request, *, files: bool = True) -> tuple[Json, Files]:
    """Read a JSON object, or a form with payload_json and files[n]. Raises Refused, ValueError."""
    found: Files = []
    if request.content_type != "multipart/form-data" or not files:
        data = orjson.loads(await _whole(request.content, MOST_TEXT))
    else:
        data = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise ValueError("a part of the form is a form itself")
            if part.name == "payload_json":
                data = orjson.loads(await _whole(part, MOST_TEXT))
            elif len(found) == MAX_FILES:
                raise Refused(f"A message takes {MAX_FILES} files at most.")
            else:
                found.append((part.filename or "file", await _whole(part, MAX_FILE_BYTES)))
    if not isinstance(data, dict):
        raise ValueError("an object is needed")
    return cast(Json, data), found


async def _whole(source: StreamReader | BodyPartReader, most: int) -> bytes:
    """Read all there is, and no more of it than may be kept: what somebody sends must not fill the memory."""
    kept = bytearray()
    while not source.at_eof():
        kept += await (source.read_chunk() if isinstance(source, BodyPartReader) else source.readany())
        if len(kept) > most:
            raise Refused(f"{'A file' if most == MAX_FILE_BYTES else 'What is sent'} may have {most >> 20} MB at most.")
    return bytes(kept)
