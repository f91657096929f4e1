"""The programs that are compared, and what each needs before it can be measured."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import ROOT
from benchmarks.traffic import Watch
from playground.model import Channel
from playground.server import Playground

MODEL = "gpt-4o"
AT_ONCE = 10
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Bot:
    """A program under measurement, run as `python -m MODULE` from a checkout; `prepare` is not measured."""

    name: str
    module: str
    prepare: Callable[[Playground, Watch, list[Channel]], Awaitable[None]]
    root: Path = ROOT


def settings(playground: Playground, model_url: str) -> dict[str, str]:
    """Return the environment, the same for every bot: each reads what it knows."""
    return {
        "DISCORD_TOKEN": playground.token,
        "DISCORD_API_URL": playground.api_url,
        "OPENAI_BASE_URL": model_url,
        "OPENAI_API_KEY": "sk-loopback",
        "MODEL": MODEL,
        "DEFAULT_MODEL": f"openai/{MODEL}",
        "DATA_DIR": "data",
        "LOG_LEVEL": "WARNING",
        # The turns of an hour in a minute.
        "TURNS_PER_MINUTE": "10000",
        "SERVER_TURNS_PER_MINUTE": "100000",
    }


async def _nothing(playground: Playground, watch: Watch, channels: list[Channel]) -> None:
    return


async def _create_campaigns(playground: Playground, watch: Watch, channels: list[Channel]) -> None:
    """Create a campaign in every channel as the admin does, and wait until each opening is told."""
    ada = playground.person("ada")
    commands = playground.world.application.commands
    await playground.wait_for(
        lambda: any(item["name"] == "campaign" for item in commands.values()), PATIENCE, "the slash commands"
    )
    turnstile = asyncio.Semaphore(AT_ONCE)

    async def one(channel: Channel) -> None:
        async with turnstile:
            opening = watch.begin(channel)
            chosen = {"name": f"The Vault of {channel.name}", "themes": "lanterns, an old vault", "language": "en"}
            call = await ada.slash(channel, "campaign create", **chosen, model=f"openai/{MODEL}")
            try:
                await asyncio.wait_for(opening.told.wait(), PATIENCE)
            except TimeoutError:
                seen = [item.text for item in [*channel.messages, call.message, *call.followups] if item is not None]
                raise TimeoutError(f"No opening in #{channel.name}; it shows: {seen}") from None

    await asyncio.gather(*(one(channel) for channel in channels))


FLOOR = Bot("floor", "benchmarks.floor", _nothing)
SKALD = Bot("skald", "bot", _create_campaigns)


def skald_of(checkout: Path) -> Bot:
    """Return the Skald of another checkout, in this one's environment."""
    return Bot("before", "bot", _create_campaigns, checkout)
