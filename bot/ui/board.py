"""Small signs beside the story, in Discord's channels; one that Discord refuses is left out."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import discord
import structlog

from bot.services.ports import CannotSpeak, ChannelGone, DuelCard
from bot.ui.duel_card import duel_message
from bot.ui.pages import LIMIT
from bot.ui.pass_button import pass_view
from bot.ui.refusals import NEEDED, OUT_OF_REACH, refusals
from bot.ui.reply import Channel

log = structlog.stdlib.get_logger(__name__)

MARK = "⏳"


class DiscordBoard:
    """The channels that a client sees, as places for small signs."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def post(self, channel_id: int, text: str, nonce: str, language: str, message_id: int | None) -> int | None:
        channel = self._channel(channel_id)
        if channel is None:
            return None
        with _optional("a notice"):
            if message_id is not None:
                await channel.get_partial_message(message_id).edit(content=text[:LIMIT])
                return message_id
            # Discord answers the nonce of a notice that stood there before a restart with that notice.
            message = await channel.send(text[:LIMIT], nonce=nonce, view=pass_view(language))
            if message.content != text[:LIMIT]:
                await channel.get_partial_message(message.id).edit(content=text[:LIMIT])
            return message.id
        return message_id

    async def take_down(self, channel_id: int, message_id: int) -> None:
        if channel := self._channel(channel_id):
            with _optional("a notice"):
                await channel.get_partial_message(message_id).delete()

    async def say(self, channel_id: int, text: str, mentions: tuple[int, ...] = ()) -> None:
        if channel := self._channel(channel_id):
            allowed = discord.AllowedMentions(
                everyone=False, roles=False, replied_user=False, users=[discord.Object(person) for person in mentions]
            )
            with _optional("a line"):
                await channel.send(text[:LIMIT], allowed_mentions=allowed)

    async def mark(self, channel_id: int, message_id: int) -> None:
        if channel := self._channel(channel_id):
            with _optional("a mark"):
                await channel.get_partial_message(message_id).add_reaction(MARK)

    async def unmark(self, channel_id: int, message_id: int) -> None:
        if (channel := self._channel(channel_id)) and self._client.user is not None:
            with _optional("a mark"):
                await channel.get_partial_message(message_id).remove_reaction(MARK, self._client.user)

    async def show_duel(self, card: DuelCard) -> int:
        duel, shown = card.duel, duel_message(card)
        channel = self._channel(duel.channel_id)
        if channel is None:
            raise ChannelGone
        with refusals(channel):
            if duel.message_ids:
                message_id = duel.message_ids[0]
                message = channel.get_partial_message(message_id)
                await message.edit(content=shown.content, embeds=shown.embeds, view=shown.view)
                return message_id
            # Discord leaves out what it may not embed, and a table would vote on nothing.
            if not channel.permissions_for(channel.guild.me).embed_links:
                raise CannotSpeak(place=f"#{channel.name}", missing=(NEEDED["embed_links"],))
            # The nonce finds a message that was sent just before a restart.
            view = shown.view or discord.utils.MISSING
            message = await channel.send(shown.content, embeds=shown.embeds, view=view, nonce=f"duel-{duel.id}")
            return message.id

    def _channel(self, channel_id: int) -> Channel | None:
        channel = self._client.get_channel(channel_id)
        return channel if isinstance(channel, Channel) else None


@contextmanager
def _optional(what: str) -> Generator[None]:
    """Let the game go on when Discord refuses a sign or does not answer: nothing in it would be lost."""
    try:
        yield
    except (discord.HTTPException, *OUT_OF_REACH) as error:
        log.info("a sign could not be shown", what=what, reason=str(error))
