"""Read the roll-ups: sums of whole hours, added up by the database."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import ColumnElement, Executable, LargeBinary, Table, Text, func, literal, select, type_coerce

from bot.domain.statistics import Filters, Scope
from bot.storage.measured import Bucket, CallSums, TurnSums
from bot.storage.tables import call_hours, count_hours
from bot.storage.tables.statistics import CALL_COUNTS, TURN_COUNTS

Split = Literal["model", "day", "hour"]
_SAMPLES: Final = {"call_hours": ("speeds",), "turn_hours": ("first_words", "last_words", "checks"), "count_hours": ()}
_LABELS: Final = {"count": "times"}
"""A row has a method `count` of its own."""


class Key(NamedTuple):
    """What is told apart: models; of days, their midnight; of hours, the language and the size of prompts, too."""

    model: str
    when: datetime | None = None
    language: str = ""
    size: str = ""


def keyed(scope: Scope, filters: Filters, split: Split) -> Callable[[Bucket], Key | None]:
    """Return what of a bucket is told apart, None for one that was not asked for."""
    window = filters.window

    def key(bucket: Bucket) -> Key | None:
        wanted = (
            window.start <= bucket.hour < window.end
            and scope.guild_id in (None, bucket.guild_id)
            and filters.model in (None, bucket.model)
            and filters.language in (None, bucket.language)
            and filters.size in (None, bucket.size)
        )
        if not wanted:
            return None
        if split == "model":
            return Key(bucket.model)
        if split == "day":
            return Key(bucket.model, bucket.hour.replace(hour=0))
        return Key(bucket.model, bucket.hour, bucket.language, bucket.size)

    return key


def rolled(table: Table, scope: Scope, filters: Filters, split: Split, *, on_sqlite: bool) -> Executable:
    """Select the sums of one of the tables of roll-ups."""
    column, window = table.c, filters.window
    day = func.substr(type_coerce(column.hour, Text), 1, 10) if on_sqlite else func.date_trunc("day", column.hour)
    when: dict[Split, Any] = {"model": literal(None), "day": day, "hour": column.hour}
    keys: list[ColumnElement[Any]] = [column.model]
    if split != "model":
        keys.append(when[split])
    if split == "hour":
        keys += [column.language, column.size]
    if table is count_hours:
        keys.append(column.what)
    wanted = [column.hour >= window.start, column.hour < window.end]
    for name, value in (("guild_id", scope.guild_id), ("model", filters.model), ("language", filters.language)):
        if value is not None:
            wanted.append(column[name] == value)
    if filters.size is not None:
        wanted.append(column.size == filters.size)
    return (
        select(
            column.model,
            when[split].label("time"),
            *((column.language, column.size) if split == "hour" else ()),
            *((column.what,) if table is count_hours else ()),
            *(func.sum(column[name]).label(_LABELS.get(name, name)) for name in _sums(table)),
            *(_joined(column[name], on_sqlite=on_sqlite).label(name) for name in _SAMPLES[table.name]),
        )
        .where(*wanted)
        .group_by(*keys)
    )


def _sums(table: Table) -> tuple[str, ...]:
    if table is count_hours:
        return ("count",)
    return (*(CALL_COUNTS if table is call_hours else TURN_COUNTS), "cost_usd")


def _joined(samples: ColumnElement[Any], *, on_sqlite: bool) -> ColumnElement[Any]:
    # SQLite joins texts and no blobs.
    if on_sqlite:
        return func.group_concat(func.hex(samples), "")
    return func.string_agg(samples, literal(b"", LargeBinary))


def read_calls(rows: Iterable[Any], split: Split) -> dict[Key, CallSums]:
    """Return what rows of `rolled(call_hours)` say."""
    return {
        _key(row, split): CallSums(_counts(row, CALL_COUNTS), row.cost_usd, _unpacked("f", row.speeds)) for row in rows
    }


def read_turns(rows: Iterable[Any], split: Split) -> dict[Key, TurnSums]:
    """Return what rows of `rolled(turn_hours)` say."""
    return {
        _key(row, split): TurnSums(
            _counts(row, TURN_COUNTS),
            row.cost_usd,
            _unpacked("f", row.first_words),
            _unpacked("f", row.last_words),
            _unpacked("I", row.checks),
        )
        for row in rows
    }


def read_counts(rows: Iterable[Any], split: Split) -> dict[Key, Counter[str]]:
    """Return what rows of `rolled(count_hours)` say."""
    found: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for row in rows:
        found[_key(row, split)][row.what] += int(row.times)
    return found


def _key(row: Any, split: Split) -> Key:
    if split == "model":
        return Key(row.model)
    if split == "hour":
        return Key(row.model, row.time, row.language, row.size)
    day = row.time
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC) if isinstance(day, str) else day.astimezone(UTC)
    return Key(row.model, midnight)


def _counts(row: Any, names: Iterable[str]) -> Counter[str]:
    return Counter({name: int(getattr(row, name)) for name in names})


def _unpacked(code: Literal["f", "I"], joined: str | bytes | None) -> array[Any]:
    found: array[Any] = array("f") if code == "f" else array("I")
    found.frombytes(bytes.fromhex(joined) if isinstance(joined, str) else joined or b"")
    return found
