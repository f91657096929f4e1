"""Bring a database up to date; the only room that loads Alembic, so the running bot stays out of it."""

from __future__ import annotations

import asyncio
import sys
from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.errors import OperatorError
from bot.storage import postgres, sqlite
from bot.storage.engine import parse
from bot.storage.errors import DatabaseNewer, MigrationFailed, speaking
from bot.storage.versions import found_on, newest, state_of

# Whoever comes second waits this long for whoever is upgrading.
PATIENCE_SECONDS = 60.0
_ADVISORY_LOCK = 0x5CA1D


def migrate(url: str, *, patience: float = PATIENCE_SECONDS) -> None:
    """Upgrade a database, made if it is a SQLite file that is not there; call it outside an event loop.

    It goes as a whole or not at all, and two that start at once come after one another. Raises `OperatorError`.
    """
    parsed = parse(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            _on_sqlite(sqlite.file_of(parsed), patience)
        else:
            asyncio.run(_on_postgres(parsed, patience))
    except SQLAlchemyError as error:
        raise MigrationFailed(what=str(error).splitlines()[0]) from error


def _on_sqlite(file: Path, patience: float) -> None:
    sqlite.make_folder(file)
    with speaking(str(file)):
        engine = create_engine(
            "sqlite://",
            creator=lambda: sqlite.connect(file, patience),
            poolclass=StaticPool,
            isolation_level="AUTOCOMMIT",
        )
        try:
            with engine.connect() as connection:
                # A step that rebuilds a table drops the old one, which must not empty what refers to it.
                connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                _upgrade(connection)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken is not None:
                    raise MigrationFailed(what=f"a row of {broken[0]} refers to a row of {broken[2]} that is not there")
                connection.commit()
        finally:
            engine.dispose()


async def _on_postgres(url: URL, patience: float) -> None:
    with speaking(postgres.place_of(url)):
        engine = postgres.engine_for(url, statement_seconds=None)
        try:
            async with engine.begin() as connection:
                await connection.execute(text(f"SET LOCAL lock_timeout = {int(patience * 1000)}"))
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
                await connection.run_sync(_upgrade)
        finally:
            await engine.dispose()


def _upgrade(connection: Connection) -> None:
    version = found_on(connection)
    if state_of(version) == "newer":
        raise DatabaseNewer(found=version, known=newest())
    config = Config()
    # Config files use % to refer to other options.
    config.set_main_option("script_location", str(resources.files("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def main() -> int:
    """Upgrade the database named on the command line, for `bot.storage.prepare`."""
    try:
        migrate(sys.argv[1])
    except OperatorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
