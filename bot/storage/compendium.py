"""Keep the rule book."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, func, insert, or_, select, text

from bot.storage.engine import Database
from bot.storage.tables import compendium

EDITION = "srd-5.1/1"
"""What the rule book is filled with; a higher number for other rows fills it anew."""

_AT_ONCE = 200
_MARK = "edition"

# A row has an `index` of its own.
_NAMES = (compendium.c.kind, compendium.c.index.label("entry"), compendium.c.name)
_EDITION = select(compendium.c.text).where(compendium.c.kind == _MARK)
_PAGE = select(*_NAMES, compendium.c.rules, compendium.c.text).where(
    compendium.c.kind == bindparam("kind"), compendium.c.index == bindparam("index")
)
_SQUEEZED = func.replace(compendium.c.folded, " ", "")
_KINDS = compendium.c.kind.in_(bindparam("kinds", expanding=True))
_CALLED = select(*_NAMES).where(
    _KINDS, or_(_SQUEEZED.in_(bindparam("squeezed", expanding=True)), compendium.c.index == bindparam("index"))
)


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the rule book by its name."""

    kind: str
    index: str
    name: str


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the rule book: `rules` is what the rules need of it, `text` what people read."""

    heading: Heading
    rules: Mapping[str, Any]
    text: str


class CompendiumStore:
    """The rule book, which is there whole or not at all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def filled(self) -> bool:
        """Tell whether the rule book of this program is there."""
        async with self._database.autocommit() as connection:
            return (await connection.execute(_EDITION)).scalar_one_or_none() == EDITION

    async def fill(self, lines: Sequence[bytes]) -> None:
        """Put the rule book there, a row as JSON on each line, in the place of another; once for all who ask."""
        async with self._database.begin() as connection:
            if not self._database.on_sqlite:
                # On SQLite a transaction is alone as it is.
                await connection.execute(text("LOCK TABLE compendium IN SHARE ROW EXCLUSIVE MODE"))
            if (await connection.execute(_EDITION)).scalar_one_or_none() == EDITION:
                return
            await connection.execute(delete(compendium))
            for start in range(0, len(lines), _AT_ONCE):
                await connection.execute(
                    insert(compendium), [json.loads(line) for line in lines[start : start + _AT_ONCE]]
                )
            await connection.execute(insert(compendium), _mark())

    async def called(self, kinds: Sequence[str], squeezed: Sequence[str], index: str) -> list[Heading]:
        """Return the entries of these kinds with one of these folded names, blanks aside, or this index."""
        given = {"kinds": list(kinds), "squeezed": list(squeezed), "index": index}
        async with self._database.autocommit() as connection:
            return [_heading(row) for row in await connection.execute(_CALLED, given)]

    async def holding(self, kinds: Sequence[str], words: Sequence[str], most: int) -> list[Heading]:
        """Return the entries of these kinds whose folded name holds all these words, those that begin so first."""
        holds = and_(compendium.c.kind.in_(kinds), *(_holds(word) for word in words))
        begins = compendium.c.folded.startswith(words[0], autoescape=True) if words else compendium.c.folded == ""
        query = select(*_NAMES).where(holds).order_by(begins.desc(), compendium.c.folded, compendium.c.kind)
        async with self._database.autocommit() as connection:
            return [_heading(row) for row in await connection.execute(query.limit(most))]

    async def page(self, kind: str, index: str) -> Page | None:
        """Return an entry."""
        async with self._database.autocommit() as connection:
            row = (await connection.execute(_PAGE, {"kind": kind, "index": index})).one_or_none()
        return None if row is None else Page(_heading(row), row.rules, row.text)

    async def pages(self, kind: str) -> list[Page]:
        """Return every entry of a kind, by its name."""
        query = select(*_NAMES, compendium.c.rules).where(compendium.c.kind == kind).order_by(compendium.c.folded)
        async with self._database.autocommit() as connection:
            return [
                Page(Heading(row.kind, row.entry, row.name), row.rules, "") for row in await connection.execute(query)
            ]


def _holds(word: str) -> ColumnElement[bool]:
    return compendium.c.folded.contains(word, autoescape=True)


def _mark() -> dict[str, Any]:
    return {"kind": _MARK, "index": _MARK, "name": "", "folded": "", "rules": {}, "text": EDITION}


def _heading(row: Row[Any, Any, Any] | Row[Any, Any, Any, Any, Any]) -> Heading:
    return Heading(row.kind, row.entry, row.name)
