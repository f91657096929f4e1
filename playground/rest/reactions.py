"""Reactions."""

from __future__ import annotations

import re

from playground import wire
from playground.errors import DiscordError, missing_permissions, unknown_user
from playground.messages import MAX_REACTIONS, clear_reactions, react, unreact
from playground.model import Message
from playground.rest.call import NO_CONTENT, Answer, RestCall
from playground.rest.routing import Table

_CUSTOM = re.compile(r"^\w{2,32}:\d+$")
_BASE = "/channels/{channel_id}/messages/{message_id}/reactions"


def _emoji(call: RestCall) -> str:
    emoji = call.params["emoji"]
    # A custom emoji is written name:id; any other text that has letters is no emoji.
    if not _CUSTOM.match(emoji) and (emoji.isascii() and not re.match(r"^[0-9#*]\u20e3?$", emoji)):
        raise DiscordError(400, 10014, "Unknown Emoji")
    return emoji


def add(call: RestCall) -> Answer:
    place = call.channel("read_message_history")
    message, emoji = call.message(place), _emoji(call)
    if emoji not in message.reactions:
        if not call.may(place, "add_reactions"):
            raise missing_permissions()
        if len(message.reactions) >= MAX_REACTIONS:
            raise DiscordError(403, 30010, f"Maximum number of reactions reached ({MAX_REACTIONS})")
    react(message, call.bot, emoji)
    return NO_CONTENT


def remove_own(call: RestCall) -> Answer:
    unreact(_message(call), call.bot, _emoji(call))
    return NO_CONTENT


def remove_other(call: RestCall) -> Answer:
    message = _message(call, "manage_messages")
    user = call.world.users.get(call.number("user_id"))
    if user is None:
        raise unknown_user()
    unreact(message, user, _emoji(call))
    return NO_CONTENT


def clear(call: RestCall) -> Answer:
    clear_reactions(_message(call, "manage_messages"))
    return NO_CONTENT


def clear_one(call: RestCall) -> Answer:
    clear_reactions(_message(call, "manage_messages"), _emoji(call))
    return NO_CONTENT


def who(call: RestCall) -> Answer:
    message = _message(call)
    limit = call.asked("limit", 25, 1, 100)
    after = call.asked("after", 0, 0, 1 << 63)
    reaction = message.reactions.get(_emoji(call))
    ids = [] if reaction is None else sorted(item for item in reaction.users if item > after)
    return Answer(200, [wire.user(call.world.users[item]) for item in ids[:limit]])


def _message(call: RestCall, *needs: str) -> Message:
    return call.message(call.channel(*needs))


def add_routes(table: Table) -> None:
    table.add(f"PUT {_BASE}/{{emoji}}/@me", add)
    table.add(f"DELETE {_BASE}/{{emoji}}/@me", remove_own)
    table.add(f"DELETE {_BASE}/{{emoji}}/{{user_id}}", remove_other)
    table.add(f"DELETE {_BASE}/{{emoji}}", clear_one)
    table.add(f"DELETE {_BASE}", clear)
    table.add(f"GET {_BASE}/{{emoji}}", who)
