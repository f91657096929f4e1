"""Look at everything Skald needs to run, and say for each thing what to do."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import aiohttp
import discord
from discord.http import Route

from bot import __version__
from bot.config import Settings
from bot.errors import OperatorError
from bot.llm.models import Models
from bot.storage import sqlite
from bot.storage.engine import Database, parse
from bot.storage.errors import DatabaseBehind, DatabaseNewer
from bot.storage.versions import newest
from bot.ui.invite import invite_url

DISCORD_SECONDS = 10.0

Verdict = Literal["well", "note", "wrong"]
_MARKS: dict[Verdict, str] = {"well": "✓", "note": "–", "wrong": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing; a `note` is fine as it is, though one may want it otherwise."""

    name: str
    verdict: Verdict
    sentence: str

    def __str__(self) -> str:
        return f"{_MARKS[self.verdict]} {self.name}: {self.sentence}"


async def check(settings: Settings) -> int:
    """Write one line for each thing Skald needs; returns 0 when nothing that matters is wrong, else 1."""
    status = 0
    async for finding in _findings(settings):
        sys.stdout.write(f"{finding}\n")
        sys.stdout.flush()
        if finding.verdict == "wrong":
            status = 1
    return status


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    named = sorted(name.upper() for name in settings.model_fields_set)
    yield Finding("settings", "well", ", ".join(named) + " set" if named else "none set, so all have their defaults")
    yield _data_folder(settings.data_dir)
    yield await _database(settings.database)
    async for finding in _discord(settings):
        yield finding
    async for finding in _models(settings):
        yield finding


def _data_folder(folder: Path) -> Finding:
    place = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"Skald")
    except OSError as error:
        what = f"Skald cannot write to {place} ({error.strerror}). Allow it, make room, or set DATA_DIR elsewhere."
        return Finding("data folder", "wrong", what)
    return Finding("data folder", "well", f"{place} is writable")


async def _database(url: str) -> Finding:
    try:
        parsed = parse(url)
        if parsed.get_backend_name() == "sqlite" and not (file := sqlite.file_of(parsed)).exists():
            return Finding("database", "well", f"{file} will be made at the first start")
        database = await Database.open(url)
        try:
            return await _schema(database)
        finally:
            await database.close()
    except OperatorError as error:
        return Finding("database", "wrong", str(error))


async def _schema(database: Database) -> Finding:
    state = await database.schema_state()
    if state == "current":
        return Finding("database", "well", f"{database.place} answers and is at version {newest()}")
    if state == "newer":
        raise DatabaseNewer(found=await database.schema_version(), known=newest())
    if database.on_sqlite:
        return Finding("database", "well", f"{database.place} answers; the next start brings it to version {newest()}")
    raise DatabaseBehind


async def _discord(settings: Settings) -> AsyncIterator[Finding]:
    if settings.discord_token is None:
        what = "DISCORD_TOKEN is not set, so `python -m bot` opens a page on this machine to play on"
        yield Finding("Discord", "note", what)
        return
    api, token = settings.discord_api_url or Route.BASE, settings.discord_token.get_secret_value().strip()
    try:
        user = await _ask(api, "/users/@me", token)
        application = await _ask(api, "/oauth2/applications/@me", token)
        number = int(application["id"])
        flags = discord.ApplicationFlags._from_value(int(application["flags"]))  # pyright: ignore[reportPrivateUsage]
        name = str(user["username"])
    except _Trouble as trouble:
        yield Finding("Discord", "wrong", str(trouble))
        return
    except (KeyError, TypeError, ValueError):
        yield Finding("Discord", "wrong", f"{api} does not answer as Discord does. Check DISCORD_API_URL.")
        return
    yield Finding("Discord", "well", f"the token is good; the bot is called {name}")
    yield _message_content(flags)
    yield Finding("invite", "note", f"to add it to a server, open {invite_url(number)}")


def _message_content(flags: discord.ApplicationFlags) -> Finding:
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return Finding("intents", "well", "message content is granted, so players simply write")
    what = (
        "message content is not granted, so players speak with /act or by mentioning the bot. To let them simply "
        "write: Developer Portal, your application, Bot, Message Content Intent"
    )
    return Finding("intents", "note", what)


class _Trouble(Exception):
    """Why Discord did not answer as hoped, in a sentence."""


async def _ask(api: str, path: str, token: str) -> Mapping[str, Any]:
    headers = {"Authorization": f"Bot {token}", "User-Agent": f"DiscordBot (skald, {__version__})"}
    timeout = aiohttp.ClientTimeout(total=DISCORD_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{api}{path}", headers=headers) as response,
        ):
            if response.status == 401:
                raise _Trouble(
                    "Discord refused the token. Copy it anew from the Developer Portal (your application, Bot, Reset "
                    "Token) into DISCORD_TOKEN."
                )
            if response.status == 429:
                seconds = response.headers.get("Retry-After", "some")
                raise _Trouble(f"Discord asks this machine to be quiet for {seconds} seconds. Try again then.")
            if response.status != 200:
                raise _Trouble(f"{api} answered with status {response.status}. Try again later, or check the address.")
            return cast("Mapping[str, Any]", await response.json())
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise _Trouble(f"{api} does not answer ({reason}). Check the network and DISCORD_API_URL.") from None


async def _models(settings: Settings) -> AsyncIterator[Finding]:
    try:
        models = Models(settings)
    except OperatorError as error:
        yield Finding("models", "wrong", str(error))
        return
    try:
        for name, well, sentence in await models.check():
            # Nobody asked for Ollama where its address is the default one.
            unasked = name == "ollama" and "ollama_base_url" not in settings.model_fields_set
            yield Finding(name, "well" if well else "note" if unasked else "wrong", sentence)
    finally:
        await models.close()
