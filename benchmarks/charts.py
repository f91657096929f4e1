"""Draw charts until memory or the event loop would show it: `python -m benchmarks charts`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.chart_samples import every_kind
from bot.charts.figures import Frame
from bot.output import while_read
from bot.services.draughtsman import Draughtsman

CHARTS: Final = 500
BEAT: Final = 0.005
"""Seconds between two looks at the clock of the event loop."""
MOST_GROWTH: Final = 20
"""Megabytes that the second half of the charts may add."""
MOST_STALL: Final = 0.05
_SOME: Final = 60


@dataclass(frozen=True, slots=True)
class Drawn:
    """What so many charts took: seconds of each, stalls of the event loop, megabytes resident after each."""

    seconds: Sequence[float]
    stalls: Sequence[float]
    resident: Sequence[float]


@while_read()
def main(argv: Sequence[str] | None = None) -> int:
    """Draw, print what it took; the exit status is 1 when memory grew or the event loop stood still."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks charts", description=__doc__)
    parser.add_argument("--charts", type=int, default=CHARTS)
    drawn = asyncio.run(draw(max(_SOME, parser.parse_args(argv).charts)))
    half = len(drawn.resident) // 2
    growth = max(drawn.resident[half:]) - max(drawn.resident[:half])
    stall = percentile(drawn.stalls, 0.99)
    print(f"{len(drawn.seconds)} charts of ten kinds, one after the other")
    print(f"a chart: p50 {_ms(drawn.seconds, 0.5)}, p95 {_ms(drawn.seconds, 0.95)}, max {_ms(drawn.seconds, 1)}")
    print(f"event loop late by: p99 {_ms(drawn.stalls, 0.99)}, max {_ms(drawn.stalls, 1)}")
    print(f"memory: {drawn.resident[0]:.0f} MB after the first, {drawn.resident[-1]:.0f} MB after the last")
    print(f"the second half added {growth:.1f} MB to the most of the first")
    return int(growth > MOST_GROWTH or stall > MOST_STALL)


async def draw(charts: int) -> Drawn:
    """Draw so many charts of ten models with 500 samples each, as the bot does, and watch the event loop."""
    hand = Draughtsman()
    frame = Frame("A chart", "This server", "n = 5,000 turns · 1 Oct – 30 Oct 2026 (UTC)")
    stalls: list[float] = []
    watching = asyncio.create_task(_watch(stalls))
    seconds: list[float] = []
    resident: list[float] = []
    try:
        # The first imports matplotlib, which a bot does once.
        for at, figures in enumerate(islice(cycle(list(every_kind(10, 500))), charts + 1)):
            begun = perf_counter()
            await hand.draw(figures, frame)
            if at:
                seconds.append(perf_counter() - begun)
                resident.append(_resident())
    finally:
        watching.cancel()
        hand.close()
    return Drawn(seconds, stalls, resident)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


async def _watch(stalls: list[float]) -> None:
    while True:
        begun = perf_counter()
        await asyncio.sleep(BEAT)
        stalls.append(max(0.0, perf_counter() - begun - BEAT))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def _ms(values: Sequence[float], share: float) -> str:
    return f"{percentile(values, share) * 1000:,.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
