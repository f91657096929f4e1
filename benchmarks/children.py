"""Programs under measurement: started, pinned to a core, watched, ended by their own id."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
END_SECONDS = 10.0
LAST_LINES = 15


class Died(Exception):
    """A program ended or went silent; the message names it and quotes its last lines."""


class Child:
    """One running Python program of a checkout."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, output: Path, started_at: float) -> None:
        self.name = name
        self.started_at = started_at
        self._process = process
        self._output = output

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def cpu_seconds(self) -> float:
        """User and system time of all its threads, finished ones included, to the nanosecond."""
        # The clock id of another process, as clock_getcpuclockid(3) makes it; 2 is CPUCLOCK_SCHED.
        return time.clock_gettime((~self.pid << 3) | 2)

    def memory_mb(self, field: str) -> float:
        """Return `VmRSS` (now) or `VmHWM` (the most so far) in megabytes."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) / 1024
        raise Died(f"{self.name} has ended.\n{self.last_lines()}")

    async def first_line(self) -> str:
        """Wait for the first line it prints."""
        while not (text := self._output.read_text()).endswith("\n"):  # noqa: ASYNC110 (a file wakes nobody)
            await asyncio.sleep(0.01)
        return text.splitlines()[0]

    async def while_running(self, work: Awaitable[T], seconds: float) -> T:
        """Return what the work returns. Raises Died when the program ends first or the time is over."""
        task = asyncio.ensure_future(work)
        ended = asyncio.create_task(self._process.wait())
        try:
            await asyncio.wait({task, ended}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return await task
            what = f"ended with status {ended.result()}" if ended.done() else f"was not done after {seconds:g} s"
            raise Died(f"{self.name} {what}.\n{self.last_lines()}")
        finally:
            task.cancel()
            ended.cancel()
            await asyncio.gather(task, ended, return_exceptions=True)

    def last_lines(self) -> str:
        """Quote the end of what it printed."""
        lines = self._output.read_text(errors="replace").splitlines()[-LAST_LINES:]
        return "\n".join(f"  {self.name}| {line}" for line in lines) or f"  {self.name} printed nothing."

    async def end(self) -> None:
        """Ask it to stop, insist after ten seconds."""
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), END_SECONDS)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


def machine_cpu_seconds() -> float:
    """CPU time that all programs of the machine together have used."""
    user, nice, system, _idle, _waiting, irq, soft = map(int, Path("/proc/stat").read_text().split(None, 8)[1:8])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def running(
    name: str, arguments: list[str], settings: Mapping[str, str], folder: Path, core: int | None, root: Path = ROOT
) -> AsyncGenerator[Child]:
    """Run `python ARGUMENTS` in an empty folder with these settings alone, until the block ends.

    `root` is the checkout whose modules it runs.
    """
    # A .env of the repository or a key of the person who measures must not change what is measured.
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    output = folder / f"{name}.out"
    started_at = time.perf_counter()
    with output.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd=folder,
            env={**kept, "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1", **settings},
        )
    child = Child(name, process, output, started_at)
    try:
        if core is not None:
            os.sched_setaffinity(child.pid, {core})
        yield child
    finally:
        await child.end()
