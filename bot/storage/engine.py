"""Open the database and hand out its connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, cast

from sqlalchemy import URL, Executable, Row, Table, make_url
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.exc import ArgumentError

from bot.i18n import N_, Sentence
from bot.storage import postgres, sqlite
from bot.storage.connections import AsyncConnection, AsyncEngine
from bot.storage.errors import BadDatabaseUrl, DatabaseClosed, speaking
from bot.storage.versions import SchemaState, found_on, state_of

BUSY_SECONDS = 10.0
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}


def parse(url: str) -> URL:
    """Read a database URL, with or without the driver's name; raises `BadDatabaseUrl`."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The text may hold a password, so it is not repeated.
        raise BadDatabaseUrl(what=Sentence(N_("it is not a URL"))) from None
    name = _DRIVERS.get(parsed.drivername, parsed.drivername)
    if name not in _DRIVERS.values():
        raise BadDatabaseUrl(what=Sentence(N_("{name} is not known"), {"name": parsed.drivername}))
    return parsed.set(drivername=name)


async def all_rows(connection: AsyncConnection, statement: Executable) -> Sequence[Row[Any]]:
    """Return all rows, made into values in a thread: thousands at once would hold the event loop up."""
    result = await connection.execute(statement)
    return await asyncio.to_thread(result.all)


class Database:
    """An open database; errors an operator can mend leave it as `OperatorError`."""

    def __init__(self, engine: AsyncEngine, place: str) -> None:
        self.engine = engine
        self.place = place
        self.on_sqlite = engine.dialect.name == "sqlite"
        self._statements = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._only: AsyncConnection | None = None
        self._snapshots = engine.execution_options(
            isolation_level="AUTOCOMMIT" if self.on_sqlite else "REPEATABLE READ"
        )
        self._turnstile = asyncio.Lock()
        self._readers = asyncio.Lock()
        self._closed = False

    @classmethod
    async def open(cls, url: str, *, busy_timeout: float = BUSY_SECONDS) -> Database:
        """Connect to a SQLite file, made if it is not there, or to PostgreSQL; seconds to wait for a locked file."""
        parsed = parse(url)
        if parsed.get_backend_name() == "sqlite":
            file = sqlite.file_of(parsed)
            database = cls(sqlite.engine_for(file, busy_timeout), str(file))
        else:
            database = cls(postgres.engine_for(parsed), postgres.place_of(parsed))
        try:
            async with database.autocommit():
                return database
        except BaseException:
            await database.close()
            raise

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Lend a connection in a transaction that commits at the end, and is undone by an exception."""
        return self._begin_sqlite() if self.on_sqlite else self._begin_postgres()

    def autocommit(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Lend a connection where each statement stands and commits alone; one round trip each, reads included."""
        return self._autocommit_sqlite() if self.on_sqlite else self._autocommit_postgres()

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """Lend a connection that only reads, all of it as of one moment; on SQLite one beside that of the turns.

        What takes long to read stands in nobody's way. One at a time reads so on SQLite.
        """
        if not self.on_sqlite:
            with speaking(self.place):
                async with self._snapshots.connect() as connection:
                    yield connection
            return
        async with self._readers:
            with speaking(self.place):
                if self._closed:
                    raise DatabaseClosed
                async with self.engine.connect() as connection:
                    await connection.exec_driver_sql("PRAGMA query_only = ON")
                    await connection.exec_driver_sql("BEGIN")
                    yield connection

    def insert(self, table: Table) -> sqlite_dialect.Insert:
        """Return this database's INSERT, the one that knows ON CONFLICT (both databases spell it alike)."""
        if self.on_sqlite:
            return sqlite_dialect.insert(table)
        from sqlalchemy.dialects import postgresql  # only those who use it pay for it

        return cast("sqlite_dialect.Insert", postgresql.insert(table))

    async def schema_version(self) -> str | None:
        """Return the number of the last migration this database has had, None for an empty one."""
        async with self.autocommit() as connection:
            return await connection.run_sync(found_on)

    async def schema_state(self) -> SchemaState:
        """Tell whether this database fits the program."""
        return state_of(await self.schema_version())

    async def close(self) -> None:
        """Close every connection."""
        async with self._turnstile:
            self._closed = True
            if self._only is not None:
                await self._only.close()
                self._only = None
        await self.engine.dispose()

    @asynccontextmanager
    async def _begin_postgres(self) -> AsyncGenerator[AsyncConnection]:
        with speaking(self.place):
            async with self.engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def _autocommit_postgres(self) -> AsyncGenerator[AsyncConnection]:
        with speaking(self.place):
            async with self._statements.connect() as connection:
                yield connection

    @asynccontextmanager
    async def _begin_sqlite(self) -> AsyncGenerator[AsyncConnection]:
        async with self._autocommit_sqlite() as connection:
            # A deferred BEGIN would fail at once, busy timeout or not, when another process wrote in between.
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            await connection.commit()

    @asynccontextmanager
    async def _autocommit_sqlite(self) -> AsyncGenerator[AsyncConnection]:
        """Lend the one connection; it is never returned to a pool, whose clean-up costs as much as a statement."""
        async with self._turnstile:
            with speaking(self.place):
                if self._closed:
                    raise DatabaseClosed
                if self._only is None:
                    self._only = await self.engine.connect()
                try:
                    yield self._only
                except BaseException:
                    await self._only.rollback()
                    raise
