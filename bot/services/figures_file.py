"""Hand somebody the figures they may see in one file: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bot.domain.plaintext import cell
from bot.domain.statistics import Filters, HourFigures
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.asking import Question
from bot.services.people import PeopleService, Person
from bot.services.statistics import StatisticsService
from bot.storage import Stores

MOST: Final = 20_000
"""Rows of a kind that one file holds, the newest."""


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
        raw = self._stores.raw_figures
        turns = await self._spooled(raw.turns(own, filters, MOST + 1))
        attempts = await self._spooled(raw.attempts(own, filters, MOST + 1))
        hours = Spool()
        found = await self._statistics.hours(scope, filters)
        await asyncio.to_thread(hours.add, (_hour(hour) for hour in found))
        if not (turns.rows or attempts.rows or hours.rows):
            raise NothingToWrite
        content = await asyncio.to_thread(packed, filters, {"turns": turns, "attempts": attempts, "hours": hours})
        return FiguresFile(content, turns.rows, attempts.rows, hours.rows, turns.cut or attempts.cut)

    async def _spooled(self, pages: AsyncIterator[Sequence[Mapping[Any, Any]]]) -> Spool:
        spool = Spool(MOST)
        async for page in pages:
            await asyncio.to_thread(spool.add, page)
        return spool


class Spool:
    """Rows as lines of CSV and JSON, written as they come: kept as values, thousands would hold everybody up."""

    def __init__(self, most: int | None = None) -> None:
        self.rows = 0
        self.cut = False
        self.csv = io.StringIO()
        self.json = io.StringIO()
        self._most = most
        self._csv = csv.writer(self.csv)

    def add(self, rows: Iterable[Mapping[Any, Any]]) -> None:
        """Write rows, which all have the same columns; those beyond the most are left out."""
        for row in rows:
            if self.rows == self._most:
                self.cut = True
                return
            values = {name: _value(value) for name, value in row.items()}
            if not self.rows:
                self._csv.writerow(values)
            self._csv.writerow([cell(value) if isinstance(value, str) else value for value in values.values()])
            self.json.write(f"{',' if self.rows else ''}\n {json.dumps(values, ensure_ascii=False)}")
            self.rows += 1


def packed(filters: Filters, spools: Mapping[str, Spool]) -> bytes:
    """Return the ZIP."""
    target = io.BytesIO()
    start, end = filters.window.start.isoformat(), filters.window.end.isoformat()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, spool in spools.items():
            archive.writestr(f"{name}.csv", spool.csv.getvalue())
        with archive.open("figures.json", "w") as file:
            file.write(f'{{"from": "{start}", "to": "{end}"'.encode())
            for name, spool in spools.items():
                file.write(f',\n"{name}": [{spool.json.getvalue()}]'.encode())
            file.write(b"}\n")
        counted = {name: f"{spool.rows:,}" for name, spool in spools.items()}
        archive.writestr("read-me.txt", _READ_ME.format(start=start, end=end, most=f"{MOST:,}", **counted))
    return target.getvalue()


def _plain(person: Person) -> Person:
    """Return a person without what they may as a moderator: whose campaigns are their own."""
    return Person(person.discord_id, person.name, roles=person.roles)


def _hour(hour: HourFigures) -> Row:
    row = asdict(hour)
    waits = row.pop("first_word")
    return row | {f"first_word_{name}": value for name, value in waits.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value
