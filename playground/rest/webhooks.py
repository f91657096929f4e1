"""Webhooks of channels; paths that name the application belong to interactions."""

from __future__ import annotations

import secrets

from playground import wire
from playground.content import edited_message, new_message
from playground.errors import (
    DiscordError,
    Json,
    invalid,
    invalid_webhook_token,
    thread_archived,
    unknown_channel,
    unknown_message,
    unknown_webhook,
    wrong_channel_type,
)
from playground.messages import edited, fill, post, remove
from playground.model import TEXT, Channel, Message, User, Webhook
from playground.rest import interactions
from playground.rest.call import NO_CONTENT, Answer, RestCall, snowflake
from playground.rest.routing import Table

MAX_WEBHOOKS = 15


def _name(body: Json, field: str = "name", longest: int = 80) -> str:
    name = str(body.get(field) or "").strip()
    if not 1 <= len(name) <= longest:
        raise invalid((field,), "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {longest} in length.")
    for word in ("clyde", "discord"):
        if word in name.lower():
            raise invalid((field,), "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')
    return name


def create_webhook(call: RestCall) -> Answer:
    place = call.channel("manage_webhooks")
    if place.kind != TEXT:
        raise wrong_channel_type()
    name = _name(call.json)
    if sum(item.channel is place for item in call.world.webhooks.values()) >= MAX_WEBHOOKS:
        raise DiscordError(400, 30007, f"Maximum number of webhooks reached ({MAX_WEBHOOKS})")
    return Answer(200, wire.webhook(call.world.add_webhook(place, name, call.bot)))


def of_channel(call: RestCall) -> Answer:
    place = call.channel("manage_webhooks")
    return Answer(200, [wire.webhook(item) for item in call.world.webhooks.values() if item.channel is place])


def of_guild(call: RestCall) -> Answer:
    guild = call.guild("manage_webhooks")
    return Answer(200, [wire.webhook(item) for item in call.world.webhooks.values() if item.channel.guild is guild])


def _webhook(call: RestCall) -> Webhook:
    item = call.world.webhooks.get(call.number("webhook_id"))
    if item is None:
        raise unknown_webhook()
    if "webhook_token" not in call.params:
        call.require(item.channel, "manage_webhooks")
    elif not secrets.compare_digest(call.params["webhook_token"], item.token):
        raise invalid_webhook_token()
    return item


def get_webhook(call: RestCall) -> Answer:
    data = wire.webhook(_webhook(call))
    if "webhook_token" in call.params:
        del data["user"]
    return Answer(200, data)


def patch_webhook(call: RestCall) -> Answer:
    item = _webhook(call)
    body = call.json
    if "name" in body:
        item.name = _name(body)
    if body.get("channel_id") and "webhook_token" not in call.params:
        place = call.world.channels.get(snowflake(body["channel_id"], "channel_id"))
        if place is None:
            raise unknown_channel()
        call.require(place, "manage_webhooks")
        item.channel = place
    call.world.webhooks_changed(item.channel)
    return get_webhook(call)


def delete_webhook(call: RestCall) -> Answer:
    item = _webhook(call)
    del call.world.webhooks[item.id]
    call.world.webhooks_changed(item.channel)
    return NO_CONTENT


def _place(call: RestCall, item: Webhook) -> Channel:
    number = call.query.get("thread_id")
    if number is None:
        return item.channel
    thread = call.world.channels.get(snowflake(number, "thread_id"))
    if thread is None or thread.parent is not item.channel:
        raise unknown_channel()
    if thread.thread is not None and thread.thread.locked:
        raise thread_archived()
    return thread


def execute(call: RestCall) -> Answer:
    if interactions.is_interaction(call):
        return interactions.create(call)
    item = _webhook(call)
    place = _place(call, item)
    body = call.json
    draft = new_message(place, body, call.uploads)
    name = _name(body, "username") if body.get("username") else item.name
    face = User(item.id, name, name, bot=True, avatar=None, webhook=True)
    more: dict[str, object] = {"webhook_id": item.id}
    if item.creator is call.bot:
        more["application_id"] = call.world.application.id
    message = post(place, face, draft, **more)
    return Answer(200, wire.message(message)) if call.query.get("wait", "").lower() in ("1", "true") else NO_CONTENT


def _message(call: RestCall) -> Message:
    item = _webhook(call)
    place = _place(call, item)
    message = place.log.get(call.number("message_id"))
    if message is None or message.webhook_id != item.id:
        raise unknown_message()
    return message


def get_message(call: RestCall) -> Answer:
    return interactions.get(call) if interactions.is_interaction(call) else Answer(200, wire.message(_message(call)))


def edit_message(call: RestCall) -> Answer:
    if interactions.is_interaction(call):
        return interactions.edit(call)
    message = _message(call)
    draft = edited_message(message, call.json, call.uploads)
    message.flags, draft.flags = draft.flags, 0
    fill(message, draft)
    edited(message)
    return Answer(200, wire.message(message))


def delete_message(call: RestCall) -> Answer:
    if interactions.is_interaction(call):
        return interactions.delete(call)
    remove(_message(call))
    return NO_CONTENT


def add_routes(table: Table) -> None:
    table.add("POST /channels/{channel_id}/webhooks", create_webhook)
    table.add("GET /channels/{channel_id}/webhooks", of_channel)
    table.add("GET /guilds/{guild_id}/webhooks", of_guild)
    for base, public in (("/webhooks/{webhook_id}", False), ("/webhooks/{webhook_id}/{webhook_token}", True)):
        table.add(f"GET {base}", get_webhook, public)
        table.add(f"PATCH {base}", patch_webhook, public)
        table.add(f"DELETE {base}", delete_webhook, public)
    base = "/webhooks/{webhook_id}/{webhook_token}"
    table.add(f"POST {base}", execute, public=True)
    table.add(f"GET {base}/messages/{{message_id}}", get_message, public=True)
    table.add(f"PATCH {base}/messages/{{message_id}}", edit_message, public=True)
    table.add(f"DELETE {base}/messages/{{message_id}}", delete_message, public=True)
