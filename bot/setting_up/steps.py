"""The questions of the set-up, one for each thing that may be missing; without a person, what was given is tried."""

from __future__ import annotations

import asyncio
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot import checkup, config
from bot.checkup import machine
from bot.checkup.application import Application, DiscordTrouble, NotReached, StrangeStatus, application_of
from bot.checkup.finding import Finding
from bot.config import Settings
from bot.errors import OperatorError
from bot.i18n import N_, Sentence
from bot.llm.models import Models
from bot.setting_up.env_file import EnvFile
from bot.setting_up.terminal import Terminal

_WHERE_TOKEN = N_(
    "Skald needs a bot of yours on Discord: https://discord.com/developers/applications → New Application, then Bot → "
    "Reset Token. Without one, it opens a page on this machine to play on."
)
_TOKEN = N_("Token of the bot; Enter for none")
_DATA = N_("Folder for the database and whatever else Skald keeps")
_KEY = N_("{name}; Enter for none")
_KEEP = N_("Keep it all the same?")
_MODELS = N_("These models can tell stories now:")
_DEFAULT = N_("Number of the one that tells where a table has not picked another; Enter leaves it to Skald")
_SEAL = N_("May admins of servers bring keys of their own? A secret that seals them is made for it.")

VENDORS: Final = ("openai", "anthropic", "deepseek")


class NotUsable(OperatorError):
    sentence = N_("Nothing was written. {name}: {what}")


@dataclass(slots=True)
class SetUp:
    """What stands, what was given on the command line, and what is to be written.

    `terminal` is None when nobody is there to be asked. `offline` trusts what was given and asks no server.
    """

    file: EnvFile
    language: str
    terminal: Terminal | None
    offline: bool
    new: dict[str, str] = field(default_factory=dict[str, str])

    def value(self, name: str) -> str | None:
        """Return what counts in the end: what is new, else the environment's, else the file's."""
        return self.new.get(name) or os.environ.get(name) or self.file.value(name)

    def settings(self) -> Settings:
        """Return the settings as they will be; raises `BadSettings`."""
        return config.load(self.file.path, **{name.lower(): value for name, value in self.new.items()})

    def tell(self, finding: Finding) -> None:
        """Write a line about one thing."""
        checkup.tell(finding, self.language)


def discord_token(setup: SetUp) -> Application | None:
    """Ask for the token until Discord knows it; None without one, or when nothing could be asked."""
    while True:
        token = setup.value("DISCORD_TOKEN")
        if token is not None:
            if setup.offline:
                return None
            try:
                found = asyncio.run(application_of(token, setup.settings().discord_api_url))
            except DiscordTrouble as trouble:
                # What is typed here would be written, and the environment's would still be the one that counts.
                if setup.terminal is None or (os.environ.get("DISCORD_TOKEN") == token and not setup.new):
                    raise NotUsable(name="DISCORD_TOKEN", what=Sentence(trouble.sentence, trouble.values)) from None
                setup.tell(Finding("DISCORD_TOKEN", "wrong", trouble))
                if isinstance(trouble, NotReached | StrangeStatus) and setup.terminal.agrees(_KEEP, default=True):
                    return None
            else:
                # How it comes into a server is said at the end, where it is not scrolled away.
                for finding in checkup.told_of(found)[:-1]:
                    setup.tell(finding)
                return found
        if setup.terminal is None:
            return None
        if token is None:
            setup.terminal.say(_WHERE_TOKEN)
        answer = setup.terminal.ask_secret(_TOKEN)
        if not answer:
            setup.new.pop("DISCORD_TOKEN", None)
            return None
        setup.new["DISCORD_TOKEN"] = answer.removeprefix("Bot ").strip()


def data_folder(setup: SetUp) -> None:
    """Ask where everything is kept, until Skald can write there."""
    while True:
        known = setup.value("DATA_DIR")
        if known is None and setup.terminal is not None:
            known = setup.terminal.ask(_DATA, default="data")
            if known != "data":
                setup.new["DATA_DIR"] = known
        found = machine.data_folder(Path(known or "data"))
        if found.verdict != "wrong":
            setup.tell(found)
            return
        if setup.terminal is None or os.environ.get("DATA_DIR"):
            raise NotUsable(name="DATA_DIR", what=found.sentence)
        setup.tell(found)
        setup.new["DATA_DIR"] = setup.terminal.ask(_DATA)


def keys(setup: SetUp) -> None:
    """Ask for the keys of the vendors that have none; each is tried by asking which models it serves."""
    for vendor in VENDORS:
        name = f"{vendor.upper()}_API_KEY"
        while True:
            was_new = name in setup.new
            if setup.value(name) is None:
                key = setup.terminal.ask_secret(_KEY, name=name) if setup.terminal else ""
                if not key:
                    break
                setup.new[name] = key
                was_new = True
            if setup.offline or not was_new:
                break
            found = asyncio.run(_about(vendor, setup.settings()))
            if found is None or found.verdict != "wrong":
                if found is not None:
                    setup.tell(found)
                break
            if setup.terminal is None:
                raise NotUsable(name=name, what=found.sentence)
            setup.tell(found)
            if setup.terminal.agrees(_KEEP, default=False):
                break
            del setup.new[name]


async def _about(name: str, settings: Settings) -> Finding | None:
    async for finding in checkup.models(settings):
        if finding.name == name:
            return finding
    return None


def default_model(setup: SetUp) -> None:
    """Ask who tells where a table has not picked another, if there is a choice; one that was given is tried."""
    if "DEFAULT_MODEL" in setup.new and not setup.offline:
        found = asyncio.run(_about("DEFAULT_MODEL", setup.settings()))
        if found is not None and found.verdict == "wrong":
            raise NotUsable(name="DEFAULT_MODEL", what=found.sentence)
    if setup.terminal is None or setup.offline or setup.value("DEFAULT_MODEL") is not None:
        return
    offered = asyncio.run(_offered(setup.settings()))
    if any(not name.startswith("offline/") for name in offered):
        setup.terminal.say(_MODELS)
        if chosen := setup.terminal.choose(_DEFAULT, offered):
            setup.new["DEFAULT_MODEL"] = chosen


async def _offered(settings: Settings) -> list[str]:
    models = Models(settings)
    try:
        return [card.name for card in await models.offered()]
    finally:
        await models.close()


def secret_key(setup: SetUp) -> None:
    """Make the secret that seals what servers bring, unless there is one; without a person to ask, always."""
    if setup.value("SECRET_KEY") is None and (setup.terminal is None or setup.terminal.agrees(_SEAL, default=True)):
        setup.new["SECRET_KEY"] = secrets.token_hex(32)
