"""Hand somebody the figures they may see in one file: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bot.domain.statistics import Filters, HourFigures
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.asking import Question
from bot.services.people import PeopleService, Person
from bot.services.statistics import StatisticsService
from bot.storage import Stores

MOST: Final = 20_000
"""Rows of a kind that one file holds, the newest."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Row = Mapping[str, Any]

_READ_ME: Final = """Figures of Skald

From {start} to {end} (UTC, without the end).

turns.csv      {turns} told turns of campaigns you are in
attempts.csv   {attempts} attempts at models in these campaigns
hours.csv      {hours} sums by the hour, model, language and size of prompt, of all you may see
figures.json   the same for programs

Times end in _ms where they are milliseconds; costs are US dollars, and empty where nobody knows the price. Each of the
first two files holds the newest {most} rows at most. Nobody's words are in here.
"""


class WritingAlready(SkaldError):
    sentence = N_("Your figures are being written already. A moment, please.")


class NothingToWrite(SkaldError):
    sentence = N_("Nothing was measured in this time that you may see. Choose more days, or play a few turns first.")


@dataclass(frozen=True, slots=True)
class FiguresFile:
    """A file of figures, and how much is in it; `cut` says that there would be more rows."""

    content: bytes
    turns: int
    attempts: int
    hours: int
    cut: bool


class FiguresService:
    """Write figures to a file: row by row for one's own campaigns, by the hour for all that one may see."""

    def __init__(self, stores: Stores, people: PeopleService, statistics: StatisticsService) -> None:
        self._stores = stores
        self._people = people
        self._statistics = statistics
        self._writing: set[int] = set()
        # One after the other: nobody's turn waits for many files at once.
        self._desk = asyncio.Lock()

    async def file(self, person: Person, guild_id: int, question: Question) -> FiguresFile:
        """Return a ZIP; raises `WritingAlready` or `NothingToWrite`."""
        account_id = await self._people.account_of(person)
        if account_id in self._writing:
            raise WritingAlready
        self._writing.add(account_id)
        try:
            async with self._desk:
                return await self._file(person, guild_id, question)
        finally:
            self._writing.discard(account_id)

    async def _file(self, person: Person, guild_id: int, question: Question) -> FiguresFile:
        filters, scope = question.filters, question.scope
        own = (await self._statistics.scope(_plain(person), guild_id)).campaigns or ()
        if scope.campaigns is not None:
            own = tuple(one for one in own if one in scope.campaigns)
        turns = await self._stores.raw_figures.turns(own, filters, MOST + 1)
        attempts = await self._stores.raw_figures.attempts(own, filters, MOST + 1)
        hours = await self._statistics.hours(scope, filters)
        if not (turns or attempts or hours):
            raise NothingToWrite
        cut = max(len(turns), len(attempts)) > MOST
        turns, attempts = turns[:MOST], attempts[:MOST]
        content = await asyncio.to_thread(packed, filters, turns, attempts, hours)
        return FiguresFile(content, len(turns), len(attempts), len(hours), cut)


def packed(filters: Filters, turns: Sequence[Row], attempts: Sequence[Row], hours: Sequence[HourFigures]) -> bytes:
    """Return the ZIP."""
    tables = {
        "turns": [_values(row) for row in turns],
        "attempts": [_values(row) for row in attempts],
        "hours": [_hour(hour) for hour in hours],
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            with archive.open(f"{name}.csv", "w") as file:
                for line in _csv(rows):
                    file.write(line.encode())
        with archive.open("figures.json", "w") as file:
            for piece in _json(filters, tables):
                file.write(piece.encode())
        archive.writestr("read-me.txt", _read_me(filters, tables))
    return target.getvalue()


def _plain(person: Person) -> Person:
    """Return a person without what they may as a moderator: whose campaigns are their own."""
    return Person(person.discord_id, person.name, roles=person.roles)


def _hour(hour: HourFigures) -> dict[str, Any]:
    row = asdict(hour)
    waits = row.pop("first_word")
    return _values(row | {f"first_word_{name}": value for name, value in waits.items()})


def _values(row: Row) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def _csv(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Write CSV line by line; what a spreadsheet would take for a formula is marked as text."""
    for row in ([list(rows[0])] if rows else []) + [list(row.values()) for row in rows]:
        line = io.StringIO()
        csv.writer(line).writerow([_cell(value) for value in row])
        yield line.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _json(filters: Filters, tables: Mapping[str, Sequence[dict[str, Any]]]) -> Iterator[str]:
    """Write JSON row by row: one call for all of it would hold up every other thread."""
    start, end = filters.window.start.isoformat(), filters.window.end.isoformat()
    yield f'{{"from": "{start}", "to": "{end}"'
    for name, rows in tables.items():
        yield f',\n"{name}": ['
        yield from _joined(json.dumps(row, ensure_ascii=False) for row in rows)
        yield "]"
    yield "}\n"


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        yield f",\n {piece}" if number else f"\n {piece}"


def _read_me(filters: Filters, tables: Mapping[str, Sequence[Row]]) -> str:
    return _READ_ME.format(
        start=filters.window.start.isoformat(),
        end=filters.window.end.isoformat(),
        most=f"{MOST:,}",
        **{name: f"{len(rows):,}" for name, rows in tables.items()},
    )
