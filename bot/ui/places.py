"""Find or open the place where a campaign is played."""

from __future__ import annotations

import contextlib
from typing import Any, Final, Literal

import discord

from bot.domain.plaintext import fold, shorten
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.ports import OutOfReach
from bot.ui.refusals import (
    NEEDED,
    OPENS_CHANNELS,
    OPENS_THREADS,
    PermissionsMissing,
    is_out_of_reach,
    lacking,
    missing_permissions,
)
from bot.ui.reply import Channel

Where = Literal["channel", "thread", "here"]

# Discord tells of a new thread by the gateway, which may be later than its answer.
ARRIVAL_SECONDS: Final = 5
NAME_LENGTH: Final = 100


class ChannelGoneMeanwhile(SkaldError):
    sentence = N_("This channel is gone by now. Choose another place for the campaign.")


class NoThreadsHere(SkaldError):
    sentence = N_("This kind of channel has no threads. Choose this channel, or a new one.")


class NoRoom(SkaldError):
    sentence = N_("Discord did not let me open a place of its own for the campaign. Choose this channel instead.")


def lacks(interaction: discord.Interaction[Any], where: Where) -> tuple[str, ...]:
    """Name the permissions that playing in such a place would take and Skald does not have."""
    have = interaction.app_permissions
    if where == "here":
        return missing_permissions(have, thread=isinstance(interaction.channel, discord.Thread))
    if where == "thread":
        return lacking(have, {name: label for name, label in NEEDED.items() if name != "send_messages"} | OPENS_THREADS)
    at_server = interaction.guild.me.guild_permissions if interaction.guild else discord.Permissions.none()
    return lacking(at_server, NEEDED | OPENS_CHANNELS)


def check_place(interaction: discord.Interaction[Any], where: Where) -> None:
    """Check that a campaign can be played in such a place; raises `PermissionsMissing`."""
    missing = lacks(interaction, where)
    if missing and interaction.guild is not None:
        raise PermissionsMissing(missing, interaction.guild.me)


async def open_place(interaction: discord.Interaction[Any], where: Where, name: str) -> Channel:
    """Return the channel to play in, made now unless it is the one somebody writes in.

    Raises a sentence where Discord refuses; the reason Discord keeps in its log names who asked.
    """
    check_place(interaction, where)
    here = _here(interaction)
    if where == "here":
        return here
    reason = f"{interaction.user} started a campaign"[:500]
    try:
        if where == "thread":
            return await _new_thread(interaction, here, name, reason)
        category = here.parent.category if isinstance(here, discord.Thread) and here.parent else here.category
        # Discord spells it its own way, and refuses what has no letter in it.
        spelled = "-".join(fold(name).split())[:NAME_LENGTH].strip("-") or "campaign"
        return await here.guild.create_text_channel(spelled, category=category, reason=reason)
    except discord.Forbidden:
        raise PermissionsMissing(
            tuple((OPENS_THREADS if where == "thread" else OPENS_CHANNELS).values()), here.guild.me
        ) from None
    except discord.HTTPException as error:
        raise (OutOfReach() if is_out_of_reach(error) else NoRoom()) from error


async def _new_thread(interaction: discord.Interaction[Any], here: Channel, name: str, reason: str) -> discord.Thread:
    parent = here.parent if isinstance(here, discord.Thread) else here
    if not isinstance(parent, discord.TextChannel):
        raise NoThreadsHere
    thread = await parent.create_thread(
        name=shorten(name, NAME_LENGTH), type=discord.ChannelType.public_thread, reason=reason
    )

    def is_it(made: discord.Thread) -> bool:
        return made.id == thread.id

    if here.guild.get_thread(thread.id) is None:
        # Where it stays away, it is told of later; until then its campaign waits.
        with contextlib.suppress(TimeoutError):
            await interaction.client.wait_for("thread_create", check=is_it, timeout=ARRIVAL_SECONDS)
    return thread


def _here(interaction: discord.Interaction[Any]) -> Channel:
    """Return the channel somebody writes in, as it is known here with everything that belongs to it."""
    found = interaction.client.get_channel(interaction.channel_id or 0)
    if not isinstance(found, Channel):
        raise ChannelGoneMeanwhile
    return found
