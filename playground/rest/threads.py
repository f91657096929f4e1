"""Threads: made from a message or on their own, joined, left, archived."""

from __future__ import annotations

from playground import wire
from playground.errors import (
    DiscordError,
    Form,
    Json,
    invalid,
    missing_permissions,
    thread_archived,
    unknown_member,
    wrong_channel_type,
)
from playground.events import Event
from playground.model import PRIVATE_THREAD, PUBLIC_THREAD, TEXT, Channel, Message, ThreadState
from playground.rest.call import NO_CONTENT, Answer, RestCall
from playground.rest.routing import Table
from playground.threads import open_thread, thread_for

DURATIONS = (60, 1440, 4320, 10080)


def _check(body: Json, creating: bool) -> None:
    form = Form()
    if creating or "name" in body:
        form.length(("name",), str(body.get("name") or ""), 1, 100)
    if body.get("auto_archive_duration") is not None and body["auto_archive_duration"] not in DURATIONS:
        form.choices(("auto_archive_duration",), DURATIONS)
    pause = body.get("rate_limit_per_user") or 0
    if not isinstance(pause, int) or not 0 <= pause <= 21600:
        message = "int value should be less than or equal to 21600."
        form.fail(("rate_limit_per_user",), "NUMBER_TYPE_MAX", message)
    form.check()


def from_message(call: RestCall) -> Answer:
    place = call.channel("create_public_threads")
    message = call.message(place)
    if place.kind != TEXT:
        raise wrong_channel_type()
    if message.thread_id is not None:
        raise DiscordError(400, 160004, "A thread has already been created for this message")
    body = call.json
    _check(body, creating=True)
    return _opened(call, place, body, PUBLIC_THREAD, message)


def standalone(call: RestCall) -> Answer:
    place = call.channel()
    body = call.json
    kind = body.get("type") or PRIVATE_THREAD
    if kind not in (PUBLIC_THREAD, PRIVATE_THREAD):
        raise invalid(("type",), "BASE_TYPE_CHOICES", "Value must be one of {11, 12}.")
    call.require(place, "create_public_threads" if kind == PUBLIC_THREAD else "create_private_threads")
    if place.kind != TEXT:
        raise wrong_channel_type()
    _check(body, creating=True)
    return _opened(call, place, body, kind)


def _opened(call: RestCall, place: Channel, body: Json, kind: int, message: Message | None = None) -> Answer:
    thread = open_thread(
        place,
        call.bot,
        str(body["name"]),
        kind,
        message,
        body.get("auto_archive_duration") or 4320,
        int(body.get("rate_limit_per_user") or 0),
    )
    return Answer(201, thread_for(thread, call.bot.id))


def modify(call: RestCall, thread: Channel) -> Answer:
    """Change a thread; whoever opened it may, others need the permission."""
    state = _state(thread)
    body = call.json
    _check(body, creating=False)
    if state.owner_id != call.bot.id or body.get("locked") is not None:
        call.require(thread, "manage_threads")
    if state.archived and body.get("archived") is not False and set(body) - {"archived", "locked"}:
        raise thread_archived()
    if "name" in body:
        thread.name = str(body["name"])
    if body.get("archived") is not None and bool(body["archived"]) != state.archived:
        state.archived = bool(body["archived"])
        state.archived_at = call.world.clock.time()
    if body.get("locked") is not None:
        state.locked = bool(body["locked"])
    if body.get("auto_archive_duration") is not None:
        state.auto_archive = body["auto_archive_duration"]
    if body.get("rate_limit_per_user") is not None:
        thread.slowmode = body["rate_limit_per_user"]
    call.world.announce("THREAD_UPDATE", thread)
    return Answer(200, thread_for(thread, call.bot.id))


def _state(thread: Channel) -> ThreadState:
    if thread.thread is None:
        raise wrong_channel_type()
    return thread.thread


def _living(call: RestCall) -> tuple[Channel, ThreadState]:
    thread = call.channel()
    state = _state(thread)
    if state.archived:
        raise thread_archived()
    return thread, state


