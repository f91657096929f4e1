"""The language somebody is answered in."""

from __future__ import annotations

from typing import Any

import discord

from bot.i18n import language_of


def tongue(interaction: discord.Interaction[Any]) -> str:
    """Return the language to answer an interaction in."""
    return spoken_to(
        interaction.client,
        interaction.channel_id or 0,
        interaction.user,
        interaction.guild_id,
        interaction.locale.value,
    )


def tongue_at(message: discord.Message, client: discord.Client) -> str:
    """Return the language to answer a message in; what its author's Discord speaks is not known, the server's is."""
    guild = message.guild
    locale = guild.preferred_locale.value if guild else None
    return spoken_to(client, message.channel.id, message.author, guild.id if guild else None, locale)


def spoken_to(
    client: discord.Client,
    channel_id: int,
    user: discord.User | discord.Member,
    guild_id: int | None,
    locale: str | None,
) -> str:
    """Return the language to speak to somebody in a place, also while nothing is open that knows their choice."""
    services: Any = getattr(client, "services", None)
    if services is None:
        return language_of(locale)
    return services.tongues.of(channel_id, user.id, guild_id, locale)
