"""Keep samples of how the program is, and read them back without holding up the event loop."""

from __future__ import annotations

import asyncio
import json
from array import array
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Text, delete, func, insert, select
from sqlalchemy import cast as sql_cast

from bot.domain.statistics import Window
from bot.domain.vitals import GAUGES, Vitals
from bot.storage.engine import Database
from bot.storage.tables import vitals

PAGE: Final = 1_000
MOST: Final = 3_000
"""Two days, minute by minute; more points than a chart can show."""
_TEXT = sql_cast(vitals.c.figures, Text)


class VitalStore:
    """Samples of every process that uses this database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, sample: Vitals) -> None:
        """Keep a sample."""
        figures = asdict(sample)
        row = {"at": figures.pop("at"), "process": figures.pop("process"), "figures": figures}
        async with self._database.autocommit() as connection:
            await connection.execute(insert(vitals).values(row))

    async def between(self, window: Window, machine: str | None = None, most: int = MOST) -> tuple[Vitals, ...]:
        """Return samples of a window in the order they were kept; of one machine's processes, where one is named.

        Of more than `most`, every second, third or so is returned.
        """
        wanted = _wanted(window, machine)
        async with self._database.reading() as connection:
            there = int((await connection.execute(select(func.count()).where(*wanted))).scalar_one())
            every = -(-there // most) or 1
            columns = select(vitals.c.at, vitals.c.process, _TEXT.label("figures"))
            query = columns.where(*wanted, vitals.c.id % every == 0).order_by(vitals.c.id)
            rows = (await connection.execute(query)).all()
        return await asyncio.to_thread(_samples, rows)

    async def gauges(self, window: Window, machine: str | None = None) -> tuple[int, dict[str, array[float]]]:
        """Return how many samples a window has, and what each gauge showed in them, where it showed anything."""
        found = {name: array("d") for name in GAUGES}
        query = select(vitals.c.id, _TEXT.label("figures")).where(*_wanted(window, machine))
        last, there = 0, 0
        while True:
            page = query.where(vitals.c.id > last).order_by(vitals.c.id).limit(PAGE)
            async with self._database.reading() as connection:
                rows = (await connection.execute(page)).all()
            await asyncio.to_thread(_add, found, [row.figures for row in rows])
            there += len(rows)
            if len(rows) < PAGE:
                return there, found
            last = rows[-1].id

    async def processes(self, since: datetime) -> int:
        """Count the processes that were heard of since a moment."""
        query = select(func.count(vitals.c.process.distinct())).where(vitals.c.at >= since)
        async with self._database.autocommit() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def size(self) -> int | None:
        """Return how many bytes the database takes."""
        if self._database.on_sqlite:
            return await asyncio.to_thread(_size_of, Path(self._database.place))
        async with self._database.autocommit() as connection:
            size = await connection.exec_driver_sql("SELECT pg_database_size(current_database())")
            return cast("int | None", size.scalar_one())

    async def drop_before(self, moment: datetime) -> int:
        """Forget samples from before a moment; returns how many."""
        async with self._database.autocommit() as connection:
            return (await connection.execute(delete(vitals).where(vitals.c.at < moment))).rowcount


def _wanted(window: Window, machine: str | None) -> list[ColumnElement[bool]]:
    wanted = [vitals.c.at >= window.start, vitals.c.at < window.end]
    if machine is not None:
        wanted.append(vitals.c.process.startswith(f"{machine}:", autoescape=True))
    return wanted


def _add(found: dict[str, array[float]], figures: Sequence[str]) -> None:
    for text in figures:
        for name, value in json.loads(text).items():
            if value is not None and name in found:
                found[name].append(value)


def _samples(rows: Sequence[Any]) -> tuple[Vitals, ...]:
    return tuple(_sample(row.at, row.process, json.loads(row.figures)) for row in rows)


def _sample(at: datetime, process: str, figures: dict[str, Any]) -> Vitals:
    # A sample of an older program may lack what is measured today, and know what is not.
    return Vitals(at=at, process=process, **{name: figures.get(name) for name in GAUGES})


def _size_of(file: Path) -> int | None:
    """Add up a SQLite file and what belongs to it."""
    parts = [file, *(file.with_name(file.name + ending) for ending in ("-wal", "-shm"))]
    sizes = [part.stat().st_size for part in parts if part.is_file()]
    return sum(sizes) if sizes else None
