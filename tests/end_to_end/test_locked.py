"""Another program holds the database while people play."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import make_url

from bot.storage.engine import Database
from tests.end_to_end.conftest import Seat


def file_of(seat: Seat) -> str:
    return str(make_url(seat.settings.database).database)


def answered(seat: Seat) -> list[str]:
    """Return what was written and is answered, in the order in which it was kept."""
    with closing(sqlite3.connect(file_of(seat))) as database:
        rows = database.execute("SELECT text FROM actions WHERE turn_id IS NOT NULL ORDER BY id")
        return [text for (text,) in rows]


@contextmanager
def locked(seat: Seat) -> Iterator[None]:
    """Hold the database as another program would."""
    other = sqlite3.connect(file_of(seat), isolation_level=None)
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


async def test_what_is_written_while_the_database_is_locked_is_answered_when_it_no_longer_is(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    await impatient(seat)
    assert seat.bot is not None
    seat.bot.services.play._patience = 0.1
    with locked(seat):
        await seat.bruno.say(seat.channel, "I hold my breath.")
        call = await seat.kira.slash(seat.channel, "act", action="I count to ten.")
        told = await call.reply()
        word = await seat.playground.wait_for(lambda: seat.stories()[1:], what="a word to the first")
    assert "Nothing is lost" in told.content
    assert "Nothing is lost" in word[0].content
    await asyncio.wait_for(asyncio.gather(*seat.bot.services.play._keeping), 30)
    await seat.settled()
    assert answered(seat)[1:] == ["I hold my breath.", "I count to ten."]


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
