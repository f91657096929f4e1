"""Where a command about a campaign is used, and by whom."""

from __future__ import annotations

from typing import Any

import discord

from bot.services.binding import Place
from bot.services.membership import NoBots, NotAtThisServer
from bot.services.people import Person
from bot.ui.utterances import name_of, person_at_server, person_of


def place_of(interaction: discord.Interaction[Any]) -> Place:
    """Return the channel of an interaction, and what its user may do there and in the whole server."""
    return Place(
        guild_id=interaction.guild_id or 0,
        channel_id=interaction.channel_id or 0,
        here=person_of(interaction.user, interaction.permissions),
        person=person_at_server(interaction.user),
    )


def somebody(user: discord.User | discord.Member) -> Person:
    """Return whom a command means, who may have left the server; raises `NoBots`."""
    if user.bot:
        raise NoBots
    # What they may do in the channel is nobody's business here.
    return person_of(user)


def somebody_here(user: discord.User | discord.Member) -> Person:
    """Return whom a command means; raises `NotAtThisServer`, or `NoBots`."""
    if not isinstance(user, discord.Member):
        raise NotAtThisServer(name=discord.utils.escape_markdown(name_of(user)))
    return somebody(user)
