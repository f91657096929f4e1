"""What is due by the clock is posted once, whoever looks, whatever night it is, and however long nobody looked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from benchmarks.parlour import Parlour
from bot.domain.cron import cron
from bot.domain.schedule import Order, Run, Schedule
from bot.errors import SkaldError
from bot.services.draughtsman import DraughtsmanBusy
from bot.services.ports import Attachment, CannotSpeak, ChannelGone, OutOfReach
from bot.services.postings import ABANDONED, GIVE_UP, Post, Postings
from bot.storage import Stores
from bot.storage.tables import incidents, job_runs

GUILD, CHANNEL, USER = 1_100, 1_200, 1_300


class Square(Parlour):
    """A channel that takes what is posted, unless it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: list[tuple[str, int]] = []
        self.closed: Exception | None = None

    async def send(self, channel_id: int, text: str, files: Sequence[Attachment] = (), nonce: str | None = None) -> int:
        await asyncio.sleep(0)
        if self.closed is not None:
            raise self.closed
        self.posted.append((text, len(files)))
        return self.next_id()


@dataclass
class Clockwork:
    """One process that looks what is due, with a clock that stands until it is moved."""

    stores: Stores
    now: datetime
    square: Square = field(default_factory=Square)
    fault: Callable[[Run], Any] | None = None

    def __post_init__(self) -> None:
        self.postings = Postings(self.stores, self.square, self._compose, lambda: self.now)

    async def _compose(self, run: Run) -> Post:
        if self.fault is not None:
            self.fault(run)
        return Post(f"{run.slot:%d %b %H:%M}")

    async def order(self, line: str = "0 9 * * *", zone: str = "UTC") -> Schedule:
        account_id = await self.stores.accounts.ensure(USER, "Ada")
        order = Order(GUILD, CHANNEL, "digest", line, zone, "en", 7)
        due_at = cron(line).after(self.now, ZoneInfo(zone))
        added = await self.stores.schedules.add(order, "The Inn", account_id, due_at, self.now, most=20)
        (kept,) = [one for one in await self.stores.schedules.of_guild(GUILD) if one.id == added]
        return kept

    async def look(self, **time: float) -> list[str]:
        """Let time go by, look once, and return what was posted."""
        self.now += timedelta(**time)
        before = len(self.square.posted)
        await self.postings.post_due()
        return [text for text, _ in self.square.posted[before:]]

    async def standing(self) -> Schedule:
        (kept,) = await self.stores.schedules.of_guild(GUILD)
        return kept

    async def rows(self, table: Any) -> list[Any]:
        async with self.stores.database.autocommit() as connection:
            return list(await connection.execute(select(table).order_by(table.c.id)))


@pytest.fixture
def clockwork(stores: Stores) -> Clockwork:
    return Clockwork(stores, datetime(2026, 3, 27, 8, 0, tzinfo=UTC))


async def test_a_slot_is_posted_once_and_what_was_missed_meanwhile_once_and_late(clockwork: Clockwork) -> None:
    await clockwork.order()
    assert await clockwork.look(minutes=59) == []
    assert await clockwork.look(minutes=1) == ["27 Mar 09:00"]
    assert await clockwork.look(seconds=30) == []
    # Nobody looks for three days and a half.
    (late,) = await clockwork.look(days=3, hours=12)
    assert late.startswith("30 Mar 09:00\n-# Late: this was planned for <t:")
    assert await clockwork.look(hours=11) == []
    assert await clockwork.look(hours=2) == [f"31 Mar 09:00\n-# Late: this was planned for <t:{_at(31, 9)}:f>."]
    assert [run.outcome for run in await clockwork.rows(job_runs)] == ["posted", "late", "late"]


def _at(day: int, hour: int) -> int:
    return int(datetime(2026, 3, day, hour, tzinfo=UTC).timestamp())


