"""Copy a SQLite database while it is in use, and put a copy back; a copy that was not read through is none."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bot.errors import OperatorError
from bot.i18n import N_
from bot.storage import sqlite
from bot.storage.engine import parse
from bot.storage.errors import DatabaseNewer, DataFolderUnwritable, speaking
from bot.storage.versions import newest

_NAME: Final = re.compile(r"skald-(\d{8}T\d{6})Z\.db")
_VERSION: Final = re.compile(r"[0-9]{4}")
_ALWAYS: Final = frozenset({"accounts", "campaigns", "turns"})
"""Tables that every version has had."""
_STAMP: Final = "%Y%m%dT%H%M%S"


class NotAFile(OperatorError):
    sentence = N_("This copies a SQLite file, and DATABASE_URL names another database; use its own tools, pg_dump say.")


class NothingToBackUp(OperatorError):
    sentence = N_("There is no database at {place} yet, so there is nothing to copy.")


class NoSuchBackup(OperatorError):
    sentence = N_("There is no file {place}. These backups are there: {found}.")


class BackupDamaged(OperatorError):
    sentence = N_("{place} is no whole backup of Skald ({what}). Take another one; the database stays as it is.")


class InUse(OperatorError):
    sentence = N_("The database {place} is in use. Stop Skald first, then restore.")


class NoRoomForBackup(OperatorError):
    sentence = N_("A backup needs {needed} MB and {place} has {left} MB left. Make room, or lower BACKUPS_KEPT.")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was read through; `size` in bytes."""

    file: Path
    made_at: datetime
    size: int


def file_of(url: str) -> Path:
    """Return the SQLite file that DATABASE_URL names; raises `NotAFile` for another kind of database."""
    parsed = parse(url)
    if parsed.get_backend_name() != "sqlite":
        raise NotAFile
    return sqlite.file_of(parsed)


def backups_of(data_dir: Path) -> Path:
    """Return the folder where the copies of an installation lie."""
    return data_dir / "backups"


def backups(folder: Path) -> list[Backup]:
    """List the backups of a folder, the newest first."""
    if not folder.is_dir():
        return []
    kept = [found for one in folder.iterdir() if (found := _backup(one)) is not None]
    return sorted(kept, key=lambda one: one.made_at, reverse=True)


def _backup(file: Path) -> Backup | None:
    """Return a file as the backup its name says it is; None for what only lies beside them."""
    named = _NAME.fullmatch(file.name)
    if named is None or not file.is_file():
        return None
    try:
        return Backup(file, datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC), file.stat().st_size)
    except (ValueError, FileNotFoundError):
        return None  # no day of any calendar, or rotated away by another process just now


def back_up(database: Path, folder: Path, kept: int, now: datetime) -> Backup:
    """Copy a database in one piece, check the copy, and leave as many as are to be kept.

    Whoever writes meanwhile does not wait. Raises `OperatorError`; what was there before stays then.
    """
    if not database.is_file():
        raise NothingToBackUp(place=database)
    sqlite.make_folder(folder / "any")
    needed, left = database.stat().st_size, shutil.disk_usage(folder).free
    if left < needed * 1.1:
        raise NoRoomForBackup(needed=needed // 10**6 + 1, left=left // 10**6, place=folder)
    place = folder / f"skald-{now.astimezone(UTC).strftime(_STAMP)}Z.db"
    unfinished = place.with_suffix(".part")
    try:
        os.close(_begun(unfinished))
        with speaking(str(database)), closing(_reading(database)) as connection:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        check(unfinished)
        _to_disk(unfinished)
        unfinished.replace(place)
    except OSError as error:
        raise DataFolderUnwritable(place=folder, what=error.strerror) from error
    finally:
        unfinished.unlink(missing_ok=True)
    for old in backups(folder)[max(kept, 1) :]:
        old.file.unlink(missing_ok=True)
    return Backup(place, now, place.stat().st_size)


def check(file: Path) -> str:
    """Read a copy through and return the version of its schema; raises `BackupDamaged` or `DatabaseNewer`."""
    try:
        with closing(_reading(file)) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if said != "ok":
                raise BackupDamaged(place=file, what=said)
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BackupDamaged(place=file, what=str(error)) from error
    if version is None or _VERSION.fullmatch(str(version[0])) is None:
        raise BackupDamaged(place=file, what="it says no version")
    if str(version[0]) > newest():
        raise DatabaseNewer(found=version[0], known=newest())
    if missing := _ALWAYS - tables:
        raise BackupDamaged(place=file, what=f"it has no table {min(missing)}")
    return str(version[0])


def restore(file: Path, database: Path, now: datetime) -> Path | None:
    """Put a checked copy in the place of the database, and return where what was there went, None for nothing.

    Raises `OperatorError`; the database stays as it is then.
    """
    if not file.is_file():
        near = backups(file.parent) or backups(backups_of(database.parent))
        known = ", ".join(str(one.file) for one in near) or "—"
        raise NoSuchBackup(place=file, found=known)
    check(file)
    unfinished = database.with_name(f"{database.name}.part")
    aside: Path | None = None
    try:
        sqlite.make_folder(database)
        with file.open("rb") as kept, os.fdopen(_begun(unfinished), "wb") as written:
            shutil.copyfileobj(kept, written)
        _to_disk(unfinished)
        if database.exists():
            _alone(database)
            aside = database.with_name(f"{database.stem}-before-{now.astimezone(UTC).strftime(_STAMP)}Z.db")
            database.replace(aside)
        unfinished.replace(database)
    except OSError as error:
        raise DataFolderUnwritable(place=database.parent, what=error.strerror) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return aside


def _alone(database: Path) -> None:
    """Bring everything into the one file, and make sure that nobody has it open; raises `InUse`."""
    try:
        with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
            # Leaving WAL takes the database alone, and leaves no second file that would be read into the copy.
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise InUse(place=database) from error
    except sqlite3.DatabaseError:
        # Damaged is why somebody restores.
        for rest in ("-wal", "-shm"):
            database.with_name(database.name + rest).unlink(missing_ok=True)
        return
    if mode != "delete":
        raise InUse(place=database)


def _begun(file: Path) -> int:
    """Make an empty file that nobody else may read, at no time, and open it; never what a link points to."""
    file.unlink(missing_ok=True)
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _reading(file: Path) -> sqlite3.Connection:
    """Open a database to read it, whatever its folder is called."""
    return sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)


def _to_disk(file: Path) -> None:
    with file.open("rb+") as written:
        os.fsync(written.fileno())
