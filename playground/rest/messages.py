"""Messages, typing and pins."""

from __future__ import annotations

from itertools import islice

from playground import wire
from playground.content import edited_message, new_message, reference, system_message
from playground.errors import (
    DiscordError,
    Json,
    foreign_message,
    invalid,
    missing_permissions,
    thread_archived,
    unknown_message,
)
from playground.events import Event
from playground.jsonvalue import things
from playground.messages import edited, fill, post, publish, remove, remove_many, typing
from playground.model import SUPPRESS_EMBEDS, Channel, Message
from playground.permissions import SEND_MESSAGES
from playground.rest.call import NO_CONTENT, Answer, RestCall, snowflake
from playground.rest.routing import Table
from playground.sessions import CONTENT, without_content

MAX_PINS = 250
TWO_WEEKS = 14 * 24 * 3600


def shown(call: RestCall, message: Message) -> Json:
    """Shape a message for the bot, emptied when it was not granted the content intent."""
    data = wire.message(message)
    application = call.world.application
    if application.intents & CONTENT or message.channel.guild is None:
        return data
    bot_id = application.bot.id
    if message.author.id == bot_id or bot_id in message.mentions or message.webhook_id == bot_id:
        return data
    return without_content(data)


def create(call: RestCall) -> Answer:
    place = call.channel()
    _may_send(call, place)
    body = call.json
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce"):
        sent = call.world.same_nonce(call.bot.id, str(nonce))
        if sent is not None:
            return Answer(200, wire.message(sent))
    draft = new_message(place, body, call.uploads)
    if call.uploads and not call.may(place, "attach_files"):
        raise missing_permissions()
    more: dict[str, object] = {}
    if body.get("message_reference"):
        if not call.may(place, "read_message_history"):
            raise DiscordError(403, 160002, "Cannot reply without permission to read message history")
        replied = reference(place, body["message_reference"])
        if replied is not None:
            more = {"kind": 19, "reference_id": replied.id, "reference_channel_id": place.id}
    if draft.embeds and not call.may(place, "embed_links"):
        # Without the permission Discord takes the message and drops the embeds.
        draft.embeds = []
    return Answer(200, wire.message(post(place, call.bot, draft, **more)))


def _may_send(call: RestCall, place: Channel) -> None:
    if place.kind == 4:
        raise DiscordError(400, 50008, "Cannot send messages in a non-text channel")
    if not place.permissions(call.bot.id) & SEND_MESSAGES:
        raise missing_permissions()
    state = place.thread
    if state is not None and state.archived and (state.locked and not call.may(place, "manage_threads")):
        raise thread_archived()


def edit(call: RestCall) -> Answer:
    place = call.channel()
    message = call.message(place)
    body = call.json
    if message.author.id != call.bot.id or message.author.webhook:
        if set(body) != {"flags"}:
            raise foreign_message()
        call.require(place, "manage_messages")
        message.flags = (message.flags & ~SUPPRESS_EMBEDS) | (int(body["flags"]) & SUPPRESS_EMBEDS)
        publish(message, "MESSAGE_UPDATE")
        return Answer(200, wire.message(message))
    if place.thread is not None and place.thread.archived:
        raise thread_archived()
    draft = edited_message(message, body, call.uploads)
    message.flags, draft.flags = draft.flags, 0
    fill(message, draft)
    edited(message)
    return Answer(200, wire.message(message))


def get(call: RestCall) -> Answer:
    place = call.channel("read_message_history")
    return Answer(200, shown(call, call.message(place)))


def history(call: RestCall) -> Answer:
    place = call.channel()
    limit = call.asked("limit", 50, 1, 100)
    if not call.may(place, "read_message_history"):
        return Answer(200, [])
    chosen = select(place, call.query, limit)
    return Answer(200, [shown(call, item) for item in chosen])