async def test_every_night_posts_once_in_zones_that_change_their_clocks(clockwork: Clockwork) -> None:
    zones = ("Europe/Paris", "America/Santiago", "Australia/Lord_Howe")
    clockwork.now = datetime(2026, 3, 20, 12, tzinfo=UTC)
    for zone in zones:
        await clockwork.order("30 2 * * *", zone)
    for start in (
        datetime(2026, 3, 26, tzinfo=UTC),
        datetime(2026, 9, 3, tzinfo=UTC),
        datetime(2026, 10, 22, tzinfo=UTC),
    ):
        clockwork.now = start
        await clockwork.look()
        clockwork.square.posted.clear()
        for _ in range(24 * 6):
            await clockwork.look(minutes=60)
        assert len(clockwork.square.posted) == 6 * len(zones)


async def test_two_processes_that_look_at_once_post_once(clockwork: Clockwork) -> None:
    for _ in range(5):
        await clockwork.order()
    other = Clockwork(clockwork.stores, clockwork.now, clockwork.square)
    for _ in range(3):
        before = len(clockwork.square.posted)
        await asyncio.gather(clockwork.look(hours=24), other.look(hours=24), clockwork.postings.post_due())
        assert len(clockwork.square.posted) == before + 5


async def test_what_a_process_left_half_done_is_posted_by_the_next_but_never_twice(clockwork: Clockwork) -> None:
    """A process that ends while it draws has posted nothing; one that ends while it sends may have."""
    schedule = await clockwork.order()
    store = clockwork.stores.schedules
    slot = datetime(2026, 3, 27, 9, tzinfo=UTC)
    clockwork.now = slot
    claimed = await store.claim(schedule, slot, slot + timedelta(days=1), slot)
    assert claimed is not None
    assert await store.claim(schedule, slot, slot + timedelta(days=1), slot) is None
    assert await clockwork.look(seconds=30) == []
    assert await clockwork.look(seconds=ABANDONED.total_seconds()) == ["27 Mar 09:00"]
    assert await clockwork.look(minutes=30) == []

    (tomorrow,) = await store.of_guild(GUILD)
    clockwork.now = slot = tomorrow.due_at
    sent = await store.claim(tomorrow, slot, slot + timedelta(days=1), slot)
    assert sent is not None
    await store.note(sent, "sending", slot)
    assert await clockwork.look(minutes=30) == []
    assert [run.outcome for run in await clockwork.rows(job_runs)] == ["posted", "unknown"]


async def test_a_stack_of_charts_to_draw_delays_a_post_and_pauses_nothing(clockwork: Clockwork) -> None:
    await clockwork.order()

    def fault(_: Run) -> None:
        raise DraughtsmanBusy

    clockwork.fault = fault
    assert await clockwork.look(hours=1) == []
    clockwork.fault = None
    assert await clockwork.look(minutes=4) == ["27 Mar 09:00"]
    assert await clockwork.rows(incidents) == []


async def test_discords_silence_is_waited_out_and_then_it_is_late_or_given_up(clockwork: Clockwork) -> None:
    await clockwork.order()
    clockwork.square.closed = OutOfReach()
    assert await clockwork.look(hours=1) == []
    assert await clockwork.look(minutes=20) == []
    clockwork.square.closed = None
    (late,) = await clockwork.look(minutes=5)
    assert late.startswith("27 Mar 09:00\n-# Late")
    clockwork.square.closed = OutOfReach()
    assert await clockwork.look(hours=24) == []
    assert await clockwork.look(seconds=GIVE_UP.total_seconds()) == []
    assert [(one.kind, one.ended_at) for one in await clockwork.rows(incidents)] == [("schedule", None)]
    assert (await clockwork.standing()).why == "The last post was given up: for hours it could not be made."
    clockwork.square.closed = None
    assert await clockwork.look(minutes=5) == []
    assert len(await clockwork.look(hours=24)) == 1
    assert [one.ended_at is None for one in await clockwork.rows(incidents)] == [False]
    assert (await clockwork.standing()).status == "active"


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (ChannelGone(), "Its channel is gone"),
        (CannotSpeak(place="#hall", missing=("Attach Files",)), "I may not write in #hall"),
    ],
)
async def test_a_place_that_is_gone_or_closed_pauses_and_tells_its_owner_once(
    clockwork: Clockwork, refused: SkaldError, why: str
) -> None:
    schedule = await clockwork.order()
    clockwork.square.closed = refused
    await clockwork.look(hours=1)
    await clockwork.look(hours=24)
    paused = await clockwork.standing()
    assert paused.status == "paused"
    assert paused.why is not None
    assert paused.why.startswith(why)
    (told,) = clockwork.square.said
    assert told.startswith(f"Your schedule {schedule.id} for <#{CHANNEL}> is paused. {why}")
    assert len(await clockwork.rows(incidents)) == 1


