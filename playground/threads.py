"""Threads coming into being, for the bot and for people."""

from __future__ import annotations

from playground import wire
from playground.events import Event
from playground.jsonvalue import Json
from playground.messages import Draft, post, publish
from playground.model import HAS_THREAD, PUBLIC_THREAD, Channel, Message, ThreadState, User


def thread_for(thread: Channel, user_id: int) -> Json:
    """Shape a thread with the membership of the one who asks."""
    data = wire.channel(thread)
    if thread.thread is not None and user_id in thread.thread.members:
        data["member"] = wire.thread_member(thread, user_id)
    return data


def open_thread(
    place: Channel,
    owner: User,
    name: str,
    kind: int = PUBLIC_THREAD,
    message: Message | None = None,
    auto_archive: int = 4320,
    slowmode: int = 0,
) -> Channel:
    """Open a thread in a channel, on a message or on its own, and tell everyone."""
    world = place.world
    now = world.clock.time()
    # Discord gives a thread the id of the message it hangs on.
    number = world.snowflake() if message is None else message.id
    thread = Channel(world, number, name, kind, place.guild, parent=place, slowmode=slowmode)
    thread.thread = ThreadState(owner.id, now, now, auto_archive=auto_archive)
    thread.thread.members[owner.id] = now
    world.channels[thread.id] = thread
    if place.guild is not None:
        place.guild.threads[thread.id] = thread
    data = {**thread_for(thread, world.application.bot.id), "newly_created": True}
    world.hub.publish(Event("THREAD_CREATE", data, thread.guild_id, thread))
    if message is not None:
        message.thread_id = thread.id
        message.flags |= HAS_THREAD
        publish(message, "MESSAGE_UPDATE")
    elif kind == PUBLIC_THREAD:
        post(place, owner, Draft(name), kind=18, reference_channel_id=thread.id)
    return thread
