"""What can go wrong with the database, as sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import OperatorError, SkaldError
from bot.i18n import N_


class BadDatabaseUrl(OperatorError):
    sentence = N_(
        "DATABASE_URL is not an address Skald understands ({what}); "
        "write sqlite:///path/to/skald.db or postgresql://user:password@host/name."
    )


class DriverMissing(OperatorError):
    # Not by the name alone: on the public index that is somebody else's program.
    sentence = N_(
        "PostgreSQL needs one more package. In the folder of Skald's repository: pip install '.[postgres]', or "
        "pipx install --force '.[postgres]'"
    )


class DatabaseUnreachable(OperatorError):
    sentence = N_(
        "The database at {place} does not answer ({what}); check that it runs and that DATABASE_URL is right."
    )


class DatabaseClosed(OperatorError):
    sentence = N_("Skald is stopping; what is not written down yet is done again at the next start.")


class DatabaseBehind(OperatorError):
    sentence = N_("The database is older than this version of Skald; upgrade it with: python -m bot migrate")


class DatabaseNewer(OperatorError):
    sentence = N_(
        "The database was written by a newer Skald (it is at {found}, this one knows up to {known}); "
        "start the newer version, or put back a backup."
    )


class DatabaseLocked(OperatorError):
    sentence = N_("The database {place} is locked by another program; stop that program or try again in a moment.")


class DatabaseDamaged(OperatorError):
    sentence = N_("The database {place} is damaged or not a database ({what}); move it away and put back a backup.")


class DataFolderUnwritable(OperatorError):
    sentence = N_("Skald cannot write to {place} ({what}); make room, allow writing there, or set DATA_DIR elsewhere.")


class MigrationFailed(OperatorError):
    sentence = N_("The database could not be upgraded and is as it was before: {what}")


class ChannelTaken(SkaldError):
    sentence = N_("This channel already tells “{campaign}”; choose another channel for a new campaign.")


class CharacterExists(SkaldError):
    sentence = N_("You already have a character called {name} in this campaign. Give the new one another name.")


class TooManyCharacters(SkaldError):
    sentence = N_("You have {most} characters, which is the most. Delete one you no longer need: /character delete.")


class CharacterElsewhere(SkaldError):
    sentence = N_("That character is somewhere else by now. Look where with /character list.")


@contextmanager
def speaking(place: str) -> Generator[None]:
    """Turn the driver's complaints about the database at a place into ours; the rest passes unchanged."""
    try:
        yield
    except Exception as error:
        ours = translated(error, place)
        if ours is None:
            raise
        raise ours from error


def translated(error: Exception, place: str) -> OperatorError | None:
    """Return the failure an operator can mend that a driver's exception stands for, None if it is not one."""
    if isinstance(error, PoolTimeout):
        return DatabaseUnreachable(place=place, what="every connection is busy")
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, sqlite3.Error):
        return _from_sqlite(cause, place)
    if isinstance(error, DBAPIError) or type(error).__module__.startswith("asyncpg."):
        return _from_postgres(error, cause, place)
    # asyncpg lets the network's own complaints through while it connects
    return (
        DatabaseUnreachable(place=place, what=str(error) or type(error).__name__)
        if isinstance(error, OSError)
        else None
    )


def _from_sqlite(error: sqlite3.Error, place: str) -> OperatorError | None:
    # The low byte is the primary code, the rest tells it finer; a closed connection has no code at all.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseLocked(place=place)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return DatabaseDamaged(place=place, what=error)
    unwritable = (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PERM,
    )
    return DataFolderUnwritable(place=place, what=error) if code in unwritable else None


def _from_postgres(error: Exception, cause: BaseException, place: str) -> OperatorError | None:
    state: str = getattr(cause, "sqlstate", None) or ""
    # 55P03 lock not available, 40P01 deadlock, 57014 cancelled by a timeout
    if state in ("55P03", "40P01", "57014"):
        return DatabaseLocked(place=place)
    # 08 connection, 28 authentication, 3D no such database, 53 out of resources, 57P shutting down
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    # An error of asyncpg's own without a state never came from a server that was reached.
    if (
        lost
        or not (state or isinstance(error, DBAPIError))
        or state[:2] in ("08", "28", "3D", "53")
        or state.startswith("57P")
    ):
        return DatabaseUnreachable(place=place, what=_first_line(cause))
    return None


def _first_line(error: BaseException) -> str:
    """Return what the server said, without the class name that the driver's adapter puts before it."""
    text = str(error.__cause__ or error).strip()
    return text.splitlines()[0] if text else type(error).__name__
