"""Read the roll-ups: sums of whole days and hours, added up by the database."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import ColumnElement, Executable, LargeBinary, Table, Text, and_, func, literal, select, type_coerce

from bot.domain.statistics import Filters, Scope
from bot.storage.marks import Marks
from bot.storage.measured import Bucket, CallSums, TurnSums
from bot.storage.tables.statistics import CALL_COUNTS, TURN_COUNTS, RollUp

Split = Literal["model", "day", "hour"]
_ALL_BUT_A_DAY: Final = timedelta(days=1) - timedelta(hours=1)
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


def rolled(
    rollup: RollUp, scope: Scope, filters: Filters, split: Split, reach: Marks, *, on_sqlite: bool
) -> Iterator[Executable]:
    """Yield the statements whose rows together are the sums of a roll-up: of whole days, and of hours beside them."""
    window, hours, days = filters.window, rollup.hours.c, rollup.days.c
    first, last = _midnight(window.start + _ALL_BUT_A_DAY), _midnight(window.end)
    if split == "hour" or first >= last:
        first = last = window.end
    else:
        mark = reach.days.get(rollup.days.name, 0)
        yield _sums(rollup, rollup.days, scope, filters, split, _within(days.day, first, last), on_sqlite)
        late = and_(_within(hours.hour, first, last), hours.id > mark)
        yield _sums(rollup, rollup.hours, scope, filters, split, late, on_sqlite)
    for start, end in ((window.start, first), (last, window.end)):
        if start < end:
            yield _sums(rollup, rollup.hours, scope, filters, split, _within(hours.hour, start, end), on_sqlite)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _within(column: ColumnElement[datetime], start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(column >= start, column < end)


def _sums(
    rollup: RollUp,
    table: Table,
    scope: Scope,
    filters: Filters,
    split: Split,
    when: ColumnElement[bool],
    on_sqlite: bool,
) -> Executable:
    column = table.c
    moment = column.day if table is rollup.days else column.hour
    day = func.substr(type_coerce(moment, Text), 1, 10) if on_sqlite else func.date_trunc("day", moment, "UTC")
    times: dict[Split, Any] = {"model": literal(None), "day": day, "hour": moment}
    keys: list[ColumnElement[Any]] = [column.model, *(column[name] for name in rollup.more_keys)]
    if split != "model":
        keys.append(times[split])
    if split == "hour":
        keys += [column.language, column.size]
    wanted = [when]
    for name, value in (("guild_id", scope.guild_id), ("model", filters.model), ("language", filters.language)):
        if value is not None:
            wanted.append(column[name] == value)
    if filters.size is not None:
        wanted.append(column.size == filters.size)
    return (
        select(
            column.model,
            times[split].label("time"),
            *((column.language, column.size) if split == "hour" else ()),
            *(column[name] for name in rollup.more_keys),
            *(func.sum(column[name]).label(_LABELS.get(name, name)) for name in rollup.numbers),
            *(
                (_joined(column[name], on_sqlite=on_sqlite) if _shown(name, split) else literal(None)).label(name)
                for name in rollup.samples
            ),
        )
        .where(*wanted)
        .group_by(*keys)
    )


def _shown(samples: str, split: Split) -> bool:
    return split == "model" or samples == "first_words"


def _joined(samples: ColumnElement[Any], *, on_sqlite: bool) -> ColumnElement[Any]:
    # SQLite joins texts and no blobs.
    if on_sqlite:
        return func.group_concat(func.hex(samples), "")
    return func.string_agg(samples, literal(b"", LargeBinary))


def read_calls(rows: Iterable[Any], split: Split) -> dict[Key, CallSums]:
    """Return what rows of `rolled` say of attempts."""
    return {
        key_of(row, split): CallSums(_counts(row, CALL_COUNTS), row.cost_usd, _unpacked("f", row.speeds))
        for row in rows
    }


def read_turns(rows: Iterable[Any], split: Split) -> dict[Key, TurnSums]:
    """Return what rows of `rolled` say of turns."""
    return {
        key_of(row, split): TurnSums(
            _counts(row, TURN_COUNTS),
            row.cost_usd,
            _unpacked("f", row.first_words),
            _unpacked("f", row.last_words),
            _unpacked("I", row.checks),
        )
        for row in rows
    }


def read_counts(rows: Iterable[Any], split: Split) -> dict[Key, Counter[str]]:
    """Return what rows of `rolled` say of failures."""
    found: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for row in rows:
        found[key_of(row, split)][row.what] += int(row.times)
    return found


def key_of(row: Any, split: Split) -> Key:
    """Return what a row of sums is kept by."""
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
