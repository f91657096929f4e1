"""Go on where Skald left off: what was written while it was away, and the turns a stop interrupted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import discord
import structlog
from discord.ext import commands

from bot.client import SkaldBot
from bot.errors import SkaldError
from bot.services.awaiting import SIGN
from bot.services.insistence import LONGEST_PAUSE, SHORTEST_PAUSE
from bot.services.play import PlayService
from bot.services.words_of_trouble import SIGNS
from bot.ui.refusals import OUT_OF_REACH, is_out_of_reach
from bot.ui.utterances import from_message

log = structlog.stdlib.get_logger(__name__)

# A channel that went on for longer without Skald is not waiting for an answer to each of its messages.
MOST_MISSED = 1000

Place = discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel


_SIGNS = (SIGN, *SIGNS, "-# ⚠️")


class Absence(commands.Cog):
    """Nothing a player wrote is lost, also not while nobody listened."""

    def __init__(self, bot: SkaldBot, play: PlayService) -> None:
        self.bot = bot
        self.play = play

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Hear the rest of the channels, too: what does not come with its server, such as an archived thread."""
        log.info("ready", user=str(self.bot.user), guilds=len(self.bot.guilds))
        seen = {place.id for guild in self.bot.guilds for place in self._bound(guild)}
        await self.play.resume(self.play.bindings.keys() - seen)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Catch up in a server: after the start, a connection that was lost for good, or the server's own outage."""
        bound = self._bound(guild)
        if not bound:
            return
        behind = [place for place in bound if self.play.listening.misses(place.id, place.last_message_id or 0)]
        # A server that was out of reach at the start counts as heard until now.
        self.play.listening.lose([place.id for place in behind])
        await self.play.resume({place.id for place in bound} - {place.id for place in behind})
        for place in behind:
            try:
                await self._read(place)
            finally:
                await self.play.resume([place.id])

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """Note what is known of a server that is out of reach."""
        await self._leave([guild])

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note what is known of the servers that nothing is heard of."""
        await self._leave([guild for guild in self.bot.guilds if guild.shard_id == shard_id])

    @commands.Cog.listener()
    async def on_shard_resumed(self, shard_id: int) -> None:
        """Go on: Discord tells a resumed session all that it missed."""
        for guild in self.bot.guilds:
            if guild.shard_id == shard_id and (bound := self._bound(guild)):
                await self.play.resume([place.id for place in bound])

    @commands.Cog.listener()
    async def on_guild_channel_update(self, _: discord.abc.GuildChannel, now: discord.abc.GuildChannel) -> None:
        """Go on where the right to write may have been given back."""
        if self.play.listening.hears(now.id):
            await self.play.resume([now.id])

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Keep the story of a channel that was deleted."""
        await self.play.lose_channel(channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Keep the story of a thread that was deleted."""
        await self.play.lose_channel(payload.thread_id)

    def _bound(self, guild: discord.Guild) -> list[Place]:
        places: tuple[Place, ...] = (
            *guild.text_channels,
            *guild.threads,
            *guild.voice_channels,
            *guild.stage_channels,
        )
        return [place for place in places if place.id in self.play.bindings]

    async def _leave(self, guilds: Sequence[discord.Guild]) -> None:
        await self.play.lose({place.id for guild in guilds for place in self._bound(guild)})

    async def _read(self, channel: Place) -> None:
        missed = await self._history(channel, discord.Object(self.play.listening.kept(channel.id)))
        # A reply begun before the stop is recognised first: what is submitted below may begin the next at once.
        for message in missed:
            if self.play.listening.is_new(channel.id) and self._is_reply(message):
                await self.play.adopt(channel.id, message.id)
        for message in missed:
            if utterance := from_message(message, received_at=message.created_at):
                try:
                    await self.play.submit_missed(utterance)
                except SkaldError as error:
                    log.warning("a missed message could not be taken", message=message.id, reason=str(error))

    async def _history(self, channel: Place, since: discord.Object) -> list[discord.Message]:
        """Read what is newer, however long Discord takes; what a channel does not let be read is not to be had."""
        pause = SHORTEST_PAUSE
        while True:
            try:
                return [one async for one in channel.history(limit=MOST_MISSED, after=since, oldest_first=True)]
            except (discord.HTTPException, *OUT_OF_REACH) as error:
                if not is_out_of_reach(error):
                    log.warning("what was missed could not be read", channel=channel.id, reason=str(error))
                    return []
                log.warning("what was missed cannot be read yet", channel=channel.id, again_in=pause, reason=str(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _is_reply(self, message: discord.Message) -> bool:
        """Tell a story from answers to commands, which come from a webhook, and to messages, which refer to them."""
        mine = self.bot.user is not None and message.author.id == self.bot.user.id
        # What is said of waiting or of trouble is no story, nor is what is shown: duels, charts, reports.
        mine = mine and not (message.content.startswith(_SIGNS) or message.embeds or message.attachments)
        return mine and not (message.webhook_id or message.interaction_metadata or message.reference)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Absence(bot, bot.services.play))
