"""Turn Discord's refusals into sentences that name what is missing."""

from __future__ import annotations

import discord

from bot.services.ports import CannotSpeak, ChannelGone

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008

# What a campaign needs of the channel it is played in, with Discord's own names for it.
NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
    "embed_links": "Embed Links",
}


def missing_permissions(permissions: discord.Permissions, *, thread: bool = False) -> list[str]:
    """Name the permissions that a campaign needs and these lack."""
    missing = [label for name, label in NEEDED.items() if not getattr(permissions, name)]
    if thread:
        missing = [label for label in missing if label != "Send Messages"]
        if not permissions.send_messages_in_threads:
            missing.append("Send Messages in Threads")
    return missing


def as_refusal(
    error: discord.NotFound | discord.Forbidden, channel: discord.abc.GuildChannel | discord.Thread
) -> CannotSpeak:
    """Say what a refused request means for the table."""
    if isinstance(error, discord.NotFound):
        return ChannelGone()
    me = channel.guild.me
    missing = missing_permissions(channel.permissions_for(me), thread=isinstance(channel, discord.Thread))
    return CannotSpeak(place=f"#{channel.name}", missing=", ".join(missing or ["View Channel", "Send Messages"]))
