"""Look at where things are kept: the database, and a Redis where one is set."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pydantic import SecretStr

from bot.checkup.finding import Finding, note, well
from bot.errors import OperatorError
from bot.i18n import N_
from bot.llm.cache.entry import Lifetime
from bot.llm.cache.redis import Redis
from bot.storage import sqlite
from bot.storage.engine import Database, parse
from bot.storage.errors import DatabaseBehind, DatabaseNewer
from bot.storage.versions import newest

REDIS_SECONDS = 5.0


REDIS_AWAY = N_(
    "nothing answers there as Redis does ({what}). Start it, or mend REDIS_URL; until then each process counts and "
    "keeps by itself."
)


async def database(url: str) -> Finding:
    """Open the database, unless it is a file that is not there yet, and compare its version with the program's."""
    try:
        parsed = parse(url)
        if parsed.get_backend_name() == "sqlite" and not (file := sqlite.file_of(parsed)).exists():
            return well(N_("database"), N_("{file} will be made at the first start"), file=file)
        opened = await Database.open(url)
        try:
            return await _schema(opened)
        finally:
            await opened.close()
    except OperatorError as error:
        return Finding(N_("database"), "wrong", error)


async def _schema(opened: Database) -> Finding:
    state = await opened.schema_state()
    if state == "current":
        what = N_("{place} answers and is at version {version}")
        return well(N_("database"), what, place=opened.place, version=newest())
    if state == "newer":
        raise DatabaseNewer(found=await opened.schema_version(), known=newest())
    if opened.on_sqlite:
        what = N_("{place} answers; the next start brings it to version {version}")
        return well(N_("database"), what, place=opened.place, version=newest())
    raise DatabaseBehind


async def redis(url: SecretStr | None) -> AsyncIterator[Finding]:
    """Ask a Redis that is set whether it is there; what it keeps can be lost, so one that is away is a note."""
    if url is None:
        return
    try:
        asked = Redis(url, Lifetime(0), seconds=REDIS_SECONDS)
        try:
            fault = await asked.fault()
        finally:
            await asked.close()
    except OperatorError as error:
        yield Finding("Redis", "wrong", error)
        return
    yield well("Redis", N_("answers")) if fault is None else note("Redis", REDIS_AWAY, what=fault)
