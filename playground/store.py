"""Keep the world in DATA_DIR/playground.json, so that a campaign survives the playground."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

import orjson

from playground.clock import Clock, Timer
from playground.errors import Json
from playground.jsonvalue import objects
from playground.model import (
    Attachment,
    Channel,
    Guild,
    Member,
    Message,
    Overwrite,
    Reaction,
    Role,
    ThreadState,
    User,
    Webhook,
)
from playground.world import World

VERSION = 1
DEBOUNCE_SECONDS = 1.0
KEPT_MESSAGES = 1000
_MESSAGE_PLAIN = """id created_at content kind flags edited_at embeds components mentions mention_roles
    mention_everyone pinned_at nonce webhook_id application_id reference_id reference_channel_id interaction
    interaction_metadata seen_by thread_id poll""".split()  # noqa: SIM905
_CHANNEL_PLAIN = ["id", "name", "kind", "topic", "position", "nsfw", "slowmode", "recipients", "last_message_id"]


def dump(world: World) -> bytes:
    """Write a world as JSON."""
    application = world.application
    everything: Json = {
        "version": VERSION,
        "host_key": world.host_key,
        "seat_keys": {str(key): kept for key, kept in world.seat_keys.items()},
        "application": {
            "id": application.id,
            "intents": application.intents,
            "commands": [*application.commands.values()],
            "guild_commands": {str(key): [*found.values()] for key, found in application.guild_commands.items()},
        },
        "users": [_user(user) for user in world.users.values()],
        "guilds": [
            {
                "id": guild.id,
                "name": guild.name,
                "owner_id": guild.owner_id,
                "locale": guild.locale,
                "roles": [*guild.roles.values()],
                "members": [
                    {"user": item.user.id, "joined_at": item.joined_at, "roles": item.roles, "nick": item.nick}
                    for item in guild.members.values()
                ],
            }
            for guild in world.guilds.values()
        ],
        "channels": [_channel(place) for place in world.channels.values()],
        "directs": {str(key): place.id for key, place in world.directs.items()},
        "messages": [_message(item) for item in _recent(world)],
        "webhooks": [
            {"id": item.id, "channel": item.channel.id, "name": item.name, "token": item.token, "by": item.creator.id}
            for item in world.webhooks.values()
        ],
    }
    return orjson.dumps(everything)


def _recent(world: World) -> list[Message]:
    public = [item for place in world.channels.values() for item in place.messages[-KEPT_MESSAGES:]]
    private = [item for item in world.messages.values() if item.seen_by is not None][-KEPT_MESSAGES:]
    return sorted([*public, *private], key=lambda item: item.id)


def _user(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "display_name": user.display_name,
        "bot": user.bot,
        "color": user.color,
        "webhook": user.webhook,
    }


def _channel(place: Channel) -> Json:
    data: Json = {name: getattr(place, name) for name in _CHANNEL_PLAIN}
    data["guild"] = place.guild_id
    data["parent"] = None if place.parent is None else place.parent.id
    data["overwrites"] = [*place.overwrites.values()]
    state = place.thread
    if state is not None:
        data["thread"] = {name: getattr(state, name) for name in ThreadState.__slots__ if name != "members"}
        data["thread"]["members"] = [*state.members.items()]
    return data


def _message(item: Message) -> Json:
    data: Json = {name: getattr(item, name) for name in _MESSAGE_PLAIN}
    data["channel"] = item.channel.id
    data["author"] = _user(item.author)
    data["attachments"] = item.attachments
    data["reactions"] = [*item.reactions.items()]
    return data


def restore(raw: bytes, clock: Clock | None = None) -> World:
    """Read a world from JSON. Raises ValueError, KeyError or TypeError when it is damaged."""
    data = cast(Json, orjson.loads(raw))
    if data["version"] != VERSION:
        raise ValueError(f"it has version {data['version']}, this program knows {VERSION}")
    world = World(clock)
    # Worlds of before had no keys.
    world.host_key = data.get("host_key") or world.host_key
    world.seat_keys = {int(key): str(kept) for key, kept in data.get("seat_keys", {}).items()}
    world.users = {item["id"]: User(**item) for item in data["users"]}
    application = world.application
    told = data["application"]
    application.id, application.intents = told["id"], told["intents"]
    application.bot = world.users[application.id]
    application.commands = {int(item["id"]): item for item in told["commands"]}
    application.guild_commands = {
        int(key): {int(item["id"]): item for item in found} for key, found in told["guild_commands"].items()
    }
    for item in data["guilds"]:
        guild = Guild(item["id"], item["name"], item["owner_id"], item["locale"])
        guild.roles = {role["id"]: Role(**role) for role in item["roles"]}
        for each in item["members"]:
            user = world.users[each["user"]]
            guild.members[user.id] = Member(user, each["joined_at"], each["roles"], each["nick"])
        world.guilds[guild.id] = guild
    _restore_channels(world, data)
    for item in data["messages"]:
        _restore_message(world, item)
    for item in data["webhooks"]:
        place, creator = world.channels[item["channel"]], world.users[item["by"]]
        world.webhooks[item["id"]] = Webhook(item["id"], place, item["name"], item["token"], creator)
    for message in world.messages.values():
        world.remember_nonce(message)
    ids = [*world.users, *world.guilds, *world.channels, *world.messages, *world.webhooks, *application.commands]
    ids += [attachment.id for item in world.messages.values() for attachment in item.attachments]
    world.never_before(max(ids))
    return world


def _restore_channels(world: World, data: Json) -> None:
    listed = objects(data["channels"])
    for item in listed:
        place = Channel(world, **{name: item[name] for name in _CHANNEL_PLAIN})
        place.overwrites = {each["id"]: Overwrite(**each) for each in item["overwrites"]}
        if item.get("thread"):
            told: dict[str, Any] = {**item["thread"]}
            told["members"] = {int(key): joined for key, joined in told["members"]}
            place.thread = ThreadState(**told)
        world.channels[place.id] = place
        if item["guild"] is not None:
            place.guild = world.guilds[item["guild"]]
            (place.guild.channels if place.thread is None else place.guild.threads)[place.id] = place
    for item in listed:
        if item["parent"] is not None:
            world.channels[item["id"]].parent = world.channels.get(item["parent"])
    world.directs = {int(key): world.channels[number] for key, number in data["directs"].items()}


def _restore_message(world: World, item: Json) -> None:
    plain: dict[str, Any] = {name: item[name] for name in _MESSAGE_PLAIN}
    place = world.channels[item["channel"]]
    author = User(**item["author"]) if item["author"]["webhook"] else world.users[item["author"]["id"]]
    message = Message(channel=place, author=author, **plain)
    message.attachments = [Attachment(**each) for each in item["attachments"]]
    message.reactions = {key: Reaction(**each) for key, each in item["reactions"]}
    world.messages[message.id] = message
    if message.seen_by is None:
        place.log[message.id] = message


class Store:
    """Load the world at start, write it a moment after each change and at the end."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.clock = clock
        self.path = folder / "playground.json"
        self.files = folder / "playground-files"
        self._timer: Timer | None = None
        self._written: set[int] = set()

    def load(self) -> tuple[World, str | None]:
        """Return the kept world or a new one, and a sentence when the kept one was damaged."""
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return World.default(self.clock), None
        try:
            world = restore(raw, self.clock)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            aside = self.path.with_suffix(".damaged.json")
            self.path.replace(aside)
            sentence = f"{self.path} could not be read ({problem}); it was put aside as {aside.name}, the world is new."
            return World.default(self.clock), sentence
        self._load_files(world)
        return world, None

    def _load_files(self, world: World) -> None:
        for message in world.messages.values():
            for item in message.attachments:
                kept = self.files / str(item.id)
                if kept.is_file():
                    world.files[item.id] = kept.read_bytes()
                    self._written.add(item.id)

    def watch(self, world: World) -> None:
        """Write the world a moment after each change."""

        def changed() -> None:
            if self._timer is None:
                self._timer = world.clock.call_later(DEBOUNCE_SECONDS, written)

        def written() -> None:
            self._timer = None
            self.write(world)

        world.hub.on_touch.append(changed)
        self.write(world)

    def write(self, world: World) -> None:
        """Write the world so that a crash leaves either the old file or the new one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for number, data in world.files.items():
            if number not in self._written:
                self.files.mkdir(exist_ok=True)
                _replace(self.files / str(number), data)
                self._written.add(number)
        for number in self._written - world.files.keys():
            (self.files / str(number)).unlink(missing_ok=True)
            self._written.discard(number)
        _replace(self.path, dump(world))

    def close(self, world: World) -> None:
        """Write for the last time."""
        if self._timer is not None:
            self._timer.cancel()
        self.write(world)


def _replace(path: Path, data: bytes) -> None:
    new = path.with_name(path.name + ".new")
    # The keys of the seats are in it, so it is nobody else's to read.
    with open(new, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
