"""A month of samples: marked, whole, and gone again without a trace, also where figures were rolled up meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from bot.domain.statistics import Filters, Scope, Window
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.samples.keeping import Samples
from bot.storage.tables import accounts, campaigns, llm_calls, rollup_marks
from bot.storage.tables.schema import metadata

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
HERE, ELSEWHERE = 7, 8
MONTH = Filters(window=Window(NOW - timedelta(days=31), NOW))


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    database = await Database.open(database_url)
    found = Stores.over(database)
    for number in (HERE, ELSEWHERE):
        await found.guilds.greet(number, f"Server {number}")
    yield found
    await database.close()


async def rows(database: Database) -> Mapping[str, int]:
    async with database.reading() as connection:
        counted = {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in metadata.sorted_tables
        }
    return {name: count for name, count in counted.items() if count and name != rollup_marks.name}


async def told(stores: Stores, guild_id: int) -> Mapping[str, int]:
    found = await stores.statistics.turns(Scope(guild_id=guild_id), MONTH)
    return {key.model: each.counts["turns"] for key, each in found.items()}


async def called(stores: Stores, guild_id: int) -> Mapping[str, int]:
    found = await stores.statistics.calls(Scope(guild_id=guild_id), MONTH)
    return {key.model: each.counts["calls"] for key, each in found.items()}


async def test_a_month_is_written_once_is_marked_and_goes_without_a_trace(stores: Stores) -> None:
    database, samples = stores.database, Samples(stores.database)
    before = await rows(database)
    turns = await samples.write(HERE, NOW, 30)
    first = await rows(database)
    assert turns > 1000
    assert await samples.write(HERE, NOW, 30) == turns
    assert await rows(database) == first
    assert set(await told(stores, HERE)) == {"sample/amber-9", "sample/basalt-mini", "sample/cedar-7b"}
    assert sum((await told(stores, HERE)).values()) == turns
    async with database.reading() as connection:
        names = [*(await connection.execute(select(campaigns.c.name).union_all(select(accounts.c.name)))).scalars()]
    assert all(name.startswith("Sample: ") for name in names)
    await samples.write(ELSEWHERE, NOW, 2)
    assert await samples.remove(HERE) == turns
    assert await samples.remove(HERE) == 0
    assert await told(stores, HERE) == {}
    assert await told(stores, ELSEWHERE) != {}
    await samples.remove(ELSEWHERE)
    assert await rows(database) == before


@pytest.mark.parametrize("rolled_first", [True, False])
async def test_what_was_rolled_up_counts_once_and_goes_as_well(stores: Stores, *, rolled_first: bool) -> None:
    samples = Samples(stores.database)

    async def roll_up() -> None:
        for hours in (0, 1):
            await stores.rollups.roll_up(NOW + timedelta(hours=hours))

    if rolled_first:
        await roll_up()
    turns = await samples.write(HERE, NOW, 30)
    fresh = await told(stores, HERE), await called(stores, HERE)
    assert sum(fresh[0].values()) == turns
    await roll_up()
    assert (await told(stores, HERE), await called(stores, HERE)) == fresh
    assert await samples.remove(HERE) == turns
    assert (await told(stores, HERE), await called(stores, HERE)) == ({}, {})
    # Those that come next are counted, whatever numbers they get.
    assert await samples.write(HERE, NOW, 30) == turns
    await roll_up()
    assert (await told(stores, HERE), await called(stores, HERE)) == fresh


async def test_no_budget_and_no_other_server_counts_a_sample(stores: Stores) -> None:
    samples = Samples(stores.database)
    await samples.write(HERE, NOW, 3)
    await stores.decided.share(HERE, shares=True)
    spent = await stores.budgets.spending(HERE, "month", NOW)
    assert (spent.spent.amount, spent.turns, spent.models) == (0, 0, ())
    assert len(await stores.decided.of_guild(HERE)) == 60
    assert await stores.decided.shared(b"secret") == []
    assert (await stores.comparison.tokens_of_guild(HERE)).turns == 0


async def test_people_and_calls_that_are_real_stay(stores: Stores) -> None:
    samples = Samples(stores.database)
    ada = await stores.accounts.ensure(11, "Ada")
    await samples.write(HERE, NOW, 2)
    call: dict[str, Any] = {
        "guild_id": HERE, "purpose": "test", "attempt": 1, "provider": "openai", "model": "gpt-4o", "started_at": NOW,
        "queue_ms": 0.0, "e2e_ms": 1.0, "usage_source": "missing",
        "tool_calls": 0, "tool_calls_valid": 0, "prompt_hash": "", "prompt_version": "1",
    }  # fmt: skip
    async with stores.database.begin() as connection:
        await connection.execute(insert(llm_calls), call)
    await samples.remove(HERE)
    assert await rows(stores.database) == {"guilds": 2, "accounts": 1, "account_identities": 1, "llm_calls": 1}
    assert await stores.accounts.ensure(11, "Ada") == ada
