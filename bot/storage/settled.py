"""Know up to which call everything is written down, so that what was added up once need not be read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Row, Text, cast, func, select

from bot.storage.engine import Database
from bot.storage.tables import llm_calls

MARK_AGE: Final = timedelta(seconds=0.5)
"""PostgreSQL draws a row's id an instant before it knows the transaction that writes the row."""


@dataclass(frozen=True, slots=True)
class _Mark:
    newest: int
    transaction: int  # of those that drew a lower id, none has a higher number
    at: datetime


class Settled:
    """The highest call below which no call can appear any more; None until that is known.

    SQLite has one writer at a time, so whoever may write sees all that will ever be there below the newest call. On
    PostgreSQL a call with a lower id may be committed after one with a higher. So the newest call is marked together
    with the transactions that may be writing at that moment, and what is below it is settled when all those have ended.
    """

    def __init__(self, database: Database) -> None:
        self._on_sqlite = database.on_sqlite
        self._mark: _Mark | None = None
        self.through: int | None = None
        self.newest = 0
        self.columns: tuple[ColumnElement[Any], ...] = (
            func.coalesce(select(func.max(llm_calls.c.id)).scalar_subquery(), 0).label("newest"),
            *_transactions(self._on_sqlite),
        )
        """What `look` wants to see, for any SELECT that runs before calls are read."""

    def look(self, seen: Row[Any], now: datetime) -> None:
        """Take note of `columns` as they were read just now; on SQLite in a transaction that may write."""
        self.newest = seen.newest
        if self._on_sqlite:
            self.through = seen.newest
            return
        mark = self._mark
        if mark is not None and seen.oldest >= mark.transaction and now - mark.at >= MARK_AGE:
            self.through, mark = mark.newest, None
        if mark is None or now < mark.at:
            self._mark = _Mark(seen.newest, seen.this, now)


def _transactions(on_sqlite: bool) -> tuple[ColumnElement[Any], ...]:
    """Return the oldest transaction that has not ended, and this one, which is the newest; asyncpg reads them as text.

    The end of the snapshot would not do for the newest: transactions may be under way beyond it.
    """
    if on_sqlite:
        return ()
    numbers = {"oldest": func.pg_snapshot_xmin(func.pg_current_snapshot()), "this": func.pg_current_xact_id()}
    return tuple(cast(cast(number, Text), BigInteger).label(name) for name, number in numbers.items())
