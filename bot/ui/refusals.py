"""Turn Discord's refusals into sentences that name what is missing."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus

import aiohttp
import discord

from bot.i18n import N_
from bot.services.ports import CannotSpeak, ChannelGone, OutOfReach

UNKNOWN_MESSAGE = 10008

# Discord says that it cannot just now, or its answer never arrives; neither is about what was asked of it.
OUT_OF_REACH = (discord.DiscordServerError, aiohttp.ClientError, OSError)

# What a campaign needs of the channel it is played in, with Discord's own names for it.
NEEDED = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "read_message_history": N_("Read Message History"),
    "embed_links": N_("Embed Links"),
}
NEEDED_IN_THREADS = N_("Send Messages in Threads")


def is_out_of_reach(error: Exception) -> bool:
    """Tell whether the same request may get through in a moment; discord.py gives up on a 429 after five tries."""
    busy = isinstance(error, discord.HTTPException) and error.status == HTTPStatus.TOO_MANY_REQUESTS
    return busy or isinstance(error, OUT_OF_REACH)


@contextmanager
def refusals(channel: discord.abc.GuildChannel | discord.Thread) -> Generator[None]:
    """Raise what Discord refuses or does not answer as `CannotSpeak`."""
    try:
        yield
    except (discord.HTTPException, *OUT_OF_REACH) as error:
        if not (is_out_of_reach(error) or isinstance(error, discord.NotFound | discord.Forbidden)):
            raise
        raise as_refusal(error, channel) from error


def missing_permissions(permissions: discord.Permissions, *, thread: bool = False) -> tuple[str, ...]:
    """Name the permissions that a campaign needs and these lack."""
    missing = [label for name, label in NEEDED.items() if not getattr(permissions, name)]
    if thread:
        missing = [label for label in missing if label != "Send Messages"]
        if not permissions.send_messages_in_threads:
            missing.append(NEEDED_IN_THREADS)
    return tuple(missing)


def as_refusal(error: Exception, channel: discord.abc.GuildChannel | discord.Thread) -> CannotSpeak:
    """Say what a request that was refused or not answered means for the table."""
    if is_out_of_reach(error):
        return OutOfReach()
    if isinstance(error, discord.NotFound):
        return ChannelGone()
    me = channel.guild.me
    missing = missing_permissions(channel.permissions_for(me), thread=isinstance(channel, discord.Thread))
    return CannotSpeak(place=f"#{channel.name}", missing=missing or (NEEDED["view_channel"], NEEDED["send_messages"]))
