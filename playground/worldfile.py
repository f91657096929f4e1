"""A world as bytes and back: its servers, people and channels in one document, each message in one of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import orjson

from playground.clock import Clock
from playground.errors import Json
from playground.evening.state import EveningState
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

VERSION = 2
# Version 1 held the messages as well.
_READ = (1, VERSION)
_MESSAGE_PLAIN = """id created_at content kind flags edited_at embeds components mentions mention_roles
    mention_everyone pinned_at nonce webhook_id application_id reference_id reference_channel_id interaction
    interaction_metadata seen_by thread_id poll""".split()  # noqa: SIM905
_CHANNEL_PLAIN = ["id", "name", "kind", "topic", "position", "nsfw", "slowmode", "recipients", "last_message_id"]


def dump(world: World) -> bytes:
    """Write everything but the messages as JSON."""
    application = world.application
    everything: Json = {
        "version": VERSION,
        "host_key": world.host_key,
        "evening": world.evening.dump(),
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
        "webhooks": [
            {"id": item.id, "channel": item.channel.id, "name": item.name, "token": item.token, "by": item.creator.id}
            for item in world.webhooks.values()
        ],
    }
    return orjson.dumps(everything)


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


def dump_message(item: Message) -> bytes:
    """Write one message as JSON."""
    data: Json = {name: getattr(item, name) for name in _MESSAGE_PLAIN}
    data["channel"] = item.channel.id
    data["author"] = _user(item.author)
    data["attachments"] = item.attachments
    data["reactions"] = [*item.reactions.items()]
    return orjson.dumps(data)


def restore(raw: bytes, messages: Iterable[bytes] = (), clock: Clock | None = None) -> World:
    """Read a world and its messages, in any order. Raises ValueError, KeyError or TypeError when it is damaged.

    A message of a channel that is not there any more is left out.
    """
    data = cast(Json, orjson.loads(raw))
    if data["version"] not in _READ:
        raise ValueError(f"it has version {data['version']}, this program knows {VERSION}")
    world = World(clock)
    # Worlds of before had no keys.
    world.host_key = data.get("host_key") or world.host_key
    world.seat_keys = {int(key): str(kept) for key, kept in data.get("seat_keys", {}).items()}
    world.evening = EveningState.restore(data.get("evening"))
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
    kept = [*objects(data.get("messages")), *(cast(Json, orjson.loads(each)) for each in messages)]
    for item in sorted(kept, key=lambda each: each["id"]):
        if item["channel"] in world.channels:
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
        place.last_message_id = max(message.id, place.last_message_id or 0)
