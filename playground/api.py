"""The page's HTTP and WebSocket API: what people in a browser see and do."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import orjson
from aiohttp import BodyPartReader, web

from playground import wire
from playground.call import Call, Unanswered
from playground.errors import DiscordError, Json
from playground.feed import Feed
from playground.invoke import Refused, available
from playground.jsonvalue import things
from playground.model import Channel, Message
from playground.people import Person
from playground.permissions import ADMINISTRATOR, VIEW_CHANNEL, guild_permissions
from playground.rest.messages import select

if TYPE_CHECKING:
    from playground.server import Playground

PAGE = Path(__file__).parent / "page"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PageApi:
    """Serve /page, the page's files and the attachments."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.world = playground.world
        self.feed = Feed(self.world)

    def add_routes(self, app: web.Application) -> None:
        """Add the page's routes to the application."""
        get: dict[str, Handler] = {
            "state": self.state,
            "messages": self.messages,
            "commands": self.commands,
            "ws": self.socket,
        }
        post: dict[str, Handler] = {
            "say": self.say,
            "edit": self.edit,
            "delete": self.delete,
            "react": self.react,
            "slash": self.slash,
            "autocomplete": self.autocomplete,
            "click": self.click,
            "select": self.select,
            "submit": self.submit,
            "menu": self.menu,
        }
        for name, handler in get.items():
            app.router.add_get(f"/page/{name}", self._guarded(handler))
        for name, handler in post.items():
            app.router.add_post(f"/page/{name}", self._guarded(handler))
        app.router.add_get("/attachments/{channel}/{attachment}/{filename}", self.attachment)
        app.router.add_get("/", self.index)
        if PAGE.is_dir():
            app.router.add_static("/", PAGE)

    async def close(self) -> None:
        """Close every page's socket."""
        await self.feed.close()

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            origin = request.headers.get("Origin")
            # The host is compared too: a foreign name that resolves to 127.0.0.1 is still foreign.
            hosts = {self.playground.url, self.playground.url.replace("127.0.0.1", "localhost")}
            if (origin is not None and origin not in hosts) or f"http://{request.host}" not in hosts:
                return _answer({"error": "Only the playground's own page may ask this."}, 403)
            try:
                return await handler(request)
            except (Refused, Unanswered) as problem:
                return _answer({"error": str(problem)}, 400)
            except DiscordError as problem:
                return _answer({"error": problem.message}, 400)
            except (LookupError, ValueError, TypeError) as problem:
                return _answer({"error": f"The request cannot be understood: {problem}"}, 400)

        return guarded

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Serve the page itself."""
        page = PAGE / "index.html"
        if not page.is_file():
            return web.Response(text="The page is not installed; the API below /page/ is.")
        return web.FileResponse(page, headers={"Cache-Control": "no-cache"})

    async def attachment(self, request: web.Request) -> web.StreamResponse:
        """Serve a file of a message; only pictures are shown in place, the rest is downloaded."""
        number = request.match_info["attachment"]
        data = self.world.files.get(int(number)) if re.fullmatch(r"[0-9]{1,20}", number) else None
        if data is None:
            return web.Response(status=404, text="This file is not there.")
        kind = wire.content_type(request.match_info["filename"])
        headers = {"X-Content-Type-Options": "nosniff", "Content-Type": kind or "application/octet-stream"}
        if kind not in ("image/png", "image/jpeg", "image/gif", "image/webp"):
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=data, headers=headers)

    def _person(self, body: Json) -> Person:
        person = self.playground.person(str(body.get("person")))
        locale = body.get("locale")
        return person if not locale else Person(self.world, person.user, str(locale))

    def _channel(self, body: Json, person: Person) -> Channel:
        place = self.world.channels.get(int(body.get("channel") or 0))
        if place is None or not place.permissions(person.id) & VIEW_CHANNEL:
            raise LookupError("there is no such channel")
        return place

    def _message(self, body: Json, person: Person) -> Message:
        message = self.world.messages.get(int(body.get("message") or 0))
        if message is None or message.seen_by not in (None, person.id):
            raise LookupError("there is no such message")
        if not message.channel.permissions(person.id) & VIEW_CHANNEL:
            raise LookupError("there is no such message")
        return message

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Return the guild, its people and its channels."""
        person = self._person(dict(request.query))
        guild = self.playground.guild
        bot = self.world.application.bot
        people = [item.user for item in guild.members.values() if not item.user.bot]
        places = [item for item in guild.places() if item.permissions(person.id) & VIEW_CHANNEL]
        shown: list[Json] = [
            {"id": str(item.id), "name": item.name, "topic": item.topic, "type": item.kind, "parent": _parent(item)}
            for item in places
        ]
        if (direct := self.world.directs.get(person.id)) is not None:
            shown.append({"id": str(direct.id), "name": bot.display_name, "topic": None, "type": direct.kind})
        body: Json = {
            "guild": {"id": str(guild.id), "name": guild.name},
            "me": person.name,
            "people": [
                {
                    "id": str(item.id),
                    "name": item.name,
                    "display_name": item.display_name,
                    "color": item.color,
                    "admin": bool(guild_permissions(guild, item.id) & ADMINISTRATOR),
                }
                for item in people
            ],
            "bot": {"id": str(bot.id), "name": bot.display_name, "online": self.playground.gateway.online},
            "roles": [wire.role(item) for item in guild.roles.values()],
            "channels": shown,
        }
        return _answer(body)

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """Return a page of a channel's messages, oldest first."""
        query = dict(request.query)
        person = self._person(query)
        place = self._channel(query, person)
        limit = min(max(int(query.get("limit", 50)), 1), 100)
        before = {"before": query["before"]} if query.get("before") else {}
        found = select(place, before, limit)
        own = [item for item in self.playground.ephemeral(person) if item.channel is place]
        if before:
            own = [item for item in own if item.id < int(before["before"])]
        oldest = found[-1].id if len(found) == limit else 0
        both = sorted([*found, *(item for item in own if item.id > oldest)], key=lambda item: item.id)
        return _answer([self.feed.shape(item) for item in both])

    async def commands(self, request: web.Request) -> web.StreamResponse:
        """Return the commands a person may use."""
        person = self._person(dict(request.query))
        return _answer(available(self.world, person.user, self.playground.guild))

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """Push what happens to one person's page."""
        return await self.feed.serve(request, self._person(dict(request.query)))

    async def say(self, request: web.Request) -> web.StreamResponse:
        """Write a message, with files when the request is multipart."""
        body, files = await _body(request)
        person = self._person(body)
        reply = self._message({"message": body["reply_to"]}, person) if body.get("reply_to") else None
        message = await person.say(self._channel(body, person), str(body.get("content") or ""), reply, files)
        return _answer(self.feed.shape(message))

    async def edit(self, request: web.Request) -> web.StreamResponse:
        body, _ = await _body(request)
        person = self._person(body)
        await person.edit(self._message(body, person), str(body.get("content") or ""))
        return _answer({})

    async def delete(self, request: web.Request) -> web.StreamResponse:
        body, _ = await _body(request)
        person = self._person(body)
        await person.delete(self._message(body, person))
        return _answer({})

    async def react(self, request: web.Request) -> web.StreamResponse:
        """Add a reaction, or take it back with "remove"."""
        body, _ = await _body(request)
        person = self._person(body)
        message, emoji = self._message(body, person), str(body["emoji"])
        await (person.unreact(message, emoji) if body.get("remove") else person.react(message, emoji))
        return _answer({})

    async def slash(self, request: web.Request) -> web.StreamResponse:
        """Use a slash command; "files" says which of the form's files belongs to which option."""
        body, files = await _body(request)
        person = self._person(body)
        options = cast("dict[str, Any]", body.get("options") or {})
        for name, place in cast("dict[str, Any]", body.get("files") or {}).items():
            options[name] = files[int(place)]
        return _call(person.start_slash(self._channel(body, person), str(body["command"]), options))

    async def autocomplete(self, request: web.Request) -> web.StreamResponse:
        body, _ = await _body(request)
        person = self._person(body)
        choices = await person.autocomplete(
            self._channel(body, person),
            str(body["command"]),
            str(body["option"]),
            str(body.get("value") or ""),
            body.get("filled"),
        )
        return _answer({"choices": choices})

    async def click(self, request: web.Request) -> web.StreamResponse:
        body, _ = await _body(request)
        person = self._person(body)
        return _call(person.start_click(self._message(body, person), str(body["custom_id"])))

    async def select(self, request: web.Request) -> web.StreamResponse:
        body, _ = await _body(request)
        person = self._person(body)
        values = things(body.get("values"))
        return _call(person.start_select(self._message(body, person), str(body["custom_id"]), values))

    async def menu(self, request: web.Request) -> web.StreamResponse:
        """Use an entry of the menu on a message or a person."""
        body, _ = await _body(request)
        person, target = self._person(body), int(body.get("target") or 0)
        on = self._message({"message": target}, person) if body.get("kind") == "message" else self.world.users[target]
        return _call(person.start_context_menu(self._channel(body, person), str(body["name"]), on))

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Send the form that a call showed."""
        body, _ = await _body(request)
        person = self._person(body)
        shown = self.world.interactions.get(int(body.get("call") or 0))
        if shown is None or shown.user is not person.user:
            raise LookupError("there is no such form")
        return _call(person.start_submit(Call(self.world, shown), cast("dict[str, Any]", body.get("values") or {})))


def _parent(place: Channel) -> str | None:
    return None if place.parent is None else str(place.parent.id)


def _call(call: Call) -> web.Response:
    return _answer({"call": str(call.id)})


def _answer(body: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")


async def _body(request: web.Request) -> tuple[Json, list[tuple[str, bytes]]]:
    """Read a JSON object, or a form with payload_json and files[n]."""
    files: list[tuple[str, bytes]] = []
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
