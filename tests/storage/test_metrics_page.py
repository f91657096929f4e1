"""The SQL of docs/metrics.md runs, and says what is shown: whoever checks a figure finds the same."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.domain.checking import CHECKS
from bot.domain.statistics import Filters, ModelFigures, Rate, Scope, Window
from bot.services.people import PeopleService
from bot.services.statistics import StatisticsService
from bot.storage import Stores
from bot.storage.engine import Database
from tests.storage.seeded import END, MODELS, START, play

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
EVERYTHING = Filters(Window(START - timedelta(days=1), END + timedelta(days=1)))
ATTEMPTS = "SELECT count(*) FROM asked WHERE name = :model"
FIGURE = re.compile(r"^- \*\*\"?(?P<name>[^*\"]+)\"?\*\*(?P<text>.*?)(?=^- |^#|\Z)", re.MULTILINE | re.DOTALL)
SQL = re.compile(r"```sql\n(?P<block>.*?)```|`(?P<line>SELECT [^`]+)`|`\.\.\. (?P<more>AND [^`]+)`", re.DOTALL)


class Said:
    """What the page's SQL answers, each by the name that the page gives a figure."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        page = PAGE.read_text(encoding="utf-8")
        views = next(found["block"] for found in SQL.finditer(page) if "CREATE TEMP VIEW" in (found["block"] or ""))
        connection.executescript(views)
        self.queries = {
            figure["name"]: found["block"] or found["line"] or f"{ATTEMPTS} {found['more']}"
            for figure in FIGURE.finditer(page)
            for found in SQL.finditer(figure["text"])
        }

    def rows(self, figure: str, **values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(self.queries[figure], values).fetchall()

    def row(self, figure: str, **values: object) -> tuple[Any, ...]:
        (row,) = self.rows(figure, **values)
        return row


async def test_the_page_says_what_is_shown(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    stores = Stores.over(database)
    await play(stores)
    service = StatisticsService(stores, PeopleService(stores))
    models = await service.models(Scope(None), EVERYTHING)
    checks = await service.checks(Scope(None), EVERYTHING)
    costs = await service.costs(Scope(None), EVERYTHING)
    await database.close()
    with closing(sqlite3.connect(database.place)) as connection:
        said = Said(connection)
        assert len(said.queries) >= 15
        for each in models:
            _hold(said, each)
        for model in MODELS:
            for bit, check in enumerate(CHECKS):
                found, of = said.row("A check's rate", model=model, check=check, bit=bit)
                rate = checks[model].get(check, Rate(0, 0))
                assert of == 0 or check == "refusal" or (found, of) == (rate.found, rate.of)
            wrong = {f"complaint:{what}": count for what, count in said.rows("That's wrong", model=model)}
            assert wrong == {kind: rate.found for kind, rate in checks[model].items() if kind.startswith("complaint:")}
        shares = dict(said.rows("Cost of a player"))
        assert shares == pytest.approx({each.account_id: float(each.cost) for each in costs.players})


def _hold(said: Said, each: ModelFigures) -> None:
    model = each.model
    waits = [wait for (wait,) in said.rows("First word", model=model)]
    speeds = [speed for (speed,) in said.rows("Output speed", model=model)]
    for samples, spread in ((waits, each.first_word), (speeds, each.speed)):
        assert len(samples) == spread.count
        assert spread.p50 is None or spread.p50 == pytest.approx(float(np.percentile(samples, 50)), rel=1e-6)
    assert said.row("Turns", model=model) == (each.turns,)
    handed_on, wanted = said.row("Handed on", model=model)
    assert (handed_on or 0, wanted) == (each.handed_on, each.wanted)
    assert said.row("Attempts", model=model) == (each.calls,)
    assert said.row("Retried", model=model) == (each.retried,)
    assert Counter(dict(said.rows("Failed", model=model))) == each.failures
    assert said.row("Refused", model=model) == (each.refused,)
    assert said.row("Truncated", model=model) == (each.truncated,)
    assert said.row("Valid calls of tools", model=model) == (each.tool_calls_valid, each.tool_calls)
    assert said.row("Tokens", model=model) == (each.input_tokens, each.output_tokens, each.reasoning_tokens)
    assert said.row("Cached share", model=model) == (pytest.approx(each.cached),)
    assert said.row("Cost", model=model) == (pytest.approx(float(each.cost)), each.unpriced)
    mean, turns = said.row("Cost per turn", model=model)
    assert (Decimal(turns), mean) == (each.priced, pytest.approx(float(each.cost_per_turn or 0)))
