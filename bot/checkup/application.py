"""Ask Discord who a token belongs to, and say why it does not answer as hoped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, cast

import aiohttp
import discord
from discord.http import Route

from bot import __version__
from bot.errors import OperatorError
from bot.i18n import N_

SECONDS: Final = 10.0
_TOKEN: Final = re.compile(r"[!-~]{20,200}")


class DiscordTrouble(OperatorError):
    """Discord did not answer as hoped; another try or another token may."""


class NoToken(DiscordTrouble):
    sentence = N_(
        "This is no token of a bot: those are about 70 letters, digits and dots, without spaces. Copy it from the "
        "Developer Portal (your application, Bot, Reset Token)."
    )


class TokenWrong(DiscordTrouble):
    sentence = N_(
        "Discord refused the token. Copy it anew from the Developer Portal (your application, Bot, Reset Token) "
        "into DISCORD_TOKEN."
    )


class AskedTooOften(DiscordTrouble):
    sentence = N_("Discord asks this machine to be quiet for {seconds} seconds. Try again then.")


class StrangeStatus(DiscordTrouble):
    sentence = N_("{api} answered with status {status}. Try again later, or check the address.")


class NotReached(DiscordTrouble):
    sentence = N_("{api} does not answer ({what}). Check the network and DISCORD_API_URL.")


class NotDiscord(DiscordTrouble):
    sentence = N_("{api} does not answer as Discord does. Check DISCORD_API_URL.")


@dataclass(frozen=True, slots=True)
class Application:
    """What Discord knows of the bot; `ahead` is by how many seconds this machine's clock is before Discord's."""

    id: int
    name: str
    message_content: bool
    needs_grant: bool
    ahead: float


async def application_of(token: str, api: str | None = None) -> Application:
    """Ask Discord, or the API at another address, who a token belongs to; raises `DiscordTrouble`."""
    token, api = token.strip(), api or Route.BASE
    if not _TOKEN.fullmatch(token):
        raise NoToken
    user, _ = await _ask(api, "/users/@me", token)
    application, ahead = await _ask(api, "/oauth2/applications/@me", token)
    try:
        flags = discord.ApplicationFlags._from_value(int(application["flags"]))  # pyright: ignore[reportPrivateUsage]
        return Application(
            id=int(application["id"]),
            name=str(user["username"]),
            message_content=flags.gateway_message_content or flags.gateway_message_content_limited,
            needs_grant=bool(application.get("bot_require_code_grant")),
            ahead=ahead,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotDiscord(api=api) from None


async def _ask(api: str, path: str, token: str) -> tuple[Mapping[str, Any], float]:
    """Return the answer, and by how many seconds our clock is ahead of the one in its header."""
    headers = {"Authorization": f"Bot {token}", "User-Agent": f"DiscordBot (skald, {__version__})"}
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{api}{path}", headers=headers) as response,
        ):
            if response.status == 401:
                raise TokenWrong
            if response.status == 429:
                raise AskedTooOften(seconds=response.headers.get("Retry-After", "?"))
            if response.status != 200:
                raise StrangeStatus(api=api, status=response.status)
            return cast("Mapping[str, Any]", await response.json()), _ahead(response.headers.get("Date"))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise NotReached(api=api, what=str(error) or type(error).__name__) from None


def _ahead(date: str | None) -> float:
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return 0.0  # a proxy took it out, or wrote something else there
    return (datetime.now(UTC) - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds()
