"""How process and machine are, for whoever runs Skald, over the wire."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from bot.domain.vitals import Vitals
from bot.services.vitals import VitalsService
from tests.end_to_end.conftest import Seat
from tests.end_to_end.test_models import asked, fields, text


def vitals_of(seat: Seat) -> VitalsService:
    assert seat.bot is not None
    return seat.bot.services.comparing.vitals


async def test_whoever_runs_skald_sees_how_the_machine_does_and_nobody_else(seat: Seat) -> None:
    shown = await asked(seat.ada, seat.channel, "stats system")
    assert shown.seen_by == seat.ada.id
    assert "No sample was kept yet" in text(shown)
    assert re.search(r"Memory: \*\*[\d.]+.[MG]B\*\*", fields(shown)["Skald"])
    seat.ada.locale = "fr"
    assert re.search(r"\*\*[\d,]+.[MG]o\*\*", fields(await asked(seat.ada, seat.channel, "stats system"))["Skald"])
    refused = await asked(seat.kira, seat.channel, "stats system")
    assert "Only whoever runs Skald" in refused.content


async def test_what_was_measured_each_minute_is_told_with_its_percentiles_and_its_count(seat: Seat) -> None:
    vitals, now = vitals_of(seat), datetime.now(UTC)
    for minute in range(1, 101):
        at = now - timedelta(minutes=minute)
        await vitals._stores.vitals.add(Vitals(at, vitals.process, cpu=float(minute), lag=minute * 10.0))
    await vitals._stores.vitals.add(Vitals(now - timedelta(days=40), vitals.process, cpu=4000.0))
    await vitals.sample()
    shown = await asked(seat.ada, seat.channel, "stats system", days=35)
    assert "p50 505\u00a0ms" in fields(shown)["Skald"] or "p50 500\u00a0ms" in fields(shown)["Skald"]
    assert "max 1,000\u00a0ms" in fields(shown)["Skald"]
    assert "101 samples, the last 35 days" in text(shown)
    assert await vitals._stores.vitals.drop_before(now - timedelta(days=35)) == 1


async def test_the_most_there_was_is_never_less_than_what_there_is(seat: Seat) -> None:
    vitals = vitals_of(seat)
    await vitals._stores.vitals.add(Vitals(datetime.now(UTC), vitals.process, memory=1))
    shown = await asked(seat.ada, seat.channel, "stats system")
    assert re.search(r"Memory: \*\*(.+)\*\*\n-# max \1", fields(shown)["Skald"])


async def test_days_that_are_not_kept_get_a_sentence(seat: Seat) -> None:
    for days in (0, -1, 36, 10**9):
        refused = await asked(seat.ada, seat.channel, "stats system", days=days)
        assert "choose from 1 to 35" in refused.content
