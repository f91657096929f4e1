"""What a page asks: servers, channels, people, messages, commands."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import islice
from typing import Any

from playground import wire
from playground.errors import Json
from playground.invoke import available
from playground.model import CATEGORY, Channel, Guild, Member, Message
from playground.permissions import ADMINISTRATOR, BITS, VIEW_CHANNEL, guild_permissions
from playground.refused import Refused
from playground.rest.messages import select
from playground.web.asked import Asked
from playground.web.feed import Feed

Question = Callable[[Asked], Any]
# What calls somebody is counted in the newest messages of a channel, so that asking is cheap.
LOOKED_BACK = 200


class Reading:
    """One method for each question; what it returns is the answer."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.questions: dict[str, Question] = {
            "state": self.state,
            "messages": self.messages,
            "commands": self.commands,
            "seats": self.seats,
        }

    def state(self, asked: Asked) -> Json:
        """Return who asks, and everything they see: servers with their channels and members, direct conversations."""
        bot = asked.world.application.bot
        me = asked.person.user
        direct = asked.world.directs.get(me.id)
        return {
            "me": {"id": str(me.id), "name": me.name, "display_name": me.display_name, "color": me.color},
            "host": asked.seat.host,
            "bot": {"id": str(bot.id), "name": bot.display_name, "online": asked.playground.gateway.online},
            "guilds": [self._guild(asked, guild) for guild in asked.world.guilds.values() if me.id in guild.members],
            "directs": [] if direct is None else [_place(direct, me.id) | {"name": bot.display_name}],
        }

    def _guild(self, asked: Asked, guild: Guild) -> Json:
        seen = [item for item in guild.places() if item.permissions(asked.person.id) & VIEW_CHANNEL]
        return {
            "id": str(guild.id),
            "name": guild.name,
            "owner": str(guild.owner_id),
            "roles": [wire.role(item) for item in guild.roles.values()],
            "members": [self._member(asked, guild, item) for item in guild.members.values()],
            "channels": [_place(item, asked.person.id) for item in seen],
        }

    def _member(self, asked: Asked, guild: Guild, member: Member) -> Json:
        user = member.user
        online = asked.playground.gateway.online if user.bot else self.feed.present(user.id)
        return {
            "id": str(user.id),
            "name": user.name,
            "display_name": member.nick or user.display_name,
            "color": user.color,
            "bot": user.bot,
            "admin": bool(guild_permissions(guild, user.id) & ADMINISTRATOR),
            "roles": [str(number) for number in member.roles],
            "online": online,
            # Whether whoever asks may sit down as them.
            "seat": not user.bot and asked.seat.may_be(user.name),
        }

    def messages(self, asked: Asked) -> list[Json]:
        """Return a page of a channel's messages, oldest first: the newest, or those before, after or around an id."""
        query, person, place = asked.body, asked.person, asked.channel()
        limit = min(max(int(query.get("limit", 50)), 1), 100)
        way = next((name for name in ("before", "after", "around") if query.get(name)), None)
        at = int(str(query[way])) if way else 0
        found = select(place, {way: str(at)} if way else {}, limit)
        own = [item for item in asked.playground.ephemeral(person) if item.channel is place]
        # What only this person sees stands where it came; a page that goes on ends at its last message for all.
        more = len(found) == limit or way == "around"
        oldest, newest = (found[-1].id, found[0].id) if found and more else (0, math.inf)
        low = at if way == "after" else oldest
        high = {"before": at, None: math.inf}.get(way, newest)
        own = [item for item in own if low < item.id < high]
        both = sorted([*found, *own], key=lambda item: item.id)
        return [self.feed.shape(item) for item in both]

    def commands(self, asked: Asked) -> list[Json]:
        """Return the commands this person may use in a server, or in the direct conversation without one."""
        number = asked.body.get("guild")
        guild = asked.playground.guild if number is None else asked.world.guilds.get(int(number or 0))
        return available(asked.world, asked.person.user, guild)

    def seats(self, asked: Asked) -> list[Json]:
        """Return a link's key for each person, for the host to hand out."""
        if not asked.seat.host:
            raise Refused.of("seatsHost")
        people = [user for user in asked.world.users.values() if not user.bot and not user.webhook]
        keys = asked.playground.keys
        return [{"name": user.name, "key": keys.of(asked.playground.person(user.name))} for user in people]


def _place(place: Channel, user_id: int) -> Json:
    """Shape a channel, a thread or a conversation for the lists of a page."""
    return {
        "id": str(place.id),
        "name": place.name,
        "topic": place.topic,
        "type": place.kind,
        "parent": None if place.parent is None else str(place.parent.id),
        "position": place.position,
        "guild": None if place.guild is None else str(place.guild.id),
        "calls": _calls(place, user_id),
        "last_message": None if place.last_message_id is None else str(place.last_message_id),
        "archived": place.thread is not None and place.thread.archived,
        "may_write": place.kind != CATEGORY and bool(place.permissions(user_id) & BITS["send_messages"]),
    }


def _calls(place: Channel, user_id: int) -> list[str]:
    """Name the messages that call somebody, newest first, as far back as a page looks for them."""
    guild = place.guild
    roles = frozenset(guild.members[user_id].roles) if guild is not None else frozenset[int]()

    def calls(item: Message) -> bool:
        named = item.mention_everyone or user_id in item.mentions or not roles.isdisjoint(item.mention_roles)
        return item.author.id != user_id and (guild is None or named)

    return [str(item.id) for item in islice(reversed(place.log.values()), LOOKED_BACK) if calls(item)]
