"""Channels, their overwrites, and direct conversations."""

from __future__ import annotations

from typing import Any

from playground import wire
from playground.errors import (
    DiscordError,
    Form,
    Json,
    invalid,
    missing_permissions,
    unknown_channel,
    unknown_user,
)
from playground.jsonvalue import objects
from playground.model import CATEGORY, TEXT, Channel, Overwrite
from playground.permissions import BITS
from playground.rest import threads
from playground.rest.call import NO_CONTENT, Answer, RestCall, snowflake
from playground.rest.routing import Table

MAX_CHANNELS = 500


def get(call: RestCall) -> Answer:
    place = call.channel()
    data = wire.channel(place)
    if place.thread is not None and call.bot.id in place.thread.members:
        data["member"] = wire.thread_member(place, call.bot.id)
    return Answer(200, data)


def modify(call: RestCall) -> Answer:
    place = call.channel()
    if place.thread is not None:
        return threads.modify(call, place)
    call.require(place, "manage_channels")
    body = call.json
    _check(body)
    if "name" in body:
        place.name = _spelled(str(body["name"]), place.kind)
    if "topic" in body:
        place.topic = body["topic"]
    for key, field in (("nsfw", "nsfw"), ("rate_limit_per_user", "slowmode"), ("position", "position")):
        if body.get(key) is not None:
            setattr(place, field, body[key])
    if "parent_id" in body:
        place.parent = _parent(call, body)
    if body.get("permission_overwrites") is not None:
        place.overwrites = _overwrites(body)
    call.world.announce("CHANNEL_UPDATE", place)
    return Answer(200, wire.channel(place))


def _check(body: Json, creating: bool = False) -> None:
    form = Form()
    if creating or "name" in body:
        form.length(("name",), str(body.get("name") or ""), 1, 100)
    form.length(("topic",), str(body.get("topic") or ""), 0, 1024)
    pause: Any = body.get("rate_limit_per_user") or 0
    if not isinstance(pause, int) or not 0 <= pause <= 21600:
        form.fail(("rate_limit_per_user",), "NUMBER_TYPE_MAX", "int value should be less than or equal to 21600.")
    form.check()


def _spelled(name: str, kind: int) -> str:
    """Write a text channel's name as Discord does: small letters, dashes for spaces."""
    return "-".join(name.lower().split()) if kind == TEXT else name


def _parent(call: RestCall, body: Json) -> Channel | None:
    if body.get("parent_id") is None:
        return None
    parent = call.world.channels.get(snowflake(body["parent_id"], "parent_id"))
    if parent is None or parent.kind != CATEGORY:
        raise invalid(("parent_id",), "CHANNEL_PARENT_INVALID", "Category does not exist")
    return parent


def _overwrites(body: Json) -> dict[int, Overwrite]:
    found: dict[int, Overwrite] = {}
    for index, item in enumerate(objects(body.get("permission_overwrites"))):
        number = snowflake(item.get("id"), "permission_overwrites", index, "id")
        kind = 1 if item.get("type") in (1, "member", "1") else 0
        found[number] = Overwrite(number, kind, int(item.get("allow") or 0), int(item.get("deny") or 0))
    return found


def delete(call: RestCall) -> Answer:
    place = call.channel()
    data = wire.channel(place)
    if place.guild is None:
        # Closing a direct conversation only hides it.
        return Answer(200, data)
    call.require(place, "manage_threads" if place.thread is not None else "manage_channels")
    call.world.delete_channel(place)
    return Answer(200, data)


def create(call: RestCall) -> Answer:
    guild = call.guild("manage_channels")
    body = call.json
    _check(body, creating=True)
    if len(guild.channels) >= MAX_CHANNELS:
        raise DiscordError(400, 30013, f"Maximum number of guild channels reached ({MAX_CHANNELS})")
    kind = int(body.get("type") or TEXT)
    if kind not in (TEXT, 2, CATEGORY, 5, 15):
        raise invalid(("type",), "BASE_TYPE_CHOICES", "Value must be one of {0, 2, 4, 5, 15}.")
    parent = _parent(call, body)
    overwrites = _overwrites(body)
    place = call.world.add_channel(
        guild, _spelled(str(body["name"]), kind), body.get("topic"), kind, parent, overwrites
    )
    place.nsfw = bool(body.get("nsfw"))
    place.slowmode = int(body.get("rate_limit_per_user") or 0)
    return Answer(201, wire.channel(place))


def set_overwrite(call: RestCall) -> Answer:
    place = call.channel("manage_roles")
    body = call.json
    kind = body.get("type")
    if kind not in (0, 1):
        raise invalid(("type",), "BASE_TYPE_CHOICES", "Value must be one of {0, 1}.")
    allow, deny = int(body.get("allow") or 0), int(body.get("deny") or 0)
    mine = place.permissions(call.bot.id)
    if (allow | deny) & ~mine and not mine & BITS["administrator"]:
        raise missing_permissions()
    call.world.overwrite(place, call.number("overwrite_id"), kind, allow, deny)
    return NO_CONTENT


def delete_overwrite(call: RestCall) -> Answer:
    place = call.channel("manage_roles")
    if place.overwrites.pop(call.number("overwrite_id"), None) is None:
        raise DiscordError(404, 10009, "Unknown Overwrite")
    call.world.announce("CHANNEL_UPDATE", place)
    return NO_CONTENT


def open_direct(call: RestCall) -> Answer:
    user = call.world.users.get(snowflake(call.json.get("recipient_id"), "recipient_id"))
    if user is None:
        raise unknown_user()
    if user.bot:
        raise DiscordError(400, 50007, "Cannot send messages to this user")
    return Answer(200, wire.channel(call.world.direct(user)))


def of_guild(call: RestCall) -> Answer:
    return Answer(200, [wire.channel(item) for item in call.guild().channels.values()])


def move(call: RestCall) -> Answer:
    guild = call.guild("manage_channels")
    for item in objects(call.body):
        place = guild.channels.get(snowflake(item.get("id"), "id"))
        if place is None:
            raise unknown_channel()
        place.position = int(item.get("position") or place.position)
        call.world.announce("CHANNEL_UPDATE", place)
    return NO_CONTENT


def add_routes(table: Table) -> None:
    table.add("GET /channels/{channel_id}", get)
    table.add("PATCH /channels/{channel_id}", modify)
    table.add("DELETE /channels/{channel_id}", delete)
    table.add("PUT /channels/{channel_id}/permissions/{overwrite_id}", set_overwrite)
    table.add("DELETE /channels/{channel_id}/permissions/{overwrite_id}", delete_overwrite)
    table.add("POST /users/@me/channels", open_direct)
    table.add("GET /guilds/{guild_id}/channels", of_guild)
    table.add("POST /guilds/{guild_id}/channels", create)
    table.add("PATCH /guilds/{guild_id}/channels", move)
