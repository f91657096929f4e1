"""Interactions: what a person asked of the bot, and the three seconds it has to answer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from playground import wire
from playground.clock import Timer
from playground.errors import (
    Json,
)
from playground.events import Event, Notice
from playground.jsonvalue import objects
from playground.model import Channel, Message, User
from playground.world import World

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 1, 2, 3, 4, 5
ACKNOWLEDGE_SECONDS = 3.0
TOKEN_SECONDS = 900.0


@dataclass(slots=True, eq=False)
class Interaction:
    """One thing a person did with the bot.

    `message` is the one a component or modal belongs to, `original` the bot's first answer.
    """

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    data: Json
    created_at: float
    locale: str
    message: Message | None = None
    parent: Interaction | None = None
    acknowledged: int | None = None
    failed: bool = False
    original: Message | None = None
    followups: list[Message] = field(default_factory=list[Message])
    choices: list[Json] | None = None
    modal: Json | None = None
    timer: Timer | None = None

    @property
    def name(self) -> str:
        """The command's full name, or the custom id."""
        if self.kind not in (COMMAND, AUTOCOMPLETE):
            return str(self.data.get("custom_id", ""))
        names = [str(self.data["name"])]
        options = objects(self.data.get("options"))
        while options and options[0]["type"] in (1, 2):
            names.append(options[0]["name"])
            options = objects(options[0].get("options"))
        return " ".join(names)

    @property
    def state(self) -> str:
        """Tell "waiting", "thinking", "done" or "failed", as a page shows it."""
        if self.failed:
            return "failed"
        if self.acknowledged is None:
            return "waiting"
        return "thinking" if self.original is not None and self.original.loading else "done"


def begin(world: World, interaction: Interaction) -> None:
    """Hand an interaction to the bot and start the three seconds it has."""
    world.interactions[interaction.id] = interaction
    world.tokens[interaction.token] = interaction
    if len(world.interactions) > 5000:
        for old in [*world.interactions.values()][:2500]:
            del world.interactions[old.id]
            world.tokens.pop(old.token, None)
    interaction.timer = world.clock.call_later(ACKNOWLEDGE_SECONDS, lambda: _too_late(world, interaction))
    tell(world, interaction)
    event = Event("INTERACTION_CREATE", payload(world, interaction), interaction.channel.guild_id, interaction.channel)
    world.hub.publish(event)


def make(world: World, kind: int, user: User, place: Channel, data: Json, locale: str = "en-US") -> Interaction:
    """Create an interaction without handing it over."""
    token = secrets.token_urlsafe(64)
    return Interaction(world.snowflake(), token, kind, user, place, data, world.clock.time(), locale)


def _too_late(world: World, interaction: Interaction) -> None:
    if interaction.acknowledged is None:
        interaction.failed = True
        tell(world, interaction)


def tell(world: World, interaction: Interaction) -> None:
    """Show the person's pages how far their call is."""
    data: Json = {"id": str(interaction.id), "state": interaction.state}
    world.hub.notify(Notice("call", data, interaction.user.id))


def payload(world: World, interaction: Interaction) -> Json:
    """Shape INTERACTION_CREATE."""
    place = interaction.channel
    user = interaction.user
    application = world.application
    data: Json = {
        "id": str(interaction.id),
        "application_id": str(application.id),
        "type": interaction.kind,
        "data": interaction.data,
        "token": interaction.token,
        "version": 1,
        "channel_id": str(place.id),
        "channel": {**wire.channel(place), "permissions": str(place.permissions(user.id))},
        "app_permissions": str(place.permissions(application.bot.id)),
        "locale": interaction.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": {"0": str(place.guild_id or 0)},
        "context": 0 if place.guild is not None else 1,
        "attachment_size_limit": 10 * 1024 * 1024,
    }
    guild = place.guild
    if guild is not None:
        data["guild_id"] = str(guild.id)
        data["guild_locale"] = guild.locale
        data["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
        member = wire.member(guild.members[user.id])
        data["member"] = {**member, "permissions": str(place.permissions(user.id))}
    else:
        data["user"] = wire.user(user)
    if interaction.message is not None:
        data["message"] = wire.message(interaction.message)
    return data


def metadata(world: World, interaction: Interaction) -> Json:
    """Shape what a message says about the interaction it answers."""
    data: Json = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "user": wire.user(interaction.user),
        "authorizing_integration_owners": {"0": str(interaction.channel.guild_id or 0)},
    }
    if interaction.kind == COMPONENT and interaction.message is not None:
        data["interacted_message_id"] = str(interaction.message.id)
    if interaction.kind == MODAL and interaction.parent is not None:
        data["triggering_interaction_metadata"] = metadata(world, interaction.parent)
    if interaction.kind == COMMAND and interaction.data.get("target_id"):
        target = str(interaction.data["target_id"])
        if interaction.data.get("type") == 3:
            data["target_message_id"] = target
        elif int(target) in world.users:
            data["target_user"] = wire.user(world.users[int(target)])
    return data
