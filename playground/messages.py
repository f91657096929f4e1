"""Messages coming, changing and going: the one place where they do."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from playground import wire
from playground.errors import Json
from playground.events import Event, Notice
from playground.model import Attachment, Channel, Message, Reaction, User
from playground.permissions import BITS
from playground.world import World

USER_MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")


MAX_REACTIONS = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way into a message."""

    filename: str
    data: bytes
    description: str | None = None


@dataclass(slots=True)
class Draft:
    """A message body that has been checked."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list[Json])
    components: list[Json] = field(default_factory=list[Json])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    flags: int = 0
    nonce: str | int | None = None
    allowed: Json | None = None
    poll: Json | None = None


def attach(world: World, place: Channel, upload: Upload) -> Attachment:
    """Keep a file's bytes and return its attachment."""
    kind = wire.content_type(upload.filename)
    size = _png_size(upload.data)
    item = Attachment(world.snowflake(), place.id, upload.filename, len(upload.data), kind, upload.description, *size)
    world.files[item.id] = upload.data
    return item


def _png_size(data: bytes) -> tuple[int | None, int | None]:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 24:
        return None, None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def post(place: Channel, author: User, draft: Draft, **more: object) -> Message:
    """Add a message to a channel and tell everyone; `more` sets other fields of the message."""
    world = place.world
    now = world.clock.time()
    message = Message(world.snowflake(), place, author, now)
    for name, value in more.items():
        setattr(message, name, value)
    fill(message, draft)
    message.nonce = draft.nonce
    world.messages[message.id] = message
    world.remember_nonce(message)
    if message.seen_by is not None:
        world.hub.notify(Notice("message", {}, message.seen_by, message, place))
        return message
    place.log[message.id] = message
    place.last_message_id = message.id
    if place.thread is not None:
        place.thread.total += 1
        if place.thread.archived:
            # Writing in an archived thread opens it again.
            place.thread.archived = False
            world.announce("THREAD_UPDATE", place)
    publish(message, "MESSAGE_CREATE")
    return message


def fill(message: Message, draft: Draft) -> None:
    """Put a draft's contents into a message."""
    message.content = draft.content
    message.embeds = draft.embeds
    message.components = draft.components
    message.attachments = draft.attachments
    message.flags |= draft.flags
    message.poll = draft.poll
    resolve_mentions(message, draft.allowed)


def edited(message: Message, stamp: bool = True) -> None:
    """Tell everyone that a message changed."""
    world = message.channel.world
    if stamp:
        message.edited_at = world.clock.time()
    if message.seen_by is not None:
        world.hub.notify(Notice("edit", {}, message.seen_by, message, message.channel))
        return
    publish(message, "MESSAGE_UPDATE")


def publish(message: Message, name: str) -> None:
    """Send a message's gateway event."""
    data = wire.gateway_message(message, wire.message(message))
    message.channel.world.hub.publish(Event(name, data, message.channel.guild_id, message.channel, message))


def remove(message: Message) -> None:
    """Delete a message and tell everyone."""
    world = message.channel.world
    message.deleted = True
    world.messages.pop(message.id, None)
    for item in message.attachments:
        world.files.pop(item.id, None)
    if message.seen_by is not None:
        data: Json = {"id": str(message.id), "channel": str(message.channel.id)}
        world.hub.notify(Notice("delete", data, message.seen_by))
        return
    message.channel.log.pop(message.id, None)
    data = {"id": str(message.id), "channel_id": str(message.channel.id)} | _guild(message.channel)
    world.hub.publish(Event("MESSAGE_DELETE", data, message.channel.guild_id, message.channel))


def remove_many(place: Channel, found: Sequence[Message]) -> None:
    """Delete several messages in one event."""
    for message in found:
        message.deleted = True
        place.world.messages.pop(message.id, None)
        place.log.pop(message.id, None)
    data: Json = {"ids": [str(item.id) for item in found], "channel_id": str(place.id)} | _guild(place)
    place.world.hub.publish(Event("MESSAGE_DELETE_BULK", data, place.guild_id, place))


def _guild(place: Channel) -> Json:
    return {} if place.guild is None else {"guild_id": str(place.guild.id)}


