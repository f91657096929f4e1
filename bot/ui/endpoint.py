"""Point the Discord client at the API an operator named."""

from __future__ import annotations

import aiohttp
import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.errors import OperatorError
from bot.i18n import N_


class DiscordUnreachable(OperatorError):
    sentence = N_("Discord's API does not answer at {url} ({reason}). Check DISCORD_API_URL and the network.")


async def use(api_url: str) -> None:
    """Send the whole process's Discord traffic to another API; its gateway is what `GET /gateway` there answers.

    discord.py keeps these three addresses on classes, so this holds for every client of the process.
    """
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.get(f"{api_url}/gateway", raise_for_status=True) as response,
        ):
            gateway = str((await response.json())["url"])
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
        raise DiscordUnreachable(url=api_url, reason=str(error) or type(error).__name__) from None
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    Asset.BASE = str(yarl.URL(api_url).origin())  # pyright: ignore[reportAttributeAccessIssue] (typed as its default)
