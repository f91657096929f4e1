"""Ask for a year's figures while 100 tables stream, and see how players wait: `python -m benchmarks busy FILE`."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.bots import SKALD, settings
from benchmarks.children import Died, running
from benchmarks.cores import Cores, pin
from benchmarks.run import PATIENCE, PREPARE_SECONDS
from benchmarks.start import READY_SECONDS, quiet, ready
from benchmarks.story import MODEL, STORY, STREAMING
from benchmarks.traffic import Turn, Watch, play
from bot.output import while_read
from playground.model import Channel
from playground.people import Person
from playground.server import Playground

ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("stats models", {"days": 400, "everywhere": True}),
    ("stats chart", {"kind": "first-word", "days": 400, "everywhere": True}),
    ("stats chart", {"kind": "trend", "days": 400, "everywhere": True}),
    ("stats leaderboard", {}),
)
EVERY = 1.0
"""Seconds between two questions."""
MOST = 1.1


@while_read()
def main(argv: list[str] | None = None) -> int:
    """Play without and with questions, print both; the exit status is 1 when players wait over 1.1 times as long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks busy", description=__doc__)
    parser.add_argument("file", type=Path, help="a year that `statistics --keep FILE` made and rolled up")
    parser.add_argument("--channels", type=int, default=100, help="tables that stream (100)")
    parser.add_argument("--turns", type=int, default=6, help="turns of each, in either run (6)")
    options = parser.parse_args(argv)
    try:
        calm, asked, times = asyncio.run(_runs(options.file, options.channels, options.turns, pin()))
    except (Died, TimeoutError) as problem:
        sys.stderr.write(f"\nA run failed: {problem}\n")
        return 1
    worst = 0.0
    for name, place in (("first word", "first_ms"), ("last word", "last_ms")):
        before, after = _p95(calm, place), _p95(asked, place)
        worst = max(worst, after / before)
        print(f"{name}, p95: {before:,.0f} ms; asked meanwhile: {after:,.0f} ms; ratio {after / before:.2f}")
    print(f"questions: {len(times)}, answered in {1000 * _middle(times):,.0f} ms (median), {max(times):.1f} s at most")
    return int(worst > MOST)


async def _runs(file: Path, channels: int, turns: int, cores: Cores) -> tuple[list[Turn], list[Turn], list[float]]:
    """Let tables stream twice, the second time with questions."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        await asyncio.to_thread(shutil.copyfile, file, folder / "year.db")
        playground = await Playground.start(global_limit=None, record=0)
        stack.push_async_callback(playground.close)
        tables = [playground.add_channel(f"table-{number}") for number in range(channels)]
        watch = Watch(playground, STORY)
        model = await stack.enter_async_context(running("model", [*MODEL, *STREAMING], {}, folder, cores.harness))
        url = await model.while_running(model.first_line(), READY_SECONDS)
        chosen = settings(playground, url) | {"DATABASE_URL": f"sqlite:///{folder / 'year.db'}"}
        child = await stack.enter_async_context(running(SKALD.name, ["-m", SKALD.module], chosen, folder, cores.bot))
        await ready(child, playground)
        await child.while_running(SKALD.prepare(playground, watch, tables), PREPARE_SECONDS)
        people = [playground.person("kira"), playground.person("bruno")]
        await quiet(child, PATIENCE)
        calm = await play(watch, people, tables, turns=turns, pause=1.0, patience=PATIENCE)
        playing = asyncio.create_task(play(watch, people, tables, turns=turns, pause=1.0, patience=PATIENCE))
        times = await child.while_running(_asked(playground.person("ada"), tables[0], playing), turns * PATIENCE)
        return calm, await playing, times


async def _asked(person: Person, table: Channel, playing: asyncio.Task[list[Turn]]) -> list[float]:
    """Ask one question a second until the players are done; return how long each took to be answered, in seconds."""
    times: list[float] = []
    pending: set[asyncio.Task[None]] = set()
    number = 0
    while not playing.done():
        task = asyncio.create_task(_timed(person, table, number, times))
        pending.add(task)
        task.add_done_callback(pending.discard)
        number += 1
        await asyncio.sleep(EVERY)
    await asyncio.gather(*pending)
    return times


async def _timed(person: Person, table: Channel, number: int, times: list[float]) -> None:
    name, given = ASKED[number % len(ASKED)]
    began = time.perf_counter()
    await (await person.slash(table, name, **given)).reply()
    times.append(time.perf_counter() - began)


def _p95(turns: Sequence[Turn], name: str) -> float:
    waits = [wait for turn in turns if (wait := getattr(turn, name)) is not None]
    return quantiles(waits, n=20)[-1]


def _middle(times: Sequence[float]) -> float:
    return sorted(times)[len(times) // 2]


if __name__ == "__main__":
    sys.exit(main())