def resolve_mentions(message: Message, allowed: Json | None) -> None:
    """Work out whom a message mentions, within what its author allowed."""
    text = message.content
    place = message.channel
    message.mentions, message.mention_roles, message.mention_everyone = [], [], False
    if "@" in text:
        users = place.world.users
        found = dict.fromkeys(int(item) for item in USER_MENTION.findall(text))
        message.mentions = [item for item in found if item in users and _may_ping(allowed, "users", item)]
        if place.guild is not None:
            roles = dict.fromkeys(int(item) for item in ROLE_MENTION.findall(text))
            message.mention_roles = [
                item for item in roles if item in place.guild.roles and _may_ping(allowed, "roles", item)
            ]
            everyone = "@everyone" in text or "@here" in text
            permitted = place.permissions(message.author.id) & BITS["mention_everyone"]
            message.mention_everyone = bool(everyone and permitted and _may_ping(allowed, "everyone", 0))
    if message.kind == 19 and message.reference_id is not None and message.webhook_id is None:
        original = place.world.messages.get(message.reference_id)
        replied = True if allowed is None else allowed.get("replied_user", False)
        if original is not None and replied and not original.author.webhook:
            author_id = original.author.id
            if author_id not in message.mentions:
                message.mentions.append(author_id)


def _may_ping(allowed: Json | None, kind: str, target: int) -> bool:
    if allowed is None:
        return True
    return kind in (allowed.get("parse") or []) or str(target) in map(str, allowed.get(kind) or [])


def typing(place: Channel, user: User) -> None:
    """Show that somebody is typing."""
    now = place.world.clock.time()
    data: Json = {"channel_id": str(place.id), "user_id": str(user.id), "timestamp": int(now)} | _guild(place)
    if place.guild is not None and user.id in place.guild.members:
        data["member"] = wire.member(place.guild.members[user.id])
    place.world.hub.publish(Event("TYPING_START", data, place.guild_id, place))


def react(message: Message, user: User, emoji: str) -> None:
    """Add a reaction; a custom emoji is written `name:id`."""
    reaction = message.reactions.get(emoji)
    if reaction is None:
        name, _, number = emoji.partition(":")
        reaction = message.reactions[emoji] = Reaction(name, int(number) if number else None)
    if user.id in reaction.users:
        return
    reaction.users.append(user.id)
    data = _reaction_event(message, reaction, user)
    if message.channel.guild is not None and user.id in message.channel.guild.members:
        data["member"] = wire.member(message.channel.guild.members[user.id])
    data["message_author_id"] = str(message.author.id)
    place = message.channel
    place.world.hub.publish(Event("MESSAGE_REACTION_ADD", data, place.guild_id, place, message))


def unreact(message: Message, user: User, emoji: str) -> None:
    """Take a reaction back."""
    reaction = message.reactions.get(emoji)
    if reaction is None or user.id not in reaction.users:
        return
    reaction.users.remove(user.id)
    if not reaction.users:
        del message.reactions[emoji]
    data = _reaction_event(message, reaction, user)
    place = message.channel
    place.world.hub.publish(Event("MESSAGE_REACTION_REMOVE", data, place.guild_id, place, message))


def clear_reactions(message: Message, emoji: str | None = None) -> None:
    """Remove all reactions, or all of one emoji."""
    place = message.channel
    data: Json = {"channel_id": str(place.id), "message_id": str(message.id)} | _guild(place)
    if emoji is None:
        message.reactions.clear()
        place.world.hub.publish(Event("MESSAGE_REACTION_REMOVE_ALL", data, place.guild_id, place, message))
    elif emoji in message.reactions:
        data["emoji"] = _emoji(message.reactions.pop(emoji))
        place.world.hub.publish(Event("MESSAGE_REACTION_REMOVE_EMOJI", data, place.guild_id, place, message))


def _emoji(reaction: Reaction) -> Json:
    return {"id": None if reaction.emoji_id is None else str(reaction.emoji_id), "name": reaction.name}


def _reaction_event(message: Message, reaction: Reaction, user: User) -> Json:
    return {
        "user_id": str(user.id),
        "channel_id": str(message.channel.id),
        "message_id": str(message.id),
        "emoji": _emoji(reaction),
        "burst": False,
        "type": 0,
    } | _guild(message.channel)
