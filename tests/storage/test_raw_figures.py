"""Turns and attempts row by row, for those who reckon themselves, on both databases."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert

from bot.domain.statistics import Filters, Scope, Window
from bot.services.asking import Question
from bot.services.figures_file import FiguresService, NothingToWrite, WritingAlready
from bot.services.people import PeopleService, Person
from bot.services.statistics import StatisticsService
from bot.storage import Stores
from bot.storage.calls import rows_of
from bot.storage.raw_figures import PAGE, Row
from bot.storage.tables import llm_calls, turns
from tests.storage.builders import GUILD, NOON, USER, attempt, campaign_of

WINDOW = Window(NOON - timedelta(days=30), NOON + timedelta(days=1))
ADA = Person(USER, "Ada")


def told(campaign_id: int, number: int, model: str, told_at: datetime, **other: Any) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "number": number,
        "attempt": 1,
        "channel_id": 1,
        "status": "told",
        "action_ids": [],
        "reply_ids": [],
        "model": model,
        "told_at": told_at,
        "delivered": True,
        **other,
    }


async def all_of(pages: AsyncIterator[Sequence[Row]]) -> list[Row]:
    return [row async for page in pages for row in page]


async def played(stores: Stores) -> int:
    """Keep more than two pages of turns of two models, and attempts of which some are no play."""
    campaign = await campaign_of(stores)
    models = ("openai/a", "openai/b")
    rows = [
        told(campaign.id, number, models[number % 2], NOON - timedelta(minutes=number))
        for number in range(2 * PAGE + 7)
    ]
    rows.append(told(campaign.id, 9_000, "openai/a", NOON - timedelta(days=90)))
    rows.append(told(campaign.id, 9_001, "openai/a", NOON, status="telling"))
    one = replace(attempt(), provider="openai", model="a", started_at=NOON, cost_usd=Decimal("0.001"))
    tried = [
        one,
        replace(one, model="b", cost_usd=None),
        replace(one, purpose="test"),
        replace(one, purpose="replay"),
        replace(one, error_class="Cancelled"),
        replace(one, started_at=NOON - timedelta(days=90)),
    ]
    async with stores.database.begin() as connection:
        await connection.execute(insert(turns), rows)
        await connection.execute(insert(llm_calls), rows_of(tried, guild_id=GUILD, campaign_id=campaign.id))
    return campaign.id


async def test_rows_are_those_that_figures_are_made_of_the_newest_first(stores: Stores) -> None:
    campaign_id, raw = await played(stores), stores.raw_figures
    everything = await all_of(raw.turns([campaign_id], Filters(WINDOW), 20_000))
    assert len(everything) == 2 * PAGE + 7
    assert [row["id"] for row in everything] == sorted((row["id"] for row in everything), reverse=True)
    assert len(await all_of(raw.turns([campaign_id], Filters(WINDOW), PAGE + 3))) == PAGE + 3
    assert {
        row["model"] for row in await all_of(raw.turns([campaign_id], Filters(WINDOW, model="openai/b"), 9999))
    } == {"openai/b"}
    assert await all_of(raw.turns([campaign_id], Filters(WINDOW, language="fr"), 10)) == []
    assert await all_of(raw.turns([], Filters(WINDOW), 10)) == []
    tried = await all_of(raw.attempts([campaign_id], Filters(WINDOW), 10))
    assert [(row["model"], row["cost_usd"]) for row in tried] == [("b", None), ("a", Decimal("0.001"))]
    assert [
        row["model"] for row in await all_of(raw.attempts([campaign_id], Filters(WINDOW, model="openai/a"), 10))
    ] == ["a"]
    words = {"text", "narration", "state_before", "request_id", "prompt_hash", "notes"}
    assert words.isdisjoint({*everything[0], *tried[0]})


async def test_a_file_holds_the_same_in_csv_and_json_and_is_written_once_at_a_time(stores: Stores) -> None:
    await played(stores)
    people = PeopleService(stores)
    statistics = StatisticsService(stores, people, lambda: NOON + timedelta(hours=1))
    figures = FiguresService(stores, people, statistics)
    question = Question(await statistics.scope(ADA, GUILD), Filters(WINDOW))
    both = await asyncio.gather(*(figures.file(ADA, GUILD, question) for _ in range(2)), return_exceptions=True)
    (refused,) = [one for one in both if isinstance(one, BaseException)]
    assert isinstance(refused, WritingAlready)
    made = await figures.file(ADA, GUILD, question)
    assert (made.turns, made.attempts, made.cut) == (2 * PAGE + 7, 2, False)
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    data = json.loads(archive.read("figures.json"))
    for name in ("turns", "attempts", "hours"):
        rows = list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode())))
        assert [list(row.values()) for row in rows] == [
            ["" if value is None else str(value) for value in row.values()] for row in data[name]
        ]
    assert sum(hour["turns"] for hour in data["hours"]) == made.turns
    assert f"{made.turns:,} told turns" in archive.read("read-me.txt").decode()
    with pytest.raises(NothingToWrite):
        await figures.file(Person(USER + 1, "Bruno"), GUILD, Question(Scope(GUILD, ()), Filters(WINDOW)))
