"""Reach SQLite with one trip to its thread for each statement."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import URL
from sqlalchemy.pool import NullPool

from bot.storage.connections import AsyncEngine, create_async_engine
from bot.storage.errors import BadDatabaseUrl, DataFolderUnwritable

_SETTINGS = ("PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON", "PRAGMA temp_store = MEMORY")


def file_of(url: URL) -> Path:
    """Return the database file a URL names; raises `BadDatabaseUrl` for one in memory, which would be lost."""
    if not url.database or url.database == ":memory:" or url.query:
        raise BadDatabaseUrl(what="a SQLite address names one file and nothing else")
    return Path(url.database)


def connect(file: Path, busy_timeout: float) -> sqlite3.Connection:
    """Open a file the way Skald uses it: WAL, foreign keys, every statement on its own unless BEGIN is said.

    `busy_timeout` is in seconds.
    """
    connection = sqlite3.connect(file, timeout=busy_timeout, isolation_level=None, check_same_thread=False)
    try:
        _use_wal(connection, busy_timeout)
        for setting in _SETTINGS:
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection, patience: float) -> None:
    """Switch to WAL; two programs that do so at once meet SQLITE_BUSY without the busy timeout being waited for."""
    deadline = time.monotonic() + patience
    while True:
        try:
            # Asking first: a file stays in WAL, and setting it again takes a lock.
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def make_folder(file: Path) -> None:
    """Make the folder a database file goes into; raises `DataFolderUnwritable`."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderUnwritable(place=file.parent, what=error.strerror) from error


def engine_for(file: Path, busy_timeout: float) -> AsyncEngine:
    """Return an engine with a single connection to a file, in a folder that is made if it is not there."""
    make_folder(file)

    def create(*_args: object, **_kwargs: object) -> _Connection:
        return _Connection(lambda: connect(file, busy_timeout), iter_chunk_size=64)

    return create_async_engine(
        "sqlite+aiosqlite:///unused",
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
        connect_args={"async_creator_fn": create},
    )


class _Cursor:
    """What SQLAlchemy needs of a cursor; the rows come back with the statement that asked for them.

    aiosqlite goes to its thread to open a cursor, to run it, to fetch and to close, which costs more than SQLite.
    """

    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> _Cursor:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        await self._run(lambda cursor: cursor.execute(sql, parameters))

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        await self._run(lambda cursor: cursor.executemany(sql, rows))

    async def fetchall(self) -> Sequence[Any]:
        rows, self._rows = self._rows, ()
        return rows

    async def close(self) -> None:
        self._rows = ()

    async def _run(self, work: Callable[[sqlite3.Cursor], object]) -> None:
        await self._connection.run(lambda connection: self._in_thread(connection, work))

    def _in_thread(self, connection: sqlite3.Connection, work: Callable[[sqlite3.Cursor], object]) -> None:
        cursor = connection.cursor()
        try:
            work(cursor)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else ()
            self.rowcount = cursor.rowcount
            self.lastrowid = cursor.lastrowid
        finally:
            cursor.close()


class _Connection(aiosqlite.Connection):
    """aiosqlite's connection and thread, with cheap cursors."""

    _stopped: asyncio.Future[object] | None = None

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._open().__await__()

    def stop(self) -> asyncio.Future[object] | None:
        self._stopped = super().stop()  # pyright: ignore[reportUnknownMemberType] (its result is untyped)
        return self._stopped

    async def _open(self) -> aiosqlite.Connection:
        self._thread.start()
        try:
            return await self._connect()
        except BaseException:
            # aiosqlite tells its thread to end and goes; a thread that outlives the event loop writes a traceback.
            if self._stopped is not None:
                await self._stopped
            raise

    def cursor(self) -> Any:
        return _Cursor(self)

    async def run(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do something with the real connection in its thread."""
        await self._execute(lambda: work(self._conn))  # pyright: ignore[reportUnknownMemberType] (untyped)
