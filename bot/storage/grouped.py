"""Add up the attempts of campaigns in the database: roll-ups know servers only, and rows are many to fetch."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, Text, case, cast, func, literal, select, type_coerce

from bot.domain.statistics import SIZES, Filters
from bot.storage.measured import CallSums, calls
from bot.storage.rolled import Key, key_of
from bot.storage.tables.statistics import CALL_COUNTS

Whole = Literal["model", "day"]
_APART: Final = ","


def grouped(where: ColumnElement[bool], filters: Filters, split: Whole, *, on_sqlite: bool) -> Select[Any]:
    """Select attempts added up by model, or by model and day, and by how they failed."""
    each = calls(where).subquery()
    one, moment = each.c, each.c.started_at
    day = func.substr(type_coerce(moment, Text), 1, 10) if on_sqlite else func.date_trunc("day", moment, "UTC")
    size = case(
        (one.prompt.is_(None), "unknown"),
        *((one.prompt < below, size) for size, below in SIZES if below),
        else_=SIZES[-1][0],
    )
    wanted = [
        column == value
        for column, value in ((one.name, filters.model), (one.language, filters.language), (size, filters.size))
        if value is not None
    ]
    speeds = func.group_concat(one.speed, _APART) if on_sqlite else func.string_agg(cast(one.speed, Text), _APART)
    return (
        select(
            one.name.label("model"),
            (day if split == "day" else literal(None)).label("time"),
            one.error_class,
            *(func.sum(one[f"of_{name}"]).label(f"of_{name}") for name in CALL_COUNTS),
            func.sum(one.cost_usd).label("cost"),
            speeds.label("speeds"),
        )
        .where(*wanted)
        .group_by(one.name, one.error_class, *((day,) if split == "day" else ()))
    )


def read_grouped(rows: Iterable[Any], split: Whole) -> dict[Key, CallSums]:
    """Return what rows of `grouped` say."""
    found: dict[Key, CallSums] = {}
    for row in rows:
        counts = Counter({name: int(getattr(row, f"of_{name}")) for name in CALL_COUNTS})
        speeds = array("f", map(float, row.speeds.split(_APART))) if row.speeds else array("f")
        failures = Counter({row.error_class: counts["calls"]} if row.error_class is not None else {})
        sums = CallSums(counts, row.cost or Decimal(0), speeds, failures)
        if (before := found.setdefault(key_of(row, split), sums)) is not sums:
            before.merge(sums)
    return found
