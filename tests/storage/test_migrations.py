"""The migrations make exactly the tables, from empty, on both databases."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

import migrations.versions
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.errors import DatabaseBehind, DatabaseNewer, MigrationFailed
from bot.storage.migrate import migrate
from bot.storage.new_file import BETWEEN, NEWEST, fill, written_down
from bot.storage.prepare import prepare
from bot.storage.tables import metadata
from bot.storage.versions import newest

STEPS = sorted(Path(migrations.versions.__path__[0]).glob("[0-9]*.py"))


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "include_name": lambda name, *_: not (name or "").startswith("recall")}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def upgrade_to(file: Path, version: str) -> None:
    """Make a file as a program of that time made it."""
    config = Config()
    config.set_main_option("script_location", migrations.__path__[0])
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


async def put_version(database: Database, version: str) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def schema_in_words(connection: Connection) -> list[list[str]]:
    """Return every CREATE statement as its clauses, in an order that does not depend on who wrote it."""
    # The full-text index is SQLite's own kind of table; `test_recall` holds it to what it finds.
    ours = "name <> 'alembic_version' AND name NOT LIKE 'recall%'"
    rows = connection.execute(text(f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND {ours}"))  # noqa: S608
    return sorted(clauses(row.sql) for row in rows)


def partial_ones(connection: Connection) -> set[str]:
    """Name the indexes of a PostgreSQL database that hold some of the rows only."""
    rows = connection.execute(text("SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL"))
    return set(rows.scalars())


def rows_in(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what stands in the tables of a file, by table."""
    connection = sqlite3.connect(file)
    try:
        listed = connection.execute("PRAGMA main.table_list")
        tables = [name for _, name, kind, *_ in listed if kind == "table" and not name.startswith("sqlite_")]
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}  # noqa: S608
    finally:
        connection.close()


def statements_in(written: str) -> list[list[str]]:
    """Return the statements of a file's making as their clauses."""
    return [clauses(statement) for statement in written.split(BETWEEN)]


def clauses(statement: str) -> list[str]:
    """Take a CREATE TABLE apart at its commas: a column that a later step adds stands last in the file."""
    head, opening, rest = re.sub(r"[\s\"]+", " ", statement).partition(" (")
    if not head.startswith("CREATE TABLE"):
        return [head + opening + rest]
    body = rest.rpartition(")")[0]
    return [head + opening, *sorted(part.strip() for part in re.split(r",(?![^(]*\))", body))]


async def test_the_migrations_make_the_tables_the_program_knows(database: Database) -> None:
    async with database.autocommit() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_migrations_make_every_constraint_and_partial_index_too(sqlite_url: str) -> None:
    made = create_engine("sqlite://")
    with made.connect() as connection:
        metadata.create_all(connection)
        wanted = schema_in_words(connection)
    database = await Database.open(sqlite_url)
    async with database.autocommit() as connection:
        assert await connection.run_sync(schema_in_words) == wanted
    await database.close()


async def test_the_migrations_make_partial_indexes_partial_on_postgres_too(postgres_url: str) -> None:
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    wanted = {str(index.name) for index in indexes if index.dialect_options["sqlite"]["where"] is not None}
    database = await Database.open(postgres_url)
    async with database.autocommit() as connection:
        assert await connection.run_sync(partial_ones) == wanted != set()
    await database.close()


async def test_an_empty_database_is_told_from_one_that_fits(empty_url: str) -> None:
    database = await Database.open(empty_url)
    assert (await database.schema_state(), await database.schema_version()) == ("empty", None)
    await asyncio.to_thread(migrate, empty_url)
    assert (await database.schema_state(), await database.schema_version()) == ("current", newest())
    await database.close()


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    database = await Database.open(database_url)
    account = await Stores.over(database).accounts.ensure(1, "Ada")
    await asyncio.to_thread(migrate, database_url)
    assert await Stores.over(database).accounts.ensure(1, "Ada") == account
    await database.close()


async def test_programs_that_migrate_at_once_wait_for_one_another(empty_url: str) -> None:
    # In processes of their own, as they would be: Alembic's context belongs to a process.
    call = f"from bot.storage.migrate import migrate; migrate({empty_url!r})"
    started = [await asyncio.create_subprocess_exec(sys.executable, "-c", call) for _ in range(3)]
    assert await asyncio.gather(*(process.wait() for process in started)) == [0, 0, 0]
    database = await Database.open(empty_url)
    assert await database.schema_state() == "current"
    await database.close()