def select(place: Channel, query: dict[str, str], limit: int) -> list[Message]:
    """Return messages before, after or around an id, newest first."""
    anchors = {name: snowflake(query[name], name) for name in ("before", "after", "around") if name in query}
    newest_first = reversed(place.log.values())
    if "around" in anchors:
        older = [item for item in newest_first if item.id <= anchors["around"]][: limit // 2 + 1]
        newer = list(islice((item for item in place.log.values() if item.id > anchors["around"]), limit // 2))
        return [*reversed(newer), *older][:limit]
    if "after" in anchors:
        found = islice((item for item in place.log.values() if item.id > anchors["after"]), limit)
        return [*found][::-1]
    before = anchors.get("before")
    return list(islice((item for item in newest_first if before is None or item.id < before), limit))


def delete(call: RestCall) -> Answer:
    place = call.channel()
    message = call.message(place)
    if message.author.id != call.bot.id or message.author.webhook:
        if place.guild is None:
            raise DiscordError(403, 50003, "Cannot execute action on a DM channel")
        call.require(place, "manage_messages")
    remove(message)
    return NO_CONTENT


def bulk_delete(call: RestCall) -> Answer:
    place = call.channel("manage_messages")
    listed = things(call.json.get("messages"))
    ids = [snowflake(item, "messages", index) for index, item in enumerate(listed)]
    if not 2 <= len(set(ids)) <= 100:
        raise invalid(("messages",), "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
    found = [place.log[item] for item in ids if item in place.log]
    oldest = call.world.clock.time() - TWO_WEEKS
    if any(item.created_at < oldest for item in found):
        raise DiscordError(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    remove_many(place, found)
    return NO_CONTENT


def type_on(call: RestCall) -> Answer:
    place = call.channel()
    if not place.permissions(call.bot.id) & SEND_MESSAGES:
        raise missing_permissions()
    typing(place, call.bot)
    return NO_CONTENT


def pins(call: RestCall) -> Answer:
    place = call.channel()
    limit = call.asked("limit", 50, 1, 50)
    pinned = [item for item in place.log.values() if item.pinned_at is not None]
    pinned.sort(key=lambda item: item.pinned_at or 0.0, reverse=True)
    items = [{"pinned_at": wire.iso(item.pinned_at or 0.0), "message": shown(call, item)} for item in pinned[:limit]]
    return Answer(200, {"items": items, "has_more": len(pinned) > limit})


def pin(call: RestCall) -> Answer:
    place, message = _pinnable(call)
    if message.pinned_at is None:
        if sum(item.pinned_at is not None for item in place.log.values()) >= MAX_PINS:
            raise DiscordError(400, 30003, f"Maximum number of pins reached ({MAX_PINS})")
        message.pinned_at = call.world.clock.time()
        _pins_changed(call, message)
    return NO_CONTENT


def unpin(call: RestCall) -> Answer:
    _, message = _pinnable(call)
    if message.pinned_at is None:
        raise unknown_message()
    message.pinned_at = None
    _pins_changed(call, message)
    return NO_CONTENT


def _pinnable(call: RestCall) -> tuple[Channel, Message]:
    place = call.channel()
    # Discord split pinning from managing messages; either is taken here.
    if not (call.may(place, "pin_messages") or call.may(place, "manage_messages")):
        raise missing_permissions()
    message = call.message(place)
    problem = system_message(message)
    if problem is not None:
        raise problem
    return place, message


def _pins_changed(call: RestCall, message: Message) -> None:
    place = message.channel
    data: Json = {"channel_id": str(place.id), "last_pin_timestamp": wire.iso(call.world.clock.time())}
    if place.guild is not None:
        data["guild_id"] = str(place.guild.id)
    call.world.hub.publish(Event("CHANNEL_PINS_UPDATE", data, place.guild_id, place))
    publish(message, "MESSAGE_UPDATE")


def add_routes(table: Table) -> None:
    one = "/channels/{channel_id}/messages/{message_id}"
    table.add("POST /channels/{channel_id}/messages", create)
    table.add("GET /channels/{channel_id}/messages", history)
    table.add("POST /channels/{channel_id}/messages/bulk-delete", bulk_delete)
    table.add(f"GET {one}", get)
    table.add(f"PATCH {one}", edit)
    table.add(f"DELETE {one}", delete)
    table.add("POST /channels/{channel_id}/typing", type_on)
    table.add("GET /channels/{channel_id}/messages/pins", pins)
    table.add("PUT /channels/{channel_id}/messages/pins/{message_id}", pin)
    table.add("DELETE /channels/{channel_id}/messages/pins/{message_id}", unpin)
    table.add("PUT /channels/{channel_id}/pins/{message_id}", pin)
    table.add("DELETE /channels/{channel_id}/pins/{message_id}", unpin)
