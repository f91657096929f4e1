"""Use commands while 100 tables stream, and watch the event loop: `python -m benchmarks commands`."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import math
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from benchmarks.bots import SKALD, settings
from benchmarks.children import Died, running
from benchmarks.cores import Cores, pin
from benchmarks.run import PATIENCE, PREPARE_SECONDS
from benchmarks.stalls import Stall, stalls
from benchmarks.start import READY_SECONDS, quiet, ready
from benchmarks.story import MODEL, STORY, STREAMING
from benchmarks.traffic import Watch, play
from playground.call import Unanswered
from playground.model import Channel
from playground.people import Person
from playground.server import Playground

RESULTS = Path(__file__).parent / "results" / "commands.md"
LIMIT_MS = 300.0
STALL_MS = 50.0
EVERY = 0.05
"""Seconds between two commands."""

Deed = tuple[str, dict[str, str]]
QUICK: tuple[Deed, ...] = (
    ("roll", {"dice": "4d6kh3"}),
    ("help", {}),
    ("campaign show", {}),
    ("campaign settings", {}),
    ("campaign list", {}),
    ("models list", {}),
    ("memory show", {}),
    ("recall", {"words": "torch"}),
    ("lookup spell", {"name": "fireball"}),
    ("budget show", {}),
    ("receipt", {}),
    ("dice verify", {"turn": "1"}),
)
HEAVY: tuple[Deed, ...] = (
    ("character show", {}),
    ("character items", {}),
    ("character list", {}),
    ("account show", {}),
    ("account export", {}),
    ("campaign export", {}),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """One command: its name and after how many milliseconds it was acknowledged, None for never."""

    name: str
    ms: float | None


def main(argv: list[str] | None = None) -> int:
    """Measure, print and keep the figures; the exit status is 1 when a run failed or a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks commands", description=__doc__)
    parser.add_argument("--channels", type=int, default=100, help="tables that stream meanwhile (100)")
    parser.add_argument("--turns", type=int, default=8, help="turns of each (8)")
    options = parser.parse_args(argv)
    if not sys.platform.startswith("linux"):
        sys.stderr.write("The benchmark pins programs to cores and runs only on Linux.\n")
        return 1
    cores = pin()
    try:
        answered = asyncio.run(_wire(options.channels, options.turns, cores))
        stood = asyncio.run(stalls())
    except (Died, TimeoutError) as problem:
        sys.stderr.write(f"\nA run failed: {problem}\n")
        return 1
    report, missed = _report(answered, stood, options.channels)
    print(report)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(report)
    return int(missed)


async def _wire(channels: int, turns: int, cores: Cores) -> list[Answered]:
    """Let tables stream, and use one command after another meanwhile."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        playground = await Playground.start(global_limit=None, record=0)
        stack.push_async_callback(playground.close)
        tables = [playground.add_channel(f"table-{number}") for number in range(channels)]
        watch = Watch(playground, STORY)
        model = await stack.enter_async_context(running("model", [*MODEL, *STREAMING], {}, folder, cores.harness))
        url = await model.while_running(model.first_line(), READY_SECONDS)
        child = await stack.enter_async_context(
            running(SKALD.name, ["-m", SKALD.module], settings(playground, url), folder, cores.bot)
        )
        await ready(child, playground)
        await child.while_running(SKALD.prepare(playground, watch, tables), PREPARE_SECONDS)
        people = [playground.person("kira"), playground.person("bruno")]
        for person, name in zip(people, ("Kira", "Bruno"), strict=True):
            sheet = {"name": name, "race": "elf", "class": "wizard"}
            await (await person.slash(tables[0], "character create", **sheet)).reply()
        await quiet(child, PATIENCE)
        playing = asyncio.create_task(
            play(watch, people, tables, turns=turns, pause=1.0, patience=PATIENCE), name="players"
        )
        answered = await child.while_running(_asked(people, tables[0], playing), turns * PATIENCE)
        await playing
        return answered


async def _asked(people: Sequence[Person], table: Channel, playing: asyncio.Task[object]) -> list[Answered]:
    """Use the commands in turn until the players are done."""
    pending: set[asyncio.Task[Answered]] = set()
    had: list[Answered] = []
    deeds = itertools.cycle(list(itertools.product((*QUICK, *HEAVY), people)))
    while not playing.done():
        (name, given), person = next(deeds)
        task = asyncio.create_task(_timed(person, table, name, given))
        pending.add(task)
        task.add_done_callback(lambda done: (had.append(done.result()), pending.discard(done)))
        await asyncio.sleep(EVERY)
    await asyncio.gather(*pending)
    return had


async def _timed(person: Person, table: Channel, name: str, given: dict[str, str]) -> Answered:
    began = time.perf_counter()
    try:
        await person.slash(table, name, **given)
    except Unanswered:
        return Answered(name, None)
    return Answered(name, 1000 * (time.perf_counter() - began))


def _report(answered: Sequence[Answered], stood: Sequence[Stall], channels: int) -> tuple[str, bool]:
    """Return the tables and whether a target was missed."""
    lines = [f"| acknowledged while {channels} tables stream | n | p50 | p99 |", "|---|---:|---:|---:|"]
    groups: dict[str, Callable[[Answered], bool]] = {
        "every command": lambda one: True,
        "those that draw, pack or look far": lambda one: one.name in {name for name, _ in HEAVY},
    }
    missed = any(one.ms is None for one in answered)
    for title, belongs in groups.items():
        times = sorted(one.ms for one in answered if one.ms is not None and belongs(one))
        p99 = quantiles(times, n=100)[98]
        missed = missed or p99 > LIMIT_MS
        lines.append(f"| {title} | {len(times):,} | {times[len(times) // 2]:.0f} ms | {p99:.0f} ms |")
    longest: dict[str, float] = {}
    for one in answered:
        longest[one.name] = max(longest.get(one.name, 0.0), math.inf if one.ms is None else one.ms)
    slowest = sorted(longest, key=lambda name: -longest[name])
    lines += ["", f"Slowest: {', '.join(f'/{name}' for name in slowest[:3])}.", ""]
    lines += ["| on the loop meanwhile | n | median | longest standstill |", "|---|---:|---:|---:|"]
    for stall in stood:
        missed = (
            missed or stall.longest_ms > STALL_MS or (stall.limit_ms is not None and stall.median_ms > stall.limit_ms)
        )
        lines.append(f"| {stall.name} | {stall.count} | {stall.median_ms:.0f} ms | {stall.longest_ms:.0f} ms |")
    return "\n".join([*lines, ""]), missed
