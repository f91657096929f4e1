"""Understand what a message or an interaction says to a campaign."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord

from bot.domain.turn import ActionKind
from bot.services.people import Person
from bot.services.play import Utterance, out_of_character

_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)


def person_of(user: discord.User | discord.Member, permissions: discord.Permissions | None = None) -> Person:
    """Build the person behind a message or an interaction; `permissions` are theirs in the channel."""
    steward = permissions is not None and permissions.manage_channels
    return Person(discord_id=user.id, name=user.display_name, steward=steward)


def from_message(message: discord.Message, *, received_at: datetime | None = None) -> Utterance | None:
    """Return what a message says in character, None when it says nothing to the game master."""
    spoken = message.content and message.type in _SPOKEN and not message.author.bot
    if not spoken or out_of_character(message.content):
        return None
    return Utterance(
        person=person_of(message.author),
        channel_id=message.channel.id,
        discord_id=message.id,
        kind="message",
        text=message.content,
        received_at=received_at or datetime.now(UTC),
    )


def calls_for(message: discord.Message) -> bool:
    """Say whether a person calls the game master by name; a reply to one of its messages is no call."""
    me = message.guild.me.id if message.guild else None
    return me in message.raw_mentions and message.type in _SPOKEN and not message.author.bot


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
