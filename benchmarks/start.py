"""How long a program takes until it can answer, and what it holds before it has anything to do."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.bots import Bot, settings
from benchmarks.children import Child, running
from benchmarks.cores import Cores
from benchmarks.figures import Start
from benchmarks.story import MODEL, STORY, STREAMING
from benchmarks.traffic import Watch, play
from playground.server import Playground

READY_SECONDS = 30.0
LOOK_EVERY = 0.5
# A program has nothing left to do when it uses less than this share of a core.
QUIET = 0.05


async def measure_start(bot: Bot, cores: Cores) -> Start:
    """Start a program twice in one folder: at first there is nothing, then a table that plays."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        playground = await Playground.start(record=0)
        stack.push_async_callback(playground.close)
        model = await stack.enter_async_context(running("model", [*MODEL, *STREAMING], {}, folder, cores.harness))
        given = settings(playground, await model.while_running(model.first_line(), READY_SECONDS))
        watch, channel = Watch(playground, STORY), playground.channel("campaign")
        async with running(bot.name, ["-m", bot.module], given, folder, cores.bot, bot.root) as child:
            first = await ready(child, playground)
            await child.while_running(bot.prepare(playground, watch, [channel]), READY_SECONDS)
            await quiet(child, READY_SECONDS)
        await playground.wait_for(lambda: not playground.gateway.online, READY_SECONDS, f"{bot.name} to leave")
        async with running(bot.name, ["-m", bot.module], given, folder, cores.bot, bot.root) as child:
            again = await ready(child, playground)
            await quiet(child, READY_SECONDS)
            idle = child.memory_mb("VmRSS")
            playing = play(watch, [playground.person("kira")], [channel], turns=1, pause=0, patience=READY_SECONDS)
            (turn,) = await child.while_running(playing, READY_SECONDS + 1)
        return Start(bot.name, first, again, idle, turn.first_ms)


async def ready(child: Child, playground: Playground) -> float:
    """Wait until the program has identified and was sent its guilds; return the seconds since it was started."""
    await child.while_running(playground.online(READY_SECONDS), READY_SECONDS)
    return time.perf_counter() - child.started_at


async def quiet(child: Child, patience: float) -> None:
    """Wait until the program has nothing left to do. Raises Died when it does not come to rest."""

    async def rest() -> None:
        used = 1.0
        while used > QUIET * LOOK_EVERY:
            before = child.cpu_seconds
            await asyncio.sleep(LOOK_EVERY)
            used = child.cpu_seconds - before

    await child.while_running(rest(), patience)
