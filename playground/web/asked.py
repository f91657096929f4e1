"""What the requests of a page name: a person, a channel, a message, files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import orjson
from aiohttp import BodyPartReader, StreamReader, web

from playground.content import MAX_FILE_BYTES, MAX_FILES
from playground.errors import Json
from playground.model import Channel, Message, User
from playground.people import Person
from playground.permissions import VIEW_CHANNEL
from playground.refused import Refused
from playground.web.guard import SEAT
from playground.web.keys import Unwelcome

if TYPE_CHECKING:
    from playground.server import Playground

Files = list[tuple[str, bytes]]
# Texts, options and forms without their files.
MOST_TEXT = 1024 * 1024


class Asked:
    """One request of somebody at the page, read and checked. Raises Refused for what is not there."""

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
        pace, seat = playground.page.pace, request[SEAT]
        body, files = await read_body(request, lambda read: pace.take(seat, "bytes", read))
        return cls(playground, request, body, files)

    def _person(self) -> Person:
        try:
            person = self.playground.person(str(self.body.get("person")))
        except LookupError:
            raise Refused.of("noSuchPerson") from None
        if not self.seat.may_be(person.name):
            raise Unwelcome.of("seat")
        locale = self.body.get("locale")
        return person if not locale else Person(self.world, person.user, str(locale))

    def channel(self) -> Channel:
        """Return the channel that is named, when this person sees it."""
        place = self.world.channels.get(int(self.body.get("channel") or 0))
        if place is None or not place.permissions(self.person.id) & VIEW_CHANNEL:
            raise Refused.of("noSuchChannel")
        return place

    def user(self, key: str) -> User:
        """Return the user that is named."""
        number = int(self.body.get(key) or 0)
        if number not in self.world.users:
            raise Refused.of("nobodyWithId", number=number)
        return self.world.users[number]

    def message(self, key: str = "message") -> Message:
        """Return the message that is named, when this person sees it."""
        message = self.world.messages.get(int(self.body.get(key) or 0))
        if message is None or message.seen_by not in (None, self.person.id):
            raise Refused.of("noSuchMessage")
        if not message.channel.permissions(self.person.id) & VIEW_CHANNEL:
            raise Refused.of("noSuchMessage")
        return message


async def read_body(request: web.Request, count: Callable[[int], None] | None = None) -> tuple[Json, Files]:
    """Read a JSON object, or where bytes are counted also a form with payload_json and files[n].

    Raises Refused, ValueError, and what `count` raises.
    """
    found: Files = []
    if request.content_type != "multipart/form-data" or count is None:
        data = orjson.loads(await _whole(request.content, MOST_TEXT, count))
    else:
        data = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise ValueError("a part of the form is a form itself")
            if part.name == "payload_json":
                data = orjson.loads(await _whole(part, MOST_TEXT, count))
            elif len(found) == MAX_FILES:
                raise Refused.of("tooManyFilesSent", most=MAX_FILES)
            else:
                # Bytes that are no letters come as what can neither be shown nor kept.
                name = (part.filename or "file").encode("utf-8", "replace").decode()
                found.append((name, await _whole(part, MAX_FILE_BYTES, count)))
    if not isinstance(data, dict):
        raise ValueError("an object is needed")
    return cast(Json, data), found


async def _whole(source: StreamReader | BodyPartReader, most: int, count: Callable[[int], None] | None) -> bytes:
    """Read all there is, and no more of it than may be kept: what somebody sends must not fill the memory."""
    kept = bytearray()
    while not source.at_eof():
        read = await (source.read_chunk() if isinstance(source, BodyPartReader) else source.readany())
        kept += read
        if len(kept) > most:
            raise Refused.of("fileTooBig" if most == MAX_FILE_BYTES else "sentTooMuch", most=most >> 20)
        if count is not None:
            count(len(read))
    return bytes(kept)
