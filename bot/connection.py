"""Connect to Discord, and say in a sentence why it does not work."""

from __future__ import annotations

import asyncio
import ctypes
import signal
from contextlib import suppress
from typing import Final

import discord
import structlog

from bot.client import SkaldBot
from bot.config import Settings
from bot.errors import OperatorError
from bot.health import beat
from bot.i18n import N_
from bot.monitoring import watched
from bot.ui import endpoint
from bot.ui.gateway import DiscordGateway

log = structlog.stdlib.get_logger(__name__)

_ARENA_MAX: Final = -8
"""What mallopt(3) calls the number of heaps."""


class TokenMissing(OperatorError):
    sentence = N_("DISCORD_TOKEN is not set. Copy .env.example to .env and put your bot's token there.")


class TokenRefused(OperatorError):
    sentence = N_(
        "Discord refused the token. Copy it anew from the Developer Portal (your application, Bot, Reset Token) "
        "into DISCORD_TOKEN."
    )


async def connect(settings: Settings) -> None:
    """Run the bot until it is told to stop (SIGINT, SIGTERM)."""
    if settings.discord_token is None:
        raise TokenMissing
    _share_one_heap()
    if settings.discord_api_url:
        await endpoint.use(settings.discord_api_url)
    token = settings.discord_token.get_secret_value().strip()
    try:
        await _play(SkaldBot(settings), token)
    except discord.PrivilegedIntentsRequired:
        log.warning(
            "Discord did not grant the message content intent, so players speak with /act or by mentioning Skald. "
            "To let them simply write, switch on Message Content Intent in the Developer Portal (your application, "
            "Bot) and start Skald again."
        )
        await _play(SkaldBot(settings, message_content=False), token)


async def _play(bot: SkaldBot, token: str) -> None:
    stopping = asyncio.Event()
    gateway = DiscordGateway(bot)
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stopping.set)
    async with bot, watched(bot.settings, lambda: getattr(bot, "services", None) and bot.services.status):
        running = asyncio.create_task(bot.start(token))
        beating = asyncio.create_task(beat(lambda: gateway.connected, bot.settings.data_dir / "alive"))
        stop = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                await running
            log.info("stopping; turns in progress are finished at the next start")
        except discord.LoginFailure:
            raise TokenRefused from None
        finally:
            stop.cancel()
            beating.cancel()
            await bot.close()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def _share_one_heap() -> None:
    """Let no thread keep free memory for itself: with a hundred tables that is 4 MB, and only one runs at a time."""
    # Other C libraries know no such thing.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
