"""Look at what this machine gives Skald: its own parts, a place to write, room, a port, a file that nobody reads."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import aiohttp
from dotenv import dotenv_values
from yarl import URL

from bot import __version__
from bot.checkup.finding import Finding, note, well, wrong
from bot.config import Settings, secret_names
from bot.i18n import LOCALES, N_

FULL: Final = 50 * 10**6
"""Bytes left under which the next evening may not be kept."""
SCARCE: Final = 10**9

# What an installation brings beside `bot`, each with a file that is read while Skald runs.
_PARTS: Final = {
    "cogs": "play.py",
    "migrations": "versions/0001_spine.py",
    "playground": "page/index.html",
    "bot.llm": "catalogue.toml",
    "bot.pictures": "fonts/Alegreya-Medium.ttf",
}


def program() -> Finding:
    """Look for the parts of the program itself, and for the fonts it draws with."""
    missing = [f"{name}/{file}" for name, file in _PARTS.items() if not _has(name, file)]
    if not any(LOCALES.glob("*/LC_MESSAGES/skald.mo")):
        missing.append("bot/locales")
    if (spec := find_spec("matplotlib")) is None or not _fonts(spec.origin).is_file():
        missing.append("matplotlib")
    python = ".".join(map(str, sys.version_info[:3]))
    if missing:
        what = N_("parts of Skald {version} are missing ({parts}). Install it anew, as a whole.")
        return wrong(N_("program"), what, version=__version__, parts=", ".join(missing))
    return well(N_("program"), N_("Skald {version} is whole, on Python {python}"), version=__version__, python=python)


def _fonts(origin: str | None) -> Path:
    return Path(origin or "").parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"


def _has(package: str, file: str) -> bool:
    spec = find_spec(package)
    places = [] if spec is None else list(spec.submodule_search_locations or ())
    return any((Path(place) / file).exists() for place in places)


def env_file(file: Path) -> Iterator[Finding]:
    """Look at who may read the settings where they hold a secret."""
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
    except OSError:
        return  # there is none; one that cannot be read has been told of already
    held = [name for name in secret_names() if dotenv_values(file).get(name)]
    if held and mode & (stat.S_IRWXG | stat.S_IRWXO):
        what = N_("{file} holds {names}, and other users of this machine may read it. Run: chmod 600 {file}")
        yield note(N_("secrets"), what, file=file, names=", ".join(held))


def data_folder(folder: Path) -> Finding:
    """Try to write where everything is kept, and look at the room there; leaves nothing behind."""
    place = folder.absolute()
    try:
        made = [one for one in (place, *place.parents) if not one.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"Skald")
        left = shutil.disk_usage(folder).free
        for one in made:
            one.rmdir()
    except OSError as error:
        what = N_("Skald cannot write to {place} ({what}). Allow it, make room, or set DATA_DIR elsewhere.")
        return wrong(N_("data folder"), what, place=place, what=error.strerror or error)
    megabytes = left // 10**6
    if left < FULL:
        what = N_("{place} has {left} MB left, so stories can soon be kept no more. Make room.")
        return wrong(N_("data folder"), what, place=place, left=megabytes)
    if left < SCARCE:
        what = N_("{place} is writable and has {left} MB left. Make room before long.")
        return note(N_("data folder"), what, place=place, left=megabytes)
    return well(N_("data folder"), N_("{place} is writable"), place=place)


async def metrics_port(settings: Settings) -> AsyncIterator[Finding]:
    """Try to open the port that /metrics is to be served on; a Skald that plays there already is fine."""
    port, host = settings.metrics_port, settings.metrics_host
    if not port:
        return
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            # As the server does it, so that a port is not called taken that a Skald left a moment ago.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        if await _alive(host, port):
            yield well("METRICS_PORT", N_("a Skald that runs now answers on {host}:{port}"), port=port, host=host)
            return
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        what = N_(
            "{port} cannot be opened on {host} ({what}). End the program that has it, or choose another METRICS_PORT "
            "or METRICS_HOST."
        )
        yield wrong("METRICS_PORT", what, port=port, host=host, what=reason)
        return
    yield well("METRICS_PORT", N_("{port} is free on {host}"), port=port, host=host)


async def _alive(host: str, port: int) -> bool:
    timeout = aiohttp.ClientTimeout(total=2)
    with suppress(aiohttp.ClientError, TimeoutError, OSError, ValueError):
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(_health(host, port)) as answer:
            return answer.status == 200 and (await answer.content.read(16)).strip() == b"alive"
    return False


def _health(host: str, port: int) -> URL:
    # What listens on every address is reached on this machine's own.
    nearest = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
    return URL.build(scheme="http", host=nearest, port=port, path="/healthz")
