"""Turn Discord's refusals into sentences that name what is missing."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import aiohttp
import discord

from bot.domain.plaintext import escape
from bot.errors import SkaldError
from bot.i18n import N_, translate
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

# What opening a place for a campaign takes, and what pictures take.
OPENS_CHANNELS = {"manage_channels": N_("Manage Channels")}
OPENS_THREADS = {"create_public_threads": N_("Create Public Threads"), "send_messages_in_threads": NEEDED_IN_THREADS}
PICTURES = {"attach_files": N_("Attach Files")}
_KNOWN = NEEDED | OPENS_CHANNELS | OPENS_THREADS | PICTURES

AT_SERVER = N_("**{permission}**: Server Settings → Roles → {role} → Permissions")
AT_CHANNEL = N_("**{permission}**: the channel's settings → Permissions, for the role {role}")


class PermissionsMissing(SkaldError):
    """What Skald lacks, one permission a line, with the place where somebody can grant it."""

    sentence = N_("I cannot do that yet. Somebody who manages this server can give me what I lack:\n{missing}")

    def __init__(self, missing: Sequence[str], me: discord.Member) -> None:
        self._missing, self._me = tuple(missing), me
        super().__init__(missing=self._missing)

    def say(self, language: str) -> str:
        return translate(self.sentence, language).format(missing=how_to_grant(self._missing, self._me, language))


def lacking(permissions: discord.Permissions, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """Name those of the wanted permissions that these lack."""
    return tuple(label for name, label in wanted.items() if not getattr(permissions, name))


def how_to_grant(missing: Sequence[str], me: discord.Member, language: str) -> str:
    """Say of each missing permission, on a line of its own, where it is granted.

    What the server gives to Skald and a channel takes away is given back in that channel's settings.
    """
    names = {label: name for name, label in _KNOWN.items()}
    role = escape(me.guild.self_role.name if me.guild.self_role else me.name)
    return "\n".join(
        "- "
        + translate(AT_CHANNEL if getattr(me.guild_permissions, names[label]) else AT_SERVER, language).format(
            permission=translate(label, language), role=role
        )
        for label in missing
    )


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


def check_embeds(interaction: discord.Interaction[Any]) -> None:
    """Raise `CannotSpeak` where what is shown in embeds would be left out: Discord says nothing of it."""
    if not interaction.app_permissions.embed_links:
        place = getattr(interaction.channel, "name", None) or "?"
        raise CannotSpeak(place=f"#{place}", missing=(NEEDED["embed_links"],))


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
