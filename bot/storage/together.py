"""Send several writes to the database in one round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    Executable,
    Table,
    Update,
    bindparam,
    column,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.sql.selectable import CTE, FromClause

from bot.storage.engine import Database

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class InsertRows:
    """Add rows that fill these columns of a table."""

    table: Table
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UpdateRows:
    """Change one row of a table for each row given, found by its key."""

    table: Table
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Together:
    """Writes that happen all or not at all, and only when the first of them, the guard, found its row.

    PostgreSQL gets them as one statement whose text never changes, so that it is prepared once: the rows arrive
    as one array a column. SQLite, a function call away, gets one statement each in a transaction.
    """

    guard: Update
    writes: tuple[InsertRows | UpdateRows, ...]
    _single: Executable = field(init=False)
    _each: tuple[Executable, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_single", self._one_statement())
        object.__setattr__(self, "_each", tuple(_plain(write) for write in self.writes))

    async def run(self, database: Database, guard: Mapping[str, Any], rows: Sequence[Rows]) -> bool:
        """Write, `rows` in the order of the writes, and return whether the guard found its row."""
        if database.on_sqlite:
            return await self._run_each(database, guard, rows)
        arrays = {
            f"{place}_{name}": [row[name] for row in given]
            for place, (write, given) in enumerate(zip(self.writes, rows, strict=True))
            for name in _names(write)
        }
        async with database.autocommit() as connection:
            return (await connection.execute(self._single, {**guard, **arrays})).first() is not None

    async def _run_each(self, database: Database, guard: Mapping[str, Any], rows: Sequence[Rows]) -> bool:
        async with database.begin() as connection:
            if (await connection.execute(self.guard, guard)).rowcount == 0:
                return False
            for write, statement, given in zip(self.writes, self._each, rows, strict=True):
                if given:
                    await connection.execute(statement, [_bound(write, row) for row in given])
        return True

    def _one_statement(self) -> Executable:
        guard = self.guard.returning(literal(True)).cte("guard")
        parts = [_from_arrays(place, write, guard).cte(f"write_{place}") for place, write in enumerate(self.writes)]
        return select(guard).add_cte(*parts)


def _names(write: InsertRows | UpdateRows) -> tuple[str, ...]:
    return write.columns if isinstance(write, InsertRows) else (write.key, *write.columns)


def _plain(write: InsertRows | UpdateRows) -> Executable:
    """Return the statement that SQLite runs once a row."""
    if isinstance(write, InsertRows):
        return insert(write.table)
    return (
        update(write.table)
        .where(write.table.c[write.key] == bindparam("row_key"))
        .values({name: bindparam(f"row_{name}") for name in write.columns})
    )


def _bound(write: InsertRows | UpdateRows, row: Mapping[str, Any]) -> dict[str, Any]:
    """Name a row's values as `_plain` binds them."""
    if isinstance(write, InsertRows):
        return {name: row[name] for name in write.columns}
    return {"row_key": row[write.key], **{f"row_{name}": row[name] for name in write.columns}}


def _from_arrays(place: int, write: InsertRows | UpdateRows, guard: CTE) -> Any:
    """Return the statement that PostgreSQL runs once for all rows, nothing when the guard found none."""
    table = write.table
    rows = _unnested(place, [table.c[name] for name in _names(write)])
    allowed = exists(select(guard))
    if isinstance(write, InsertRows):
        source = select(*(rows.c[name] for name in write.columns)).where(allowed)
        return insert(table).from_select([table.c[name] for name in write.columns], source)
    return (
        update(table)
        .where(table.c[write.key] == rows.c[write.key], allowed)
        .values({name: rows.c[name] for name in write.columns})
    )


def _unnested(place: int, columns: Sequence[Column[Any]]) -> FromClause:
    arrays = (bindparam(f"{place}_{each.key}", type_=ARRAY(each.type, dimensions=1)) for each in columns)
    columns_of = (column(each.name, each.type) for each in columns)
    return func.unnest(*arrays).table_valued(*columns_of, name=f"rows_{place}").render_derived()
