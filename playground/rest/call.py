"""One REST request on its way through: what a handler gets, and how it looks things up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from playground.errors import (
    Form,
    Json,
    invalid,
    missing_access,
    missing_permissions,
    unknown_channel,
    unknown_guild,
    unknown_message,
)
from playground.gateway import Gateway
from playground.messages import Upload
from playground.model import Channel, Guild, Message, User
from playground.permissions import BITS, VIEW_CHANNEL, guild_permissions
from playground.world import World


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body; None is an empty body."""

    status: int
    body: Any = None


NO_CONTENT = Answer(204)


@dataclass(slots=True)
class RestCall:
    """A request whose route is known and whose body is read."""

    world: World
    gateway: Gateway
    params: dict[str, str]
    query: dict[str, str]
    body: Any = None
    uploads: dict[int, Upload] = field(default_factory=dict[int, Upload])

    @property
    def bot(self) -> User:
        return self.world.application.bot

    @property
    def json(self) -> Json:
        """The body as an object. Raises 50035."""
        if self.body is None:
            return {}
        body: object = self.body
        if not isinstance(body, dict):
            raise invalid((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return cast(Json, body)

    def number(self, name: str) -> int:
        """Return an id from the path. Raises 50035."""
        value = self.params[name]
        if not value.isdigit():
            raise invalid((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return int(value)

    def asked(self, name: str, default: int, low: int, high: int) -> int:
        """Return a number from the query string within its bounds. Raises 50035."""
        value = self.query.get(name)
        if value is None:
            return default
        if not value.isdigit():
            raise invalid((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        number = int(value)
        if number < low:
            raise invalid((name,), "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
        if number > high:
            raise invalid((name,), "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")
        return number

    def channel(self, *needs: str) -> Channel:
        """Return the path's channel when the bot may see it and has the named permissions.

        Raises 10003, 50001 or 50013.
        """
        place = self.world.channels.get(self.number("channel_id"))
        if place is None:
            raise unknown_channel()
        self.require(place, *needs)
        return place

    def require(self, place: Channel, *needs: str) -> None:
        """Check the bot's permissions in a channel. Raises 50001 or 50013."""
        has = place.permissions(self.bot.id)
        if not has & VIEW_CHANNEL:
            raise missing_access()
        for name in needs:
            if not has & BITS[name]:
                raise missing_permissions()

    def may(self, place: Channel, name: str) -> bool:
        """Tell whether the bot has a permission in a channel."""
        return bool(place.permissions(self.bot.id) & BITS[name])

    def guild(self, *needs: str) -> Guild:
        """Return the path's guild. Raises 10004 or 50013."""
        guild = self.world.guilds.get(self.number("guild_id"))
        if guild is None or self.bot.id not in guild.members:
            raise unknown_guild()
        has = guild_permissions(guild, self.bot.id)
        for name in needs:
            if not has & BITS[name]:
                raise missing_permissions()
        return guild

    def message(self, place: Channel) -> Message:
        """Return the path's message, if everybody may see it. Raises 10008."""
        message = self.world.messages.get(self.number("message_id"))
        if message is None or message.channel is not place or message.ephemeral:
            raise unknown_message()
        return message


def snowflake(value: object, *path: str | int) -> int:
    """Read an id from a body. Raises 50035."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isdigit():
        return int(value)
    raise invalid(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


def text(body: Json, name: str, low: int, high: int) -> str:
    """Read a text from a body within its bounds. Raises 50035."""
    form = Form()
    value = str(body.get(name) or "")
    form.length((name,), value, low, high)
    form.check()
    return value
