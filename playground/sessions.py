"""Gateway sessions: what a shard may hear, and what it missed."""

from __future__ import annotations

import asyncio
import secrets
import zlib
from collections import deque
from typing import Any

import orjson
from aiohttp import web

from playground.errors import Json
from playground.events import Event
from playground.permissions import VIEW_CHANNEL
from playground.world import World

GUILDS, MEMBERS, PRESENCES, CONTENT = 1 << 0, 1 << 1, 1 << 8, 1 << 15
PRIVILEGED = MEMBERS | PRESENCES | CONTENT
KNOWN_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))
REPLAYED = 2000

# Event → (intent in a guild, intent in a direct conversation); 0 needs none, None is never sent.
_NEEDS: dict[str, tuple[int, int | None]] = {
    "INTERACTION_CREATE": (0, 0),
    "GUILD_MEMBER_ADD": (MEMBERS, None),
    "GUILD_MEMBER_UPDATE": (MEMBERS, None),
    "GUILD_MEMBER_REMOVE": (MEMBERS, None),
    "WEBHOOKS_UPDATE": (1 << 5, None),
    "TYPING_START": (1 << 11, 1 << 14),
    "CHANNEL_PINS_UPDATE": (GUILDS, 1 << 12),
    "CHANNEL_CREATE": (GUILDS, None),
}
for _name in ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"):
    _NEEDS[_name] = (1 << 9, 1 << 12)
for _name in ("ADD", "REMOVE", "REMOVE_ALL", "REMOVE_EMOJI"):
    _NEEDS[f"MESSAGE_REACTION_{_name}"] = (1 << 10, 1 << 13)


class Close(Exception):
    """End a connection with one of Discord's close codes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """One WebSocket: orders, compresses and writes what is sent."""

    def __init__(self, socket: web.WebSocketResponse, stream: bool) -> None:
        self.socket = socket
        self.muted = False
        self.silent = False
        self._deflate = zlib.compressobj() if stream else None
        self._out: asyncio.Queue[bytes | tuple[int, bytes]] = asyncio.Queue()
        self.writer = asyncio.create_task(self._write())

    def send(self, payload: bytes) -> None:
        """Queue one payload; what is sent on a silent connection is lost on the way."""
        if not self.silent:
            self._out.put_nowait(payload)

    def send_json(self, data: Any) -> None:
        self._out.put_nowait(orjson.dumps(data))

    def close(self, code: int, reason: str = "") -> None:
        """Close with a code, after all that is queued."""
        self._out.put_nowait((code, reason.encode()))

    async def _write(self) -> None:
        while True:
            item = await self._out.get()
            try:
                if isinstance(item, tuple):
                    await self.socket.close(code=item[0], message=item[1])
                    return
                if self._deflate is None:
                    await self.socket.send_str(item.decode())
                else:
                    data = self._deflate.compress(item) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self.socket.send_bytes(data)
            except ConnectionError:
                # The client went away; its session keeps the events for a resume.
                return


class Session:
    """What one shard of the bot is told, numbered, kept for a resume."""

    def __init__(self, world: World, intents: int, shard: tuple[int, int]) -> None:
        self.world = world
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.connection: Connection | None = None
        self.log: deque[tuple[int, bytes]] = deque(maxlen=REPLAYED)
        self.presence: Json = {"status": "online", "activities": []}

    def wants(self, event: Event) -> bool:
        """Tell whether this shard is told of an event."""
        number, shards = self.shard
        if event.guild_id is None:
            if number != 0:
                return False
        elif (event.guild_id >> 22) % shards != number:
            return False
        in_guild, in_direct = _NEEDS.get(event.name, (GUILDS, GUILDS))
        need = in_guild if event.guild_id is not None else in_direct
        if need is None or (need and not self.intents & need):
            return False
        if event.channel is None or event.guild_id is None or event.name == "INTERACTION_CREATE":
            return True
        return bool(event.channel.permissions(self.world.application.bot.id) & VIEW_CHANNEL)

    def dispatch(self, name: str, data: object) -> None:
        """Number an event, keep it, and send it when connected."""
        self.sequence += 1
        payload = orjson.dumps({"op": 0, "t": name, "s": self.sequence, "d": data})
        self.log.append((self.sequence, payload))
        if self.connection is not None:
            self.connection.send(payload)

    def replay(self, after: int) -> bool:
        """Send again all that came after a sequence number; False when that is no longer known."""
        if after > self.sequence or (self.log and after < self.log[0][0] - 1):
            return False
        if self.connection is not None:
            for number, payload in self.log:
                if number > after:
                    self.connection.send(payload)
        return True

    def may_read(self, event: Event) -> bool:
        """Tell whether the text of a message event may be read without the content intent."""
        message = event.message
        if self.intents & CONTENT or message is None or event.guild_id is None:
            return True
        bot_id = self.world.application.bot.id
        return message.author.id == bot_id or message.webhook_id == bot_id or bot_id in message.mentions


def without_content(data: Json) -> Json:
    """Empty what the message content intent protects."""
    emptied: Json = {**data, "content": "", "embeds": [], "attachments": [], "components": []}
    emptied.pop("poll", None)
    referenced: Json | None = emptied.get("referenced_message")
    if referenced is not None:
        emptied["referenced_message"] = without_content(referenced)
    return emptied
