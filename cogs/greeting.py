"""Say hello to a server, once."""

from __future__ import annotations

import contextlib

import discord
from discord.ext import commands

from bot.client import SkaldBot
from bot.i18n import N_, translate
from bot.services.ports import CannotSpeak
from bot.services.servers import ServerService
from bot.services.tongues import Tongues
from bot.ui.refusals import NEEDED, OPENS_THREADS, PICTURES, how_to_grant, lacking, refusals

HELLO = N_(
    "**I am Skald, a game master.** A channel becomes a campaign: you write what your characters do, I tell the story, "
    "throw real dice and keep the sheets, with whichever language model you pick.\n"
    "Whoever manages this server begins with {setup}: language, model, budget, and a first campaign, in two minutes. "
    "{help} says what one can do."
)
LACKING = N_("For that I lack:\n{missing}")


class Greeting(commands.Cog):
    """What a server hears when Skald comes."""

    def __init__(self, bot: SkaldBot, servers: ServerService, tongues: Tongues) -> None:
        self.bot = bot
        self.servers = servers
        self.tongues = tongues

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a server in a channel one may write to; where there is none, /setup says what is missing."""
        channel = _open_channel(guild)
        if channel is None or not await self.servers.claim_greeting(guild.id, guild.name):
            return
        language = self.tongues.of(0, 0, guild.id, guild.preferred_locale.value)
        hello = translate(HELLO, language).format(setup=self._command("setup"), help=self._command("help"))
        if missing := lacking(guild.me.guild_permissions, NEEDED | OPENS_THREADS | PICTURES):
            grants = how_to_grant(missing, guild.me, language)
            hello += "\n\n" + translate(LACKING, language).format(missing=grants)
        # Whoever takes the right away in between wants no greeting.
        with contextlib.suppress(CannotSpeak), refusals(channel):
            await channel.send(hello[:2000])

    def _command(self, name: str) -> str:
        known = self.bot.command_ids.get(name)
        return f"`/{name}`" if known is None else f"</{name}:{known}>"


def _open_channel(guild: discord.Guild) -> discord.TextChannel | None:
    """Return the channel a server has for such news, else the first that can be written to."""
    first = [guild.system_channel] if guild.system_channel else []
    for channel in [*first, *guild.text_channels]:
        permissions = channel.permissions_for(guild.me)
        if permissions.view_channel and permissions.send_messages:
            return channel
    return None


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Greeting(bot, bot.services.servers, bot.services.tongues))
