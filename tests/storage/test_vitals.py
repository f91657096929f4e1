"""Samples of how the program is, on both databases."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.domain.statistics import Window
from bot.domain.vitals import GAUGES, Vitals, spread_of
from bot.services.gauges import Gauges
from bot.storage import Stores
from bot.storage.tables import vitals
from bot.storage.vitals import MOST, PAGE

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


async def test_samples_come_back_as_they_were_in_pages_and_within_their_window(stores: Stores) -> None:
    rows = [
        {"at": NOW - timedelta(minutes=number), "process": "a:1", "figures": {"cpu": float(number), "odd": 1}}
        for number in range(2 * MOST + 10)
    ]
    async with stores.database.begin() as connection:
        await connection.execute(insert(vitals), rows)
    kept = Vitals(NOW - timedelta(seconds=30), "b:2", memory=2**40, lag=0.5)
    await stores.vitals.add(kept)
    everything = Window(NOW - timedelta(days=30), NOW + timedelta(seconds=1))
    found = await stores.vitals.between(everything, most=10_000)
    assert len(found) == 2 * MOST + 11
    assert kept in found
    assert [one.at for one in found if one.process == "a:1"] == sorted(
        (row["at"] for row in rows if isinstance(row["at"], datetime)), reverse=True
    ), "in the order they were kept"
    assert await stores.vitals.between(everything, "b") == (kept,)
    assert await stores.vitals.between(everything, "%") == ()
    assert MOST // 2 < len(await stores.vitals.between(everything)) <= MOST
    there, gauges = await stores.vitals.gauges(everything, "a")
    assert there == 2 * MOST + 10 > PAGE
    assert sorted(gauges["cpu"]) == [float(number) for number in range(there)]
    assert not gauges["memory"]
    assert await stores.vitals.processes(NOW - timedelta(seconds=45)) == 2
    assert (await stores.vitals.size() or 0) > 10_000
    assert await stores.vitals.drop_before(NOW - timedelta(minutes=9)) == 2 * MOST


@pytest.mark.parametrize("count", [0, 1, 9, 10, 59, 60, 500])
def test_percentiles_are_those_of_the_standard_library_and_need_enough_samples(count: int) -> None:
    values = [float((number * 7919) % 1009) for number in range(count)]
    spread = spread_of([None, *values, None])
    assert spread.count == count
    assert spread.most == max(values, default=None)
    assert (spread.p50 is None) == (count < 10)
    assert (spread.p95 is None) == (count < 60)
    if spread.p50 is not None:
        assert spread.p50 == pytest.approx(statistics.median(values))
    if spread.p95 is not None:
        assert spread.p95 == pytest.approx(statistics.quantiles(values, n=20, method="inclusive")[18])


def test_the_machine_can_be_looked_at(tmp_path: Path) -> None:
    seen = Gauges(tmp_path / "not there yet").read()
    assert set(seen) <= set(GAUGES)
    memory, disk = seen["memory"], seen["disk_free"]
    assert memory is not None
    assert memory > 10_000_000
    assert disk is not None
