"""Go on where Skald left off: what was written while it was away, and the turns a stop interrupted."""

from __future__ import annotations

from collections.abc import Sequence

import discord
import structlog
from discord.ext import commands

from bot.client import SkaldBot
from bot.errors import SkaldError
from bot.services.play import PlayService
from bot.ui.utterances import from_message

log = structlog.stdlib.get_logger(__name__)

# A channel that went on for longer without Skald is not waiting for an answer to each of its messages.
MOST_MISSED = 100


class Absence(commands.Cog):
    """Nothing a player wrote is lost, also not while nobody listened."""

    def __init__(self, bot: SkaldBot, play: PlayService) -> None:
        self.bot = bot
        self.play = play

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Catch up in every server, after a start or a lost connection."""
        log.info("ready", user=str(self.bot.user), guilds=len(self.bot.guilds))
        await self._catch_up(self.bot.guilds)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Catch up in a server that was out of reach when the others came."""
        if self.bot.is_ready():
            await self._catch_up([guild])

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Keep the story of a channel that was deleted."""
        await self.play.lose_channel(channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Keep the story of a thread that was deleted."""
        await self.play.lose_channel(payload.thread_id)

    async def _catch_up(self, guilds: Sequence[discord.Guild]) -> None:
        known = await self.play.newest_known()
        here: list[int] = []
        for guild in guilds:
            for channel in (*guild.text_channels, *guild.threads, *guild.voice_channels):
                if channel.id not in self.play.bindings:
                    continue
                here.append(channel.id)
                newest = known.get(channel.id, 0)
                if newest and (channel.last_message_id or 0) > newest:
                    await self._read(channel, newest)
        await self.play.resume(here)

    async def _read(
        self, channel: discord.TextChannel | discord.Thread | discord.VoiceChannel, newest_known: int
    ) -> None:
        try:
            missed = [
                message
                async for message in channel.history(
                    limit=MOST_MISSED, after=discord.Object(newest_known), oldest_first=True
                )
            ]
        except discord.HTTPException as error:
            log.warning("what was missed could not be read", channel=channel.id, reason=str(error))
            return
        # A reply begun before the stop is recognised first: what is submitted below may begin the next at once.
        for message in missed:
            if self._is_reply(message):
                await self.play.adopt(channel.id, message.id)
        for message in missed:
            if utterance := from_message(message, received_at=message.created_at):
                try:
                    await self.play.submit(utterance)
                except SkaldError as error:
                    log.warning("a missed message could not be taken", message=message.id, reason=str(error))

    def _is_reply(self, message: discord.Message) -> bool:
        """Tell the game master's own words from answers to commands, which come from a webhook."""
        mine = self.bot.user is not None and message.author.id == self.bot.user.id
        return mine and message.webhook_id is None and message.interaction_metadata is None


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Absence(bot, bot.services.play))
