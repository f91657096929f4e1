"""Transactions, round trips and what a broken database says."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import event, select, text

from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.errors import (
    BadDatabaseUrl,
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseUnreachable,
    DataFolderUnwritable,
    DriverMissing,
)
from bot.storage.migrate import migrate
from bot.storage.tables import accounts, messages
from tests.storage.builders import CHANNEL, NOON, campaign_of, saved, told, turn

_SLOW = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 3000000) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(30)",
}


def counting(database: Database) -> list[str]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    return sent


async def test_a_turn_is_three_round_trips_on_postgres(postgres_url: str) -> None:
    database = await Database.open(postgres_url)
    stores = Stores.over(database)
    campaign = await campaign_of(stores)
    wire: list[str] = []
    sent = counting(database)
    async with database.autocommit() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        driver.add_query_logger(lambda record: wire.append(record.query))
    # The first time, each statement is also prepared.
    for number in (1, 2):
        wire.clear()
        sent.clear()
        begun = turn(campaign, (await saved(stores, campaign),), number=number)
        assert await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun)))
    await database.close()
    assert [statement.split()[0] for statement in sent] == ["INSERT", "INSERT", "WITH"]
    assert [statement for statement in wire if statement.startswith(("BEGIN", "COMMIT", "ROLLBACK"))] == []


async def test_a_turn_is_one_statement_a_table_on_sqlite(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    stores = Stores.over(database)
    campaign = await campaign_of(stores)
    sent = counting(database)
    begun = turn(campaign, (await saved(stores, campaign),))
    assert await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun)))
    await database.close()
    assert [" ".join(statement.split()[:3]) for statement in sent] == [
        "INSERT INTO actions",
        "INSERT INTO turns",
        "BEGIN IMMEDIATE",
        "UPDATE turns SET",
        "UPDATE actions SET",
        "INSERT INTO messages",
        "INSERT INTO ledger",
        "INSERT INTO llm_calls",
        "UPDATE campaigns SET",
    ]


async def test_an_exception_undoes_the_transaction(database: Database) -> None:
    async def fail() -> None:
        async with database.begin() as connection:
            await connection.execute(accounts.insert(), {"name": "Ada", "created_at": NOON})
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with database.autocommit() as connection:
        assert (await connection.execute(select(accounts))).all() == []


async def test_a_turn_that_is_cancelled_halfway_leaves_nothing_and_the_database_goes_on(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign, (await saved(stores, campaign),))
    whole = told(begun, await stores.turns.open_turn(begun))
    inside = asyncio.Event()

    async def interrupted() -> None:
        async with stores.database.begin() as connection:
            await connection.execute(messages.insert(), [{"campaign_id": 1, "turn_id": 1, "role": "x", "content": "y"}])
            inside.set()
            await connection.execute(text(_SLOW[connection.dialect.name]))
            pytest.fail("it was not interrupted")

    task = asyncio.create_task(interrupted())
    await asyncio.wait_for(inside.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await stores.turns.commit_turn(whole)
    assert [line.content for line in await stores.turns.transcript(campaign.id, 9)] == [
        "I open the door.",
        "The door opens.",
    ]


async def test_many_turns_at_once_all_arrive(stores: Stores) -> None:
    tables = [await campaign_of(stores, CHANNEL + number) for number in range(12)]

    async def play(campaign_number: int) -> None:
        campaign = tables[campaign_number]
        for number in (1, 2):
            begun = turn(campaign, (await saved(stores, campaign),), number=number)
            await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun)))

    await asyncio.gather(*(play(number) for number in range(12)))
    assert await stores.turns.campaigns_with_work() == []
    assert [len(await stores.turns.transcript(each.id, 9)) for each in tables] == [4] * 12


async def test_a_file_another_program_holds_is_a_sentence_and_works_afterwards(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url, busy_timeout=0.05)
    holder = sqlite3.connect(database.place, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    stores = Stores.over(database)
    with pytest.raises(DatabaseLocked, match="locked by another program"):
        await stores.accounts.ensure(1, "Ada")
    with pytest.raises(DatabaseLocked):
        async with database.begin():
            pytest.fail("the lock was not ours")
    assert await stores.channels.bindings() == {}
    holder.close()
    assert await stores.accounts.ensure(1, "Ada") == 1
    await database.close()


async def test_a_lock_that_is_let_go_in_time_is_waited_for(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url, busy_timeout=20)
    holder = sqlite3.connect(database.place, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(0.1, holder.rollback)
    letting_go.start()
    assert await Stores.over(database).accounts.ensure(1, "Ada") == 1
    letting_go.join()
    holder.close()
    await database.close()


async def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderUnwritable, match="DATA_DIR"):
        await Database.open(f"sqlite:///{tmp_path}/file/data/skald.db")
    with pytest.raises(DataFolderUnwritable, match="DATA_DIR"):
        await Database.open(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(("fault", "said"), [("max_page_count = 1", "full"), ("query_only = ON", "readonly")])
async def test_a_full_or_readonly_disk_is_a_sentence(sqlite_url: str, fault: str, said: str) -> None:
    database = await Database.open(sqlite_url)
    campaign = await campaign_of(Stores.over(database))
    async with database.autocommit() as connection:
        await connection.exec_driver_sql(f"PRAGMA {fault}")
    with pytest.raises(DataFolderUnwritable, match=said):
        await saved(Stores.over(database), campaign, text="long " * 10_000)
    await database.close()


@pytest.mark.parametrize("use", ["open", "migrate"])
def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path, use: str) -> None:
    file = tmp_path / "skald.db"
    file.write_bytes(b"this was a shopping list " * 400)
    with pytest.raises(DatabaseDamaged, match="put back a backup"):
        asyncio.run(Database.open(f"sqlite:///{file}")) if use == "open" else migrate(f"sqlite:///{file}")
    assert file.read_bytes().startswith(b"this was a shopping list")


async def _use(url: str) -> None:
    database = await Database.open(url)
    try:
        await Stores.over(database).accounts.ensure(1, "Ada")
    finally:
        await database.close()


def test_a_file_damaged_in_the_middle_is_a_sentence(sqlite_url: str) -> None:
    file = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(DatabaseDamaged, match="put back a backup"):
        asyncio.run(_use(sqlite_url))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "skald.db",
        "mysql://u:hush@host/name",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://u:hush@host:port/name",
        "postgresql://u:hush@127.0.0.1/name?colour=red",
    ],
)
async def test_an_address_that_makes_no_sense_is_a_sentence_without_its_password(url: str) -> None:
    with pytest.raises(BadDatabaseUrl, match="DATABASE_URL") as caught:
        await Database.open(url)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("use", ["open", "migrate"])
def test_a_server_that_does_not_answer_is_a_sentence_without_its_password(unused_tcp_port: int, use: str) -> None:
    url = f"postgresql://u:hush@127.0.0.1:{unused_tcp_port}/name?sslmode=disable"
    with pytest.raises(DatabaseUnreachable, match="does not answer") as caught:
        asyncio.run(Database.open(url)) if use == "open" else migrate(url)
    assert "hush" not in str(caught.value)
    assert f"127.0.0.1:{unused_tcp_port}/name" in str(caught.value)


async def test_postgres_without_its_driver_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(DriverMissing, match="pip install"):
        await Database.open("postgresql://u:hush@127.0.0.1/name")


async def test_a_database_that_is_not_there_is_a_sentence(postgres_url: str) -> None:
    with pytest.raises(DatabaseUnreachable, match=r"nowhere.* does not exist"):
        await Database.open(postgres_url.replace("/test_", "/nowhere_"))


async def test_connections_the_server_closed_are_replaced_unnoticed(postgres_url: str) -> None:
    database, other = await Database.open(postgres_url), await Database.open(postgres_url)
    async with other.autocommit() as connection:
        others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
        ended = (await connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))).scalars().all()
    assert ended == [True]
    assert await Stores.over(database).accounts.ensure(1, "Ada") == 1
    await database.close()
    await other.close()


async def test_a_connection_lost_in_the_middle_is_a_sentence_and_the_next_works(postgres_url: str) -> None:
    database = await Database.open(postgres_url)

    async def lose() -> None:
        async with database.begin() as connection:
            await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
            await connection.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnreachable, match="does not answer"):
        await lose()
    assert await Stores.over(database).accounts.ensure(1, "Ada") == 1
    await database.close()