async def test_a_failure_that_nobody_foresaw_costs_its_own_slot_alone(clockwork: Clockwork) -> None:
    first = await clockwork.order()
    await clockwork.order()

    def fault(run: Run) -> None:
        if run.schedule.id == first.id:
            raise RuntimeError("the brush broke")

    clockwork.fault = fault
    assert await clockwork.look(hours=1) == ["27 Mar 09:00"]
    assert [run.outcome for run in await clockwork.rows(job_runs)] == ["failed", "posted"]
    failed, well = await clockwork.stores.schedules.of_guild(GUILD)
    assert (failed.status, well.why) == ("active", None)
    assert failed.why is not None
    assert failed.why.startswith("The last post failed")
    clockwork.fault = None
    assert len(await clockwork.look(hours=24)) == 2
    assert [one.why for one in await clockwork.stores.schedules.of_guild(GUILD)] == [None, None]
    assert [one.ended_at is None for one in await clockwork.rows(incidents)] == [False]


async def test_what_was_paused_owes_nothing_when_it_goes_on_and_what_is_removed_posts_no_more(
    clockwork: Clockwork,
) -> None:
    schedule = await clockwork.order()
    store = clockwork.stores.schedules
    assert not await store.pause(schedule.id, GUILD + 1)
    assert await store.pause(schedule.id, GUILD)
    assert not await store.pause(schedule.id, GUILD)
    assert await clockwork.look(days=5) == []
    due_at = cron("0 9 * * *").after(clockwork.now, UTC)
    assert await store.resume(schedule.id, GUILD, due_at)
    assert await clockwork.look(minutes=1) == []
    assert len(await clockwork.look(hours=24)) == 1

    assert await store.remove(schedule.id, GUILD)
    assert not await store.remove(schedule.id, GUILD)
    assert await clockwork.look(days=5) == []
    assert await clockwork.rows(job_runs) == []


async def test_a_server_has_so_many_schedules_and_no_more_however_fast_they_come(clockwork: Clockwork) -> None:
    account_id = await clockwork.stores.accounts.ensure(USER, "Ada")
    order = Order(GUILD, CHANNEL, "digest", "0 9 * * *", "UTC", "en", 7)
    now = clockwork.now
    added = await asyncio.gather(
        *(clockwork.stores.schedules.add(order, "The Inn", account_id, now, now, most=3) for _ in range(8))
    )
    assert len([one for one in added if one is not None]) == 3
    assert len(await clockwork.stores.schedules.of_guild(GUILD)) == 3


async def test_old_runs_are_forgotten(clockwork: Clockwork) -> None:
    await clockwork.order()
    await clockwork.look(hours=1)
    clockwork.now += timedelta(days=89)
    await clockwork.postings.tidy()
    assert len(await clockwork.rows(job_runs)) == 1
    clockwork.now += timedelta(days=2)
    await clockwork.postings.tidy()
    assert await clockwork.rows(job_runs) == []
