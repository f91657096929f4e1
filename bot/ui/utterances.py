"""Understand what a message or an interaction says to a campaign."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import discord

from bot.domain.plaintext import blank, clean
from bot.domain.turn import ActionKind
from bot.services.people import Person, Reach
from bot.services.utterance import Utterance, out_of_character

# Discord's own notation within a text: a person, a role or a channel, and an emoji of a server.
_TOKEN = re.compile(r"<([@#][!&]?\d+)>")
_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)


def person_of(user: discord.User | discord.Member, permissions: discord.Permissions | None = None) -> Person:
    """Build the person behind a message or an interaction; `permissions` are theirs in the channel.

    Whoever manages the server stands above its campaigns, too.
    """
    given = permissions or discord.Permissions.none()
    roles = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset[int]()
    return Person(user.id, name_of(user), given.manage_channels or given.manage_guild, given.manage_guild, roles)


def person_at_server(user: discord.User | discord.Member) -> Person:
    """Build the person behind a command that reaches beyond its channel: a steward manages all channels."""
    return person_of(user, user.guild_permissions if isinstance(user, discord.Member) else None)


def reach_of(interaction: discord.Interaction[Any]) -> Reach:
    """Say how far the person behind a command reaches who names what may stand in another channel."""
    guild_id, person = interaction.guild_id or 0, person_at_server(interaction.user)
    if person.steward:
        return Reach(person, guild_id)
    return Reach(person_of(interaction.user, interaction.permissions), guild_id, interaction.channel_id or 0)


def name_of(user: discord.User | discord.Member) -> str:
    """Return what a person is called, on one line and visible whatever they chose to be called."""
    return next(name for name in (clean(user.display_name), clean(user.name), str(user.id)) if not blank(name))


def from_message(message: discord.Message, *, received_at: datetime | None = None) -> Utterance | None:
    """Return what a message says in character, None when it says nothing to the game master."""
    if not message.content or message.type not in _SPOKEN or message.author.bot:
        return None
    text = _said(message)
    if out_of_character(text):
        return None
    return Utterance(
        person=person_of(message.author),
        channel_id=message.channel.id,
        discord_id=message.id,
        kind="message",
        text=text,
        received_at=received_at or datetime.now(UTC),
    )


def calls_for(message: discord.Message) -> bool:
    """Say whether a person calls the game master by name; a reply to one of its messages is no call."""
    me = message.guild.me.id if message.guild else None
    return me in message.raw_mentions and message.type in _SPOKEN and not message.author.bot


def _said(message: discord.Message) -> str:
    """Return a message as people read it: names for ids, and without the call that brought it here."""
    if "<" not in message.content:
        return message.content
    names = {f"@{person.id}": f"@{name_of(person)}" for person in message.mentions}
    names |= {f"@&{role.id}": f"@{role.name}" for role in message.role_mentions}
    names |= {f"#{channel.id}": f"#{channel.name}" for channel in message.channel_mentions}
    call = rf"<@!?{message.guild.me.id}>" if message.guild else ""
    text = re.sub(rf"^\s*{call}|{call}\s*$", "", message.content)
    text = _TOKEN.sub(lambda token: names.get(token[1].replace("!", ""), token[0]), text)
    return _EMOJI.sub(r"\1", text).strip()


def from_interaction(interaction: discord.Interaction[Any], kind: ActionKind, text: str) -> Utterance:
    """Return what a command says."""
    return Utterance(
        person=person_of(interaction.user, interaction.permissions),
        channel_id=interaction.channel_id or 0,
        discord_id=interaction.id,
        kind=kind,
        text=text,
        received_at=datetime.now(UTC),
    )
