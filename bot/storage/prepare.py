"""See to it that the database fits the program before anything is read from it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import bot
from bot.storage import new_file
from bot.storage.engine import Database
from bot.storage.errors import DatabaseBehind, DatabaseNewer, MigrationFailed
from bot.storage.versions import newest


async def prepare(database: Database) -> None:
    """Make or upgrade a SQLite file.

    Raises `DatabaseNewer` for one from the future, and `DatabaseBehind` where upgrading is the operator's to decide.
    """
    state = await database.schema_state()
    if state == "newer":
        raise DatabaseNewer(found=await database.schema_version(), known=newest())
    if state == "current":
        return
    if not database.on_sqlite:
        raise DatabaseBehind
    await new_file.fill(database)
    if await database.schema_state() != "current":
        await _upgrade_apart(database.place)


async def _upgrade_apart(file: str) -> None:
    """Upgrade in a process of its own, because Alembic's memory would stay with the bot."""
    home = str(Path(bot.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.storage.migrate", f"sqlite:///{file}"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        _, said = await process.communicate()
    except BaseException:
        process.kill()
        raise
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        raise MigrationFailed(what=lines[-1] if lines else f"the upgrade ended with status {process.returncode}")
