"""Skald as its own process between a loopback Discord and vendors of an operator's own catalogue."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import aiohttp

from benchmarks.chance import OPENING
from benchmarks.children import ROOT, Child, running
from benchmarks.cores import Cores
from benchmarks.model_server import Served
from benchmarks.start import READY_SECONDS, quiet, ready
from playground.model import Channel
from playground.server import Playground

AT_ONCE = 5
PATIENCE = 60.0
TELLER = "teller"
"""What every vendor calls its one model."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A model server and the arguments it is started with."""

    name: str
    dialect: Literal["openai", "anthropic"]
    arguments: tuple[str, ...]

    @property
    def model(self) -> str:
        """Name its model as commands do."""
        return f"{self.name}/{TELLER}"

    @property
    def label(self) -> str:
        """Name its model as players read it."""
        return f"{self.name.capitalize()} Teller"


class Stage:
    """Everything that runs while players play."""

    def __init__(self, playground: Playground, folder: Path, bot: Child, urls: Mapping[str, str]) -> None:
        self.playground = playground
        self.folder = folder
        self.bot = bot
        self._urls = urls

    @property
    def database(self) -> Path:
        return self.folder / "data" / "skald.db"

    @property
    def mistakes(self) -> tuple[str, ...]:
        """Errors nobody foresaw, as the bot wrote them to its log, and whatever it printed besides."""
        lines = (self.folder / "skald.out").read_text(errors="replace").splitlines()
        return tuple(found for line in lines if (found := mistake_in(line)))

    async def served(self, vendor: Vendor) -> list[Served]:
        """Read what a vendor was asked so far, oldest first."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self._urls[vendor.name].removesuffix('/v1')}/served") as answer,
        ):
            found: list[dict[str, Any]] = await answer.json()
        return [Served(each["at"], tuple(each["marks"]), each["mishap"]) for each in found]

    async def open_table(self, channel: Channel, opener: Vendor, first: Vendor, *fallbacks: Vendor) -> None:
        """Create a campaign whose opening one vendor tells, and give it the models of its turns."""
        ada = self.playground.person("ada")
        given = {"name": f"The Vault of {channel.name}", "themes": "lanterns", "language": "en", "model": opener.model}
        await ada.slash(channel, "campaign create", **given)
        opening = "".join(OPENING)
        try:
            await self.playground.wait_for(
                lambda: any(opening in message.content for message in channel.messages), PATIENCE, "an opening"
            )
        except TimeoutError:
            seen = [message.text for message in channel.messages]
            raise TimeoutError(f"No opening in #{channel.name}; it shows: {seen}") from None
        if first is not opener:
            await (await ada.slash(channel, "campaign model", model=first.model)).reply()
        if fallbacks:
            places = ("first", "second", "third")
            order = {place: vendor.model for place, vendor in zip(places, fallbacks, strict=False)}
            await (await ada.slash(channel, "campaign fallback", **order)).reply()

    async def open_tables(self, opened: Sequence[tuple[Channel, tuple[Vendor, ...]]], opener: Vendor) -> None:
        """Create many, a few at a time, and wait until the bot has nothing left to do."""
        commands = self.playground.world.application.commands
        await self.playground.wait_for(
            lambda: any(item["name"] == "campaign" for item in commands.values()), PATIENCE, "the slash commands"
        )
        turnstile = asyncio.Semaphore(AT_ONCE)

        async def one(channel: Channel, vendors: tuple[Vendor, ...]) -> None:
            async with turnstile:
                await self.open_table(channel, opener, *vendors)

        await self.bot.while_running(asyncio.gather(*(one(*each) for each in opened)), PATIENCE * len(opened))
        await quiet(self.bot, PATIENCE)


@asynccontextmanager
async def staged(
    vendors: Sequence[Vendor], cores: Cores, settings: Mapping[str, str], root: Path = ROOT
) -> AsyncGenerator[Stage]:
    """Start it all in an empty folder, Discord's rate limits included, and end it with the block.

    `root` is the checkout that the bot is run from.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        playground = await Playground.start(record=0)
        stack.push_async_callback(playground.close)
        urls: dict[str, str] = {}
        for vendor in vendors:
            arguments = ["-m", "benchmarks.model_server", *vendor.arguments]
            child = await stack.enter_async_context(running(vendor.name, arguments, {}, folder, cores.harness))
            urls[vendor.name] = await child.while_running(child.first_line(), READY_SECONDS)
        catalogue = folder / "models.toml"
        catalogue.write_text(_catalogue(vendors, urls))
        given = {
            "DISCORD_TOKEN": playground.token,
            "DISCORD_API_URL": playground.api_url,
            "MODEL_CATALOGUE": str(catalogue),
            "OLLAMA_BASE_URL": "http://127.0.0.1:9/v1",
            "DATA_DIR": "data",
            "LOG_LEVEL": "WARNING",
            "LOG_FORMAT": "json",
            **{_key(vendor): "sk-loopback" for vendor in vendors},
            **settings,
        }
        bot = await stack.enter_async_context(running("skald", ["-m", "bot"], given, folder, cores.bot, root))
        await ready(bot, playground)
        yield Stage(playground, folder, bot, urls)


def mistake_in(line: str) -> str:
    """Return what a line of the log says of a mistake of ours; nothing for what is expected to happen."""
    try:
        said = json.loads(line)
    except ValueError:
        return line
    if said.get("level") not in ("error", "critical"):
        return ""
    return f"{said.get('event')}\n{said.get('exception', '')}".strip()


def _key(vendor: Vendor) -> str:
    return f"{vendor.name.upper()}_KEY"


def _catalogue(vendors: Sequence[Vendor], urls: Mapping[str, str]) -> str:
    parts: list[str] = []
    for vendor in vendors:
        url = urls[vendor.name] if vendor.dialect == "openai" else urls[vendor.name].removesuffix("/v1")
        parts += [
            "[[endpoints]]", f'name = "{vendor.name}"', f'dialect = "{vendor.dialect}"', f'base_url = "{url}"',
            f'api_key_env = "{_key(vendor)}"', "[[models]]", f'provider = "{vendor.name}"', f'id = "{TELLER}"',
            f'label = "{vendor.label}"',
        ]  # fmt: skip
    return "\n".join(parts) + "\n"
