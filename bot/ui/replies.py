"""Open replies in Discord's channels."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import discord
import structlog

from bot.services.ports import Attachment, CannotSpeak, ChannelGone, OutOfReach
from bot.ui.pages import pages
from bot.ui.refusals import (
    NEEDED,
    NEEDED_IN_THREADS,
    OUT_OF_REACH,
    PICTURES,
    is_out_of_reach,
    lacking,
    missing_permissions,
    refusals,
)
from bot.ui.reply import Channel, DiscordReply

log = structlog.stdlib.get_logger(__name__)


class DiscordReplies:
    """The channels that a client sees, as places for replies."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    def check(self, channel_id: int) -> None:
        channel = self._channel(channel_id)
        permissions = channel.permissions_for(channel.guild.me)
        missing = missing_permissions(permissions, thread=isinstance(channel, discord.Thread))
        # History and embeds make play nicer; without these two nothing can be told at all.
        if {NEEDED["view_channel"], NEEDED["send_messages"], NEEDED_IN_THREADS} & set(missing):
            raise CannotSpeak(place=f"#{channel.name}", missing=missing)

    def restricted(self, channel_id: int) -> bool:
        channel = self._client.get_channel(channel_id)
        return isinstance(channel, Channel) and channel.is_nsfw()

    def open(self, channel_id: int, nonce: str, message_ids: tuple[int, ...] = ()) -> DiscordReply:
        return DiscordReply(self._channel(channel_id), nonce, message_ids)

    async def say(self, channel_id: int, text: str) -> tuple[int, ...]:
        channel = self._channel(channel_id)
        with refusals(channel):
            return tuple([(await channel.send(page)).id for page in pages(text)])

    async def send(self, channel_id: int, text: str, files: Sequence[Attachment] = (), nonce: str | None = None) -> int:
        channel = await self._reached(channel_id)
        if files and (missing := lacking(channel.permissions_for(channel.guild.me), PICTURES)):
            raise CannotSpeak(place=f"#{channel.name}", missing=missing)
        attached = [discord.File(BytesIO(one.content), one.name, description=one.alt[:1024] or None) for one in files]
        marked: dict[str, Any] = {} if nonce is None else {"nonce": nonce}
        with refusals(channel):
            return (await channel.send(text, files=attached, **marked)).id

    async def retire(self, channel_id: int, message_ids: tuple[int, ...], note: str) -> None:
        channel = self._channel(channel_id)
        for message_id in message_ids[:1]:
            with refusals(channel), contextlib.suppress(discord.NotFound):  # gone already is fine
                await channel.get_partial_message(message_id).edit(content=note, view=None)
        await self.withdraw(channel_id, message_ids[1:])

    async def withdraw(self, channel_id: int, message_ids: tuple[int, ...]) -> None:
        channel = self._channel(channel_id)
        for message_id in message_ids:
            try:
                await channel.get_partial_message(message_id).delete()
            except (discord.HTTPException, *OUT_OF_REACH) as error:
                log.info("a message could not be taken back", reason=str(error))

    async def tell_person(self, discord_id: int, sentence: str) -> bool:
        try:
            person = self._client.get_user(discord_id) or await self._client.fetch_user(discord_id)
            await person.send(sentence)
        except (discord.HTTPException, *OUT_OF_REACH) as error:
            log.info("a person takes no direct messages", reason=str(error))
            return False
        return True

    async def _reached(self, channel_id: int) -> Channel:
        """Return a channel; one that is not known here is asked for, as are threads that went to sleep.

        So a server that Discord does not show just now is not taken for a channel that is gone.
        """
        with contextlib.suppress(ChannelGone):
            return self._channel(channel_id)
        try:
            channel = await self._client.fetch_channel(channel_id)
        except (discord.HTTPException, discord.InvalidData, *OUT_OF_REACH) as error:
            raise (OutOfReach if is_out_of_reach(error) else ChannelGone) from error
        if not isinstance(channel, Channel):
            raise ChannelGone
        return channel

    def _channel(self, channel_id: int) -> Channel:
        channel = self._client.get_channel(channel_id)
        if isinstance(channel, Channel):
            return channel
        raise ChannelGone
