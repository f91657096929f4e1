"""A copy of the database is whole or none, and putting one back loses nothing."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.services.backups import BackupService
from bot.storage.backup import BackupDamaged, InUse, NoSuchBackup, back_up, backups, backups_of, restore
from bot.storage.engine import Database
from bot.storage.errors import DatabaseNewer
from bot.storage.sqlite import file_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def names(file: Path) -> list[str]:
    connection = sqlite3.connect(file)
    try:
        return [row[0] for row in connection.execute("SELECT name FROM accounts ORDER BY id")]
    finally:
        connection.close()


def add(file: Path, name: str) -> None:
    connection = sqlite3.connect(file)
    try:
        with connection:
            connection.execute("INSERT INTO accounts (name, created_at) VALUES (?, '2026-01-01')", (name,))
    finally:
        connection.close()


@pytest.fixture
def file(sqlite_url: str) -> Path:
    return file_of(make_url(sqlite_url))


async def test_a_backup_is_taken_while_the_database_is_written_and_put_back_whole(
    file: Path, sqlite_url: str, tmp_path: Path
) -> None:
    add(file, "Kira")
    database = await Database.open(sqlite_url)
    async with database.begin() as connection:
        await connection.exec_driver_sql("INSERT INTO accounts (name, created_at) VALUES ('Half', '2026-01-01')")
        made = back_up(file, tmp_path / "backups", 7, NOON)
    with pytest.raises(InUse):
        restore(made.file, file, NOON)
    await database.close()
    assert names(made.file) == ["Kira"]
    assert names(file) == ["Kira", "Half"]
    aside = restore(made.file, file, NOON)
    assert aside is not None
    assert (names(file), names(aside)) == (["Kira"], ["Kira", "Half"])
    assert made.file.stat().st_mode & 0o077 == 0


def test_only_as_many_backups_are_left_as_were_wished_for(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for day in range(5):
        back_up(file, folder, 3, NOON + timedelta(days=day))
    (folder / "notes.txt").write_text("mine")
    assert [one.made_at.day for one in backups(folder)] == [25, 24, 23]
    assert (folder / "notes.txt").exists()


@pytest.mark.parametrize("content", [b"", b"nothing", b"SQLite format 3\x00" + bytes(4000)])
def test_what_is_no_backup_never_takes_the_place_of_the_database(content: bytes, file: Path, tmp_path: Path) -> None:
    add(file, "Kira")
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(content)
    with pytest.raises(BackupDamaged):
        restore(wrong, file, NOON)
    made = back_up(file, backups_of(file.parent), 3, NOON)
    with pytest.raises(NoSuchBackup, match=made.file.name):
        restore(tmp_path / "nowhere.db", file, NOON)
    assert names(file) == ["Kira"]


def test_a_damaged_copy_is_noticed_and_so_is_one_of_a_newer_version(file: Path, tmp_path: Path) -> None:
    made = back_up(file, tmp_path / "backups", 7, NOON)
    newer = tmp_path / "newer.db"
    newer.write_bytes(made.file.read_bytes())
    connection = sqlite3.connect(newer)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(DatabaseNewer):
        restore(newer, file, NOON)
    content = bytearray(made.file.read_bytes())
    content[4096:20_000] = bytes(len(content[4096:20_000]))
    made.file.write_bytes(content)
    with pytest.raises(BackupDamaged):
        restore(made.file, file, NOON)


def test_a_damaged_database_can_be_replaced(file: Path, tmp_path: Path) -> None:
    add(file, "Kira")
    made = back_up(file, tmp_path / "backups", 7, NOON)
    file.write_bytes(b"x" * 9000)
    aside = restore(made.file, file, NOON)
    assert names(file) == ["Kira"]
    assert aside is not None
    assert aside.read_bytes() == b"x" * 9000


async def test_a_backup_is_made_once_a_night_and_at_once_when_there_is_none(file: Path, tmp_path: Path) -> None:
    clock = [NOON]
    service = BackupService(file, tmp_path / "backups", 7, lambda: clock[0])
    for hour in range(72):
        clock[0] = NOON + timedelta(hours=hour)
        await service.nightly()
    assert [one.made_at for one in reversed(backups(tmp_path / "backups"))] == [
        NOON, *(datetime(2026, 11, day, 3, tzinfo=UTC) for day in (22, 23, 24)),
    ]  # fmt: skip
    never = BackupService(None, tmp_path / "other", 7)
    await never.nightly()
    assert await never.latest() is None


@pytest.mark.parametrize("version", ["0006", "0001", 6, None, "", b"\x00\xff", "../../"])
def test_a_database_of_something_else_is_no_backup_whatever_version_it_says(
    version: object, file: Path, tmp_path: Path
) -> None:
    add(file, "Kira")
    wrong = tmp_path / "wrong.db"
    connection = sqlite3.connect(wrong)
    with connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    connection.close()
    with pytest.raises(BackupDamaged):
        restore(wrong, file, NOON)
    assert names(file) == ["Kira"]


@pytest.mark.parametrize("name", ["a#b", "a?b", "a%41b", "à la carte"])
def test_a_folder_may_be_called_anything(name: str, file: Path, tmp_path: Path) -> None:
    add(file, "Kira")
    folder = tmp_path / "data" / name
    folder.mkdir(parents=True)
    moved = file.rename(folder / "skald.db")
    made = back_up(moved, folder / "backups", 7, NOON)
    restore(made.file, moved, NOON)
    assert names(moved) == ["Kira"]
    assert [one.name for one in (tmp_path / "data").iterdir()] == [name]


def test_nobody_else_can_read_a_copy_while_it_is_made_and_no_link_leads_it_astray(file: Path, tmp_path: Path) -> None:
    add(file, "Kira")
    folder, precious = tmp_path / "backups", tmp_path / "precious"
    folder.mkdir()
    precious.write_text("not ours")
    (folder / "skald-20261121T120000Z.part").symlink_to(precious)
    file.with_name(f"{file.name}.part").symlink_to(precious)
    # What SQLite or a copy creates by itself is as open as the umask lets it be.
    modes: set[int] = set()
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            for part in (folder / "skald-20261121T120000Z.part", file.with_name(f"{file.name}.part")):
                with suppress(FileNotFoundError):
                    found = part.lstat()
                    modes.update({found.st_mode & 0o777} if stat.S_ISREG(found.st_mode) else ())

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        made = back_up(file, folder, 7, NOON)
        restore(made.file, file, NOON)
    finally:
        over.set()
        watching.join()
    assert modes == {0o600}
    assert precious.read_text() == "not ours"
    assert not file.is_symlink()
    assert names(file) == ["Kira"]


def test_what_lies_beside_the_backups_is_left_alone(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    (folder / "skald-20260101T000000Z.db").mkdir(parents=True)
    (folder / "skald-20260102T000000Z.db").symlink_to(tmp_path / "nowhere")
    (folder / "skald-99999999T999999Z.db").write_text("no day of any calendar")
    made = back_up(file, folder, 1, NOON)
    assert backups(folder) == [made]
    assert len(list(folder.iterdir())) == 4
