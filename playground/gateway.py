"""The bot-facing gateway: hello, identify, resume, heartbeats, member chunks."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from typing import Any, cast

import orjson
from aiohttp import WSMsgType, web

from playground import wire
from playground.chunks import member_chunks
from playground.errors import Json
from playground.events import Event, Notice
from playground.sessions import (
    CONTENT,
    KNOWN_INTENTS,
    MEMBERS,
    PRESENCES,
    PRIVILEGED,
    Close,
    Connection,
    Session,
    without_content,
)
from playground.world import World

# How many sessions without a connection are kept for a resume.
KEPT_SESSIONS = 4

# As far away as Discord is. discord.py notes when it sent a heartbeat after sending it, in another thread: an answer
# that overtakes the note is measured from the heartbeat before, and logged as being 41 s behind.
ACK_SECONDS = 0.03
ACK = b'{"op":11,"d":null,"s":null,"t":null}'


class Gateway:
    """Accept the bot's shards and tell them what happens."""

    def __init__(self, world: World, heartbeat: float = 41.25) -> None:
        self.world = world
        self.heartbeat = heartbeat
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.identifies = 0
        self.shards = 1
        self.resumes = 0
        self.on_told: Callable[[str, Json, float], None] = lambda name, data, at: None
        world.hub.listeners.append(self.on_event)

    @property
    def online(self) -> bool:
        """Tell whether any shard of the bot is connected."""
        return any(session.connection is not None for session in self.sessions.values())

    def on_event(self, event: Event) -> None:
        """Pass an event on to the shards that may hear it, encoded once."""
        whole: orjson.Fragment | None = None
        told: Json | None = None
        for session in self.sessions.values():
            if not session.wants(event):
                continue
            told = event.data
            if event.name.startswith("MESSAGE_") and not session.may_read(event):
                told = without_content(event.data) if "content" in event.data else event.data
                session.dispatch(event.name, told)
                continue
            if whole is None:
                whole = orjson.Fragment(orjson.dumps(event.data))
            session.dispatch(event.name, whole)
        if told is not None:
            self.on_told(event.name, told, self.world.clock.time())

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one WebSocket until it closes."""
        socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 20)
        await socket.prepare(request)
        connection = Connection(socket, request.query.get("compress") == "zlib-stream")
        self.connections.add(connection)
        session: Session | None = None
        connection.send_json({"op": 10, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}, "s": None, "t": None})
        try:
            while True:
                received = await socket.receive()
                if received.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    break
                try:
                    session = self._receive(connection, session, _decode(received.data))
                except Close as problem:
                    self._forget(session)
                    connection.close(problem.code, problem.reason)
        finally:
            self.connections.discard(connection)
            connection.writer.cancel()
            if session is not None and session.connection is connection:
                session.connection = None
                # A client that says goodbye with 1000 or 1001 gives its session up.
                if socket.close_code in (1000, 1001):
                    self._forget(session)
                self._tell_presence()
        return socket

    def _receive(self, connection: Connection, session: Session | None, payload: Json) -> Session | None:
        op, data = payload.get("op"), payload.get("d")
        if op == 1:
            if not connection.muted:
                asyncio.get_running_loop().call_later(ACK_SECONDS, connection.send, ACK)
            return session
        if op == 2:
            if session is not None:
                raise Close(4005, "Already authenticated.")
            return self._identify(connection, _object(data))
        if op == 6:
            return self._resume(connection, _object(data))
        if session is None:
            raise Close(4003, "Not authenticated.")
        if op == 3:
            session.presence = _object(data)
            self._tell_presence()
        elif op == 8:
            self._members(session, _object(data))
        elif op != 4:
            raise Close(4001, "Unknown opcode.")
        return session

    def _identify(self, connection: Connection, data: Json) -> Session:
        application = self.world.application
        if data.get("token") not in (application.token, f"Bot {application.token}"):
            raise Close(4004, "Authentication failed.")
        intents = data.get("intents")
        if not isinstance(intents, int) or intents < 0 or intents & ~KNOWN_INTENTS:
            raise Close(4013, "Invalid intent(s).")
        if intents & PRIVILEGED & ~application.intents:
            raise Close(4014, "Disallowed intent(s).")
        shard = cast("list[Any]", data.get("shard") or [0, 1])
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            raise Close(4010, "Invalid shard.")
        session = Session(self.world, intents, (shard[0], shard[1]))
        session.connection = connection
        if data.get("presence"):
            session.presence = data["presence"]
        lost = [item for item in self.sessions.values() if item.connection is None]
        for old in lost[: max(len(lost) - KEPT_SESSIONS + 1, 0)]:
            self._forget(old)
        self.sessions[session.id] = session
        self.identifies += 1
        self._ready(session)
        self._tell_presence()
        return session

    def _ready(self, session: Session) -> None:
        number, shards = session.shard
        bot = self.world.application
        guilds = [
            item
            for item in self.world.guilds.values()
            if (item.id >> 22) % shards == number and bot.bot.id in item.members
        ]
        ready: Json = {
            "v": 10,
            "user": wire.own_user(bot.bot),
            "guilds": [{"id": str(item.id), "unavailable": True} for item in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "shard": [number, shards],
            "application": {"id": str(bot.id), "flags": application_flags(bot.intents)},
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
            "presences": [],
            "geo_ordered_rtc_regions": [],
            "_trace": [],
        }
        session.dispatch("READY", ready)
        if session.intents & 1:
            for item in guilds:
                data = wire.guild_create(self.world, item, everyone=bool(session.intents & PRESENCES))
                session.dispatch("GUILD_CREATE", data)

    @property
    def url(self) -> str:
        """The address shards connect to."""
        return self.world.base_url.replace("http", "ws", 1) + "/gateway"

    def _resume(self, connection: Connection, data: Json) -> Session | None:
        if data.get("token") not in (self.world.application.token, f"Bot {self.world.application.token}"):
            raise Close(4004, "Authentication failed.")
        session = self.sessions.get(str(data.get("session_id")))
        sequence = data.get("seq")
        if session is None or not isinstance(sequence, int):
            connection.send(b'{"op":9,"d":false,"s":null,"t":null}')
            return None
        old, session.connection = session.connection, connection
        if old is not None and old is not connection:
            old.close(4000)
        if not session.replay(sequence):
            session.connection = None
            self._forget(session)
            raise Close(4007, "Invalid seq.")
        session.dispatch("RESUMED", {"_trace": []})
        self.resumes += 1
        self._tell_presence()
        return session

    def _members(self, session: Session, data: Json) -> None:
        for chunk in member_chunks(session, data):
            session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def _forget(self, session: Session | None) -> None:
        if session is not None:
            session.connection = None
            self.sessions.pop(session.id, None)

    def _tell_presence(self) -> None:
        self.world.hub.notify(Notice("bot", {"online": self.online}))

    def drop(self, code: int = 4000, resumable: bool = True) -> None:
        """Break every connection, as Discord does now and then."""
        for session in [*self.sessions.values()]:
            connection = session.connection
            if connection is None:
                continue
            session.connection = None
            if not resumable:
                self._forget(session)
            connection.close(code)

    def invalidate(self, resumable: bool) -> None:
        """Tell every shard that its session is invalid (op 9)."""
        for session in [*self.sessions.values()]:
            if session.connection is None:
                continue
            session.connection.send_json({"op": 9, "d": resumable, "s": None, "t": None})
            if not resumable:
                self._forget(session)

    def reconnect(self) -> None:
        """Ask every shard to reconnect (op 7)."""
        for session in self.sessions.values():
            if session.connection is not None:
                session.connection.send(b'{"op":7,"d":null,"s":null,"t":null}')

    def silence(self) -> None:
        """Let nothing arrive any more on the connections that are open now, though they seem to stand."""
        for connection in self.connections:
            connection.silent = True

    def mute(self) -> None:
        """Stop answering heartbeats on the connections that are open now."""
        for connection in self.connections:
            connection.muted = True

    async def close(self) -> None:
        """Close every connection."""
        open_now = [*self.connections]
        for connection in open_now:
            connection.close(1001, "The playground is closing.")
        await asyncio.gather(*(item.writer for item in open_now), return_exceptions=True)


def application_flags(intents: int) -> int:
    """Return the application's flags for the privileged intents it was granted (limited kind)."""
    flags = (1 << 13) if intents & PRESENCES else 0
    flags |= (1 << 15) if intents & MEMBERS else 0
    return flags | ((1 << 19) if intents & CONTENT else 0)


def _object(data: object) -> Json:
    if not isinstance(data, dict):
        raise Close(4002, "Error while decoding payload.")
    return cast(Json, data)


def _decode(raw: str | bytes) -> Json:
    try:
        data = zlib.decompress(raw) if isinstance(raw, bytes) and raw[:1] == b"\x78" else raw
        return _object(orjson.loads(data))
    except (orjson.JSONDecodeError, zlib.error) as problem:
        raise Close(4002, "Error while decoding payload.") from problem
