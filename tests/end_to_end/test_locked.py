"""Another program holds the database while people play."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url

from bot.storage.engine import Database
from tests.end_to_end.conftest import Seat


@contextmanager
def locked(seat: Seat) -> Iterator[None]:
    """Hold the database as another program would."""
    file = make_url(seat.settings.database).database
    assert file is not None
    other = sqlite3.connect(file, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


async def impatient(seat: Seat) -> None:
    """Have Skald wait for a moment only, so that the tests need not."""
    assert seat.bot is not None
    database: Database = seat.bot.services._database
    async with database.autocommit() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout = 20")


async def test_a_command_that_meets_a_locked_database_names_the_log_and_no_path(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    await impatient(seat)
    with locked(seat):
        call = await seat.kira.slash(seat.channel, "character create", name="Kira", race="elf", **{"class": "rogue"})
        told = await call.reply()
    assert told.seen_by == seat.kira.id
    assert "whoever runs Skald" in told.content
    assert "skald.db" not in told.content
    assert "/" not in told.content
