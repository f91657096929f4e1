"""Look at everything Skald needs to run, and say for each thing what to do."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from bot.checkup import machine
from bot.checkup.application import Application, DiscordTrouble, application_of
from bot.checkup.finding import Finding, note, well, wrong
from bot.checkup.stores import database, redis
from bot.config import Settings, program
from bot.errors import OperatorError
from bot.i18n import DEFAULT_LANGUAGE, N_
from bot.llm.models import Models
from bot.ui.invite import invite_url

MOST_SKEW: Final = 30.0
"""Seconds by which a clock may be off: past them, what Discord's ids say of when something was said misleads."""


async def check(settings: Settings, language: str = DEFAULT_LANGUAGE, file: Path = Path(".env")) -> int:
    """Write one line for each thing Skald needs; returns 0 when nothing that matters is wrong, else 1."""
    status = 0
    async for finding in _findings(settings, file):
        tell(finding, language)
        if finding.verdict == "wrong":
            status = 1
    return status


def refused(error: OperatorError, language: str = DEFAULT_LANGUAGE) -> int:
    """Write the line of settings that could not even be read; returns 1."""
    tell(machine.program(), language)
    tell(Finding(N_("settings"), "wrong", error), language)
    return 1


def tell(finding: Finding, language: str) -> None:
    """Write a line, at once."""
    sys.stdout.write(f"{finding.say(language)}\n")
    sys.stdout.flush()


async def _findings(settings: Settings, file: Path) -> AsyncIterator[Finding]:
    yield machine.program()
    if named := sorted(name.upper() for name in settings.model_fields_set):
        yield well(N_("settings"), N_("{names} set"), names=", ".join(named))
    else:
        yield well(N_("settings"), N_("none set, so all have their defaults"))
    for finding in machine.env_file(file):
        yield finding
    yield machine.data_folder(settings.data_dir)
    yield await database(settings.database)
    async for finding in redis(settings.redis_url):
        yield finding
    async for finding in machine.metrics_port(settings):
        yield finding
    async for finding in _discord(settings):
        yield finding
    async for finding in models(settings):
        yield finding


async def _discord(settings: Settings) -> AsyncIterator[Finding]:
    if settings.discord_token is None:
        what = N_("DISCORD_TOKEN is not set, so `{program}` opens a page on this machine to play on")
        yield note(N_("Discord"), what, program=program())
        return
    try:
        found = await application_of(settings.discord_token.get_secret_value(), settings.discord_api_url)
    except DiscordTrouble as trouble:
        yield Finding(N_("Discord"), "wrong", trouble)
        return
    for finding in told_of(found):
        yield finding


def told_of(found: Application) -> list[Finding]:
    """Say what Discord knows of the bot, and last how it comes into a server."""
    findings = [well(N_("Discord"), N_("the token is good; the bot is called {name}"), name=found.name)]
    if abs(found.ahead) > MOST_SKEW:
        what = N_(
            "this machine's clock is {seconds} seconds away from Discord's. Let it be set by the network: "
            "timedatectl set-ntp true"
        )
        findings.append(wrong(N_("clock"), what, seconds=f"{abs(found.ahead):.0f}"))
    if found.message_content:
        findings.append(well(N_("intents"), N_("message content is granted, so players simply write")))
    else:
        what = N_(
            "message content is not granted, so players speak with /act or by mentioning the bot. To let them simply "
            "write: Developer Portal, your application, Bot, Message Content Intent"
        )
        findings.append(note(N_("intents"), what))
    if found.needs_grant:
        what = N_(
            "the application asks for an OAuth2 code grant, so no link can add it. Switch it off: Developer Portal, "
            "your application, Bot, Requires OAuth2 Code Grant"
        )
        findings.append(wrong(N_("invite"), what))
    else:
        findings.append(note(N_("invite"), N_("to add it to a server, open {link}"), link=invite_url(found.id)))
    return findings


async def models(settings: Settings) -> AsyncIterator[Finding]:
    """Ask every address that is set up which models it serves; nothing is made to say anything, so it costs nothing."""
    try:
        offered = Models(settings)
    except OperatorError as error:
        yield Finding(N_("models"), "wrong", error)
        return
    try:
        for name, is_well, sentence in await offered.check():
            # Nobody asked for Ollama where its address is the default one.
            unasked = name == "ollama" and "ollama_base_url" not in settings.model_fields_set
            yield Finding(name, "well" if is_well else "note" if unasked else "wrong", sentence)
    finally:
        await offered.close()
