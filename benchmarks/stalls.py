"""How long the event loop stands still while something heavy is done beside it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from statistics import median

from bot.domain.sheet import new_sheet
from bot.services.accounts.hashing import Hasher
from bot.services.studio import Studio
from bot.services.takeaway import packed

TICK = 0.002
Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Stall:
    """What a piece of work took, and how long nothing else could run; `limit_ms` is what it may take, where it must."""

    name: str
    count: int
    median_ms: float
    longest_ms: float
    limit_ms: float | None = None


async def stalls() -> list[Stall]:
    """Do each piece of work many times, and watch the loop."""
    studio, hasher = Studio(), Hasher()
    sheet = new_sheet(1, 1, "Mirabel of the Nine Lanterns", "elf", "wizard", "Tall, grey, and late for everything.")
    entry = {"received_at": "2026-01-01", "campaign": "Fog", "author": "Kira", "text": "I push the door open. " * 20}
    said = [entry] * 20_000
    picture = await studio.arms(sheet)
    works: dict[str, tuple[Work, int, float | None]] = {
        "a sheet as a picture": (lambda: studio.sheet(sheet, "en", None), 40, 150.0),
        "a sheet with a portrait": (lambda: studio.sheet(sheet, "fr", picture), 40, 150.0),
        "a coat of arms": (lambda: studio.arms(sheet), 20, None),
        "a password, checked": (lambda: hasher.fits(b"Lanterns44", None), 10, None),
        "an export of 20,000 actions": (lambda: asyncio.to_thread(packed, {"actions": said}, {}, "en"), 5, None),
    }
    try:
        return [await _watched(name, *work) for name, work in works.items()]
    finally:
        studio.close()


async def _watched(name: str, work: Work, count: int, limit: float | None) -> Stall:
    await work()  # whatever is loaded with the first
    longest, took = 0.0, list[float]()

    async def tick() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            longest = max(longest, time.perf_counter() - before - TICK)

    ticking = asyncio.create_task(tick())
    for _ in range(count):
        before = time.perf_counter()
        await work()
        took.append(1000 * (time.perf_counter() - before))
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking
    return Stall(name, count, median(took), 1000 * longest, limit)
