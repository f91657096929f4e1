"""One run: a Discord, a model, a program, and players."""

from __future__ import annotations

import gc
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bots import Bot, settings
from benchmarks.children import Child, machine_cpu_seconds, running
from benchmarks.cores import Cores
from benchmarks.figures import Mode, Reading, Run
from benchmarks.start import READY_SECONDS, quiet, ready
from benchmarks.story import INSTANT, MODEL, STORY, STREAMING
from benchmarks.traffic import Turn, Watch, play
from playground.server import Playground

PREPARE_SECONDS = 300.0
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked of a program: channels that play at the same time, messages in each."""

    mode: Mode
    channels: int
    turns: int

    @property
    def pause(self) -> float:
        """Seconds that a player reads; a model that answers at once is for finding out what one core can do."""
        return 1.0 if self.mode == "streaming" else 0.0


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds on the clock, and of CPU by each of those who share the machine."""

    clock: float
    harness: float
    model: float
    bot: float
    all: float

    @classmethod
    def now(cls, bot: Child, model: Child) -> _Spent:
        return cls(time.perf_counter(), time.process_time(), model.cpu_seconds, bot.cpu_seconds, machine_cpu_seconds())

    def since(self, before: _Spent) -> _Spent:
        return _Spent(
            self.clock - before.clock,
            self.harness - before.harness,
            self.model - before.model,
            self.bot - before.bot,
            self.all - before.all,
        )

    @property
    def others(self) -> float:
        return max(self.all - self.harness - self.model - self.bot, 0.0)


async def measure(bot: Bot, load: Load, cores: Cores) -> Run:
    """Start everything anew, play, and return what was measured. Raises Died when a program does not live."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        # Discord's limit of 50 requests a second over all routes is raised for bots of this size; its buckets stay.
        # At once, they too are off: there the program alone shall be the limit.
        playground = await Playground.start(rate_limits=load.mode == "streaming", global_limit=None, record=0)
        stack.push_async_callback(playground.close)
        channels = [playground.add_channel(f"table-{number}") for number in range(load.channels)]
        watch = Watch(playground, STORY)
        served = [*MODEL, *(STREAMING if load.mode == "streaming" else INSTANT)]
        model = await stack.enter_async_context(running("model", served, {}, folder, cores.harness))
        url = await model.while_running(model.first_line(), READY_SECONDS)
        child = await stack.enter_async_context(
            running(bot.name, ["-m", bot.module], settings(playground, url), folder, cores.bot, bot.root)
        )
        await ready(child, playground)
        await child.while_running(bot.prepare(playground, watch, channels), PREPARE_SECONDS)
        await quiet(child, PATIENCE)
        return await _play(bot, load, playground, watch, child, model)


async def _play(bot: Bot, load: Load, playground: Playground, watch: Watch, child: Child, model: Child) -> Run:
    channels = [playground.channel(f"table-{number}") for number in range(load.channels)]
    people = [playground.person("kira"), playground.person("bruno")]
    gc.collect()
    before = _Spent.now(child, model)
    playing = play(watch, people, channels, turns=load.turns, pause=load.pause, patience=PATIENCE)
    # A pause of the harness would be read as a pause of the program.
    gc.disable()
    try:
        turns = await child.while_running(playing, load.turns * (PATIENCE + load.pause) + 10)
    finally:
        gc.enable()
    spent = _Spent.now(child, model).since(before)
    # What a program still does after the last word (a commit, a log line) is part of its turns.
    await quiet(child, PATIENCE)
    return Run(
        bot=bot.name,
        mode=load.mode,
        channels=load.channels,
        peak_mb=child.memory_mb("VmHWM"),
        cpu_s=child.cpu_seconds - before.bot,
        window_s=spent.clock,
        too_many=playground.limits.too_many,
        harness_busy=spent.harness / spent.clock,
        model_busy=spent.model / spent.clock,
        others_busy=spent.others / spent.clock,
        readings=tuple(_reading(turn) for turn in turns),
    )


def _reading(turn: Turn) -> Reading:
    return Reading(turn.first_ms, turn.last_ms, turn.messages, turn.edits)