async def test_a_database_from_the_future_is_refused(database: Database, database_url: str) -> None:
    await put_version(database, "9999")
    assert await database.schema_state() == "newer"
    with pytest.raises(DatabaseNewer, match="it is at 9999, this one knows up to"):
        await prepare(database)
    with pytest.raises(DatabaseNewer):
        await asyncio.to_thread(migrate, database_url)
    assert await database.schema_version() == "9999"


async def test_starting_makes_a_sqlite_file_ready(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path}/new/folder/skald.db")
    await prepare(database)
    assert await database.schema_state() == "current"
    assert await Stores.over(database).accounts.ensure(1, "Ada") == 1
    await database.close()


async def test_a_new_file_is_what_all_the_steps_come_to(tmp_path: Path, sqlite_template: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path}/new.db")
    # A start would take the steps that it lacks, but no longer at once.
    await fill(database)
    await database.close()
    made, wanted = written_down(tmp_path / "new.db"), written_down(sqlite_template)
    # When it is not: python -m bot.storage.new_file
    assert statements_in(NEWEST.read_text()) == statements_in(wanted) == statements_in(made)
    # What a step put into a table would stand in older files alone.
    assert rows_in(tmp_path / "new.db") == rows_in(sqlite_template)


async def test_starting_takes_an_older_file_through_the_steps_it_has_not_had(tmp_path: Path) -> None:
    file = tmp_path / "skald.db"
    upgrade_to(file, "0004")
    database = await Database.open(f"sqlite:///{file}")
    account = await Stores.over(database).accounts.ensure(1, "Ada")
    assert (await database.schema_state(), await database.schema_version()) == ("behind", "0004")
    await prepare(database)
    assert await database.schema_state() == "current"
    assert await Stores.over(database).accounts.ensure(1, "Ada") == account
    await database.close()


async def test_programs_that_start_at_once_in_a_new_folder_make_one_file(tmp_path: Path) -> None:
    started = await asyncio.gather(*(Database.open(f"sqlite:///{tmp_path}/new.db") for _ in range(3)))
    await asyncio.gather(*(prepare(database) for database in started))
    assert [await database.schema_state() for database in started] == ["current"] * 3
    await asyncio.gather(*(database.close() for database in started))


async def test_starting_leaves_an_older_postgres_to_the_operator(postgres_url: str) -> None:
    database = await Database.open(postgres_url)
    await put_version(database, "0000")
    assert await database.schema_state() == "behind"
    with pytest.raises(DatabaseBehind, match="python -m bot migrate"):
        await prepare(database)
    await database.close()


async def test_starting_leaves_an_empty_postgres_to_the_operator(empty_postgres_url: str) -> None:
    database = await Database.open(empty_postgres_url)
    with pytest.raises(DatabaseBehind, match="python -m bot migrate"):
        await prepare(database)
    await database.close()


async def test_an_upgrade_that_fails_changes_nothing_and_says_why(empty_url: str) -> None:
    database = await Database.open(empty_url)
    async with database.begin() as connection:
        await connection.execute(text("CREATE TABLE turns (mine INTEGER)"))
    with pytest.raises(MigrationFailed, match="turns"):
        await asyncio.to_thread(migrate, empty_url)
    assert await database.schema_state() == "empty"
    if database.on_sqlite:
        with pytest.raises(MigrationFailed, match="turns"):
            await prepare(database)
    await database.close()


def test_every_migration_is_numbered_in_order_and_says_why() -> None:
    assert [step.name[:4] for step in STEPS] == [f"{number:04}" for number in range(1, len(STEPS) + 1)]
    for step in STEPS:
        content = step.read_text()
        assert re.match(r'"""[A-Z].{20,}', content)
        assert f'revision = "{step.name[:4]}"' in content


def test_the_running_bot_loads_nothing_of_a_database_that_it_does_not_use(sqlite_url: str) -> None:
    call = (
        "import asyncio, sys, bot.storage, bot.storage.prepare\n"
        "from bot.storage.engine import Database\n"
        "async def look():\n"
        f"    database = await Database.open({sqlite_url!r})\n"
        "    await bot.storage.prepare.prepare(database)\n"
        "    await database.close()\n"
        "asyncio.run(look())\n"
        "print({'alembic', 'asyncpg', 'sqlalchemy.orm', 'sqlalchemy.dialects.postgresql'} & set(sys.modules))\n"
        # Whoever wants all of SQLAlchemy still gets it, with the classes that are there.
        "from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession\n"
        "from bot.storage import connections\n"
        "print(AsyncEngine is connections.AsyncEngine)"
    )
    said = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["set()", "True"]
