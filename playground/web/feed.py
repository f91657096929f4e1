"""What is pushed to the pages: each person's own view of what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import orjson
from aiohttp import WSMsgType, web

from playground import wire
from playground.errors import Json
from playground.events import Event, Notice
from playground.model import Message
from playground.people import Person
from playground.permissions import VIEW_CHANNEL
from playground.world import World

_KINDS = {
    "MESSAGE_CREATE": "message",
    "MESSAGE_UPDATE": "edit",
    "MESSAGE_REACTION_ADD": "reaction",
    "MESSAGE_REACTION_REMOVE": "reaction",
    "MESSAGE_REACTION_REMOVE_ALL": "reaction",
    "MESSAGE_REACTION_REMOVE_EMOJI": "reaction",
}
_CHANNEL_EVENTS = frozenset(
    ["CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE"]
)
TYPING_SECONDS = 10.0
# Whoever did nothing for so long at their window is away from it, for all one can tell.
ACTIVE_SECONDS = 20.0
# A window that leaves more than this unread sleeps: it is let go, and sees everything anew when it comes back.
MOST_WAITING = 2000


class Feed:
    """The open pages."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._open: dict[asyncio.Queue[bytes], Person] = {}
        self._let_go: dict[asyncio.Queue[bytes], Callable[[], None]] = {}
        # People without a window who are there all the same, such as those that a script plays.
        self.companions: set[int] = set()
        self._sockets: set[web.WebSocketResponse] = set()
        self._acted: dict[int, float] = {}
        world.hub.pages.append(self.on_event)

    def shape(self, message: Message) -> Json:
        """Shape a message for a page: Discord's object, whether it is ephemeral, and who reacted."""
        shaped = {**wire.message(message), "ephemeral": message.ephemeral}
        for told, kept in zip(shaped.get("reactions", ()), message.reactions.values(), strict=False):
            told["users"] = [str(each) for each in kept.users]
        return shaped

    def present(self, user_id: int) -> bool:
        """Tell whether somebody has a window open, or is played by a script."""
        return user_id in self.companions or any(person.id == user_id for person in self._open.values())

    def seated(self, user_id: int) -> bool:
        """Tell whether somebody sits before a window of theirs."""
        return any(person.id == user_id for person in self._open.values())

    def acted(self, user_id: int) -> None:
        """Note that somebody typed or pressed something just now."""
        self._acted[user_id] = self.world.clock.time()

    def active(self, user_id: int) -> bool:
        """Tell whether somebody sits before a window of theirs and did something there a moment ago."""
        return self.seated(user_id) and self.world.clock.time() - self._acted.get(user_id, 0.0) < ACTIVE_SECONDS

    def keep_online(self, companions: set[int]) -> None:
        """Show these as present, and no other whom a script played."""
        changed = self.companions ^ companions
        self.companions = companions
        for number in changed:
            self._tell_presence(number)

    def _presence(self, person: Person) -> None:
        self._tell_presence(person.id)

    def _tell_presence(self, user_id: int) -> None:
        told = {"user": str(user_id), "online": self.present(user_id)}
        self.world.hub.notify(Notice("presence", told))

    def on_event(self, happened: Event | Notice) -> None:
        """Push what happened to the pages that may see it."""
        if not self._open:
            return
        pushed = self._notice(happened) if isinstance(happened, Notice) else self._event(happened)
        if pushed is None:
            return
        raw = orjson.dumps(pushed)
        to = happened.to if isinstance(happened, Notice) else None
        for queue, person in [*self._open.items()]:
            if to is not None and person.id != to:
                continue
            if happened.channel is not None and not happened.channel.permissions(person.id) & VIEW_CHANNEL:
                continue
            queue.put_nowait(raw)
            if queue.qsize() == MOST_WAITING:
                self._let_go[queue]()

    def _notice(self, notice: Notice) -> Json:
        data = notice.data if notice.message is None else self.shape(notice.message)
        return {"type": notice.kind, "data": data}

    def _event(self, event: Event) -> Json | None:
        data = event.data
        if event.name in _KINDS:
            if event.message is None or event.message.deleted:
                return None
            return {"type": _KINDS[event.name], "data": self.shape(event.message)}
        if event.name == "MESSAGE_DELETE":
            return {"type": "delete", "data": {"id": data["id"], "channel": data["channel_id"]}}
        if event.name == "MESSAGE_DELETE_BULK":
            return {"type": "delete", "data": {"ids": data["ids"], "channel": data["channel_id"]}}
        if event.name == "TYPING_START":
            until = (data["timestamp"] + TYPING_SECONDS) * 1000
            told = {"channel": data["channel_id"], "user": data["user_id"], "until": until}
            return {"type": "typing", "data": told}
        if event.name in _CHANNEL_EVENTS and event.guild_id is not None:
            return {"type": "channel", "data": {**data, "deleted": event.name.endswith("DELETE")}}
        return None

    def listen(self, person: Person, let_go: Callable[[], None]) -> asyncio.Queue[bytes]:
        """Open a window of somebody: what is pushed to it waits in the queue, until it is too much."""
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._open[queue] = person
        self._let_go[queue] = let_go
        self._presence(person)
        return queue

    def leave(self, queue: asyncio.Queue[bytes]) -> None:
        """Close a window."""
        del self._let_go[queue]
        self._presence(self._open.pop(queue))

    async def serve(self, request: web.Request, person: Person) -> web.WebSocketResponse:
        """Push to one page until it goes."""
        socket = web.WebSocketResponse(compress=False, heartbeat=30)
        await socket.prepare(request)
        transport = request.transport
        queue = self.listen(person, transport.abort if transport is not None else lambda: None)
        writer = asyncio.create_task(_write(socket, queue))
        self._sockets.add(socket)
        try:
            while (await socket.receive()).type in (WSMsgType.TEXT, WSMsgType.BINARY):
                pass
        finally:
            self._sockets.discard(socket)
            writer.cancel()
            self.leave(queue)
        return socket

    async def close(self) -> None:
        """Close every page's socket."""
        for socket in [*self._sockets]:
            await socket.close()


async def _write(socket: web.WebSocketResponse, queue: asyncio.Queue[bytes]) -> None:
    while True:
        raw = await queue.get()
        try:
            await socket.send_str(raw.decode())
        except ConnectionError:
            # The page is gone; its reader notices and cleans up.
            return