def join(call: RestCall) -> Answer:
    thread, state = _living(call)
    _admit(call, thread, state, call.bot.id)
    return NO_CONTENT


def add_member(call: RestCall) -> Answer:
    thread, state = _living(call)
    user_id = call.number("user_id")
    if thread.guild is None or user_id not in thread.guild.members:
        raise unknown_member()
    if not call.may(thread, "send_messages"):
        raise missing_permissions()
    _admit(call, thread, state, user_id)
    return NO_CONTENT


def _admit(call: RestCall, thread: Channel, state: ThreadState, user_id: int) -> None:
    if user_id not in state.members:
        state.members[user_id] = call.world.clock.time()
        _members_changed(call, thread, added=[wire.thread_member(thread, user_id)])


def _members_changed(
    call: RestCall, thread: Channel, added: list[Json] | None = None, removed: list[str] | None = None
) -> None:
    data: Json = {
        "id": str(thread.id),
        "guild_id": str(thread.guild_id),
        "member_count": len(_state(thread).members),
        "added_members": added or [],
        "removed_member_ids": removed or [],
    }
    call.world.hub.publish(Event("THREAD_MEMBERS_UPDATE", data, thread.guild_id, thread))


def leave(call: RestCall) -> Answer:
    thread, state = _living(call)
    if state.members.pop(call.bot.id, None) is not None:
        _members_changed(call, thread, removed=[str(call.bot.id)])
    return NO_CONTENT


def remove_member(call: RestCall) -> Answer:
    thread, state = _living(call)
    call.require(thread, "manage_threads")
    user_id = call.number("user_id")
    if state.members.pop(user_id, None) is None:
        raise unknown_member()
    _members_changed(call, thread, removed=[str(user_id)])
    return NO_CONTENT


def members(call: RestCall) -> Answer:
    thread = call.channel()
    return Answer(200, [wire.thread_member(thread, item) for item in _state(thread).members])


def member(call: RestCall) -> Answer:
    thread = call.channel()
    user_id = call.number("user_id")
    if user_id not in _state(thread).members:
        raise unknown_member()
    return Answer(200, wire.thread_member(thread, user_id))


def active(call: RestCall) -> Answer:
    found = [item for item in call.guild().threads.values() if not _state(item).archived]
    return Answer(200, _listed(call, found))


def archived(call: RestCall) -> Answer:
    place = call.channel("read_message_history")
    limit = call.asked("limit", 50, 2, 100)
    threads = [] if place.guild is None else [*place.guild.threads.values()]
    found = [item for item in threads if item.parent is place and item.kind == PUBLIC_THREAD and _state(item).archived]
    found.sort(key=lambda item: _state(item).archived_at, reverse=True)
    return Answer(200, _listed(call, found[:limit]) | {"has_more": len(found) > limit})


def _listed(call: RestCall, found: list[Channel]) -> Json:
    mine = [wire.thread_member(item, call.bot.id) for item in found if call.bot.id in _state(item).members]
    return {"threads": [wire.channel(item) for item in found], "members": mine, "has_more": False}


def add_routes(table: Table) -> None:
    table.add("POST /channels/{channel_id}/messages/{message_id}/threads", from_message)
    table.add("POST /channels/{channel_id}/threads", standalone)
    table.add("GET /channels/{channel_id}/threads/archived/public", archived)
    table.add("GET /guilds/{guild_id}/threads/active", active)
    table.add("GET /channels/{channel_id}/thread-members", members)
    table.add("PUT /channels/{channel_id}/thread-members/@me", join)
    table.add("DELETE /channels/{channel_id}/thread-members/@me", leave)
    table.add("GET /channels/{channel_id}/thread-members/{user_id}", member)
    table.add("PUT /channels/{channel_id}/thread-members/{user_id}", add_member)
    table.add("DELETE /channels/{channel_id}/thread-members/{user_id}", remove_member)
