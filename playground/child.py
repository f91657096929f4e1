"""The bot as a child process: started, started again when it ends by itself, and ended in order."""

from __future__ import annotations

import asyncio
import ctypes
import os
import secrets
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from playground.refused import Refused
from playground.server import Playground
from playground.world import TOKEN

GRACE_SECONDS = 10.0
# Seconds until each try to start it again; who ran this long has earned them anew.
PAUSES = (1.0, 5.0, 15.0)
STEADY_SECONDS = 60.0
_SAMPLE_SECONDS = 180.0
_TOLD = 500
# Of prctl(2).
_SIGNAL_AT_PARENTS_DEATH = 1

Say = Callable[[str], None]


class Child:
    """The bot of one playground; its data lies in `folder`."""

    def __init__(self, playground: Playground, command: Sequence[str], folder: Path, say: Say) -> None:
        self.playground = playground
        self.command = command
        self.folder = folder
        self.say = say
        self._trouble: dict[str, object] | None = None
        # What the page's drawer shows of the models is written by the bot, for whoever runs both.
        playground.traces = Path(os.environ.get("TRACES") or folder / "traces").resolve()
        # A new token each time: a bot left over from a playground that was killed is turned away by it.
        playground.world.application.token = f"{TOKEN[: TOKEN.rindex('.')]}.{secrets.token_urlsafe(27)}"

    @property
    def trouble(self) -> dict[str, object] | None:
        """What to say while it is away because it ended by itself; None when all is well."""
        return None if self.playground.gateway.online else self._trouble

    @property
    def environment(self) -> dict[str, str]:
        """The environment it runs in."""
        told = {"DISCORD_TOKEN": self.playground.token, "DISCORD_API_URL": self.playground.api_url}
        return {**os.environ, **told, "DATA_DIR": str(self.folder), "TRACES": str(self.playground.traces)}

    async def run(self, stop: asyncio.Event) -> None:
        """Keep it running until `stop`; after three starts that did not last, only the page stays."""
        loop, tries = asyncio.get_running_loop(), 0
        while True:
            started = loop.time()
            code = await self._once(stop)
            if stop.is_set():
                return
            tries = 0 if loop.time() - started > STEADY_SECONDS else tries
            if tries == len(PAUSES):
                self._tell({"code": code, "gone": True})
                self.say(f"The bot ended by itself with exit code {code}, each time. The page stays; Ctrl-C ends it.")
                await stop.wait()
                return
            pause, tries = PAUSES[tries], tries + 1
            self._tell({"code": code, "again": tries, "of": len(PAUSES), "seconds": pause})
            self.say(
                f"The bot ended by itself with exit code {code}. "
                f"It is started again in {pause:g} s (try {tries} of {len(PAUSES)})."
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    def _tell(self, trouble: dict[str, object]) -> None:
        self._trouble = trouble
        self.playground.page.evening.guide.changed()

    async def _once(self, stop: asyncio.Event) -> int | None:
        """Start it, and return its exit code; None when it cannot be started at all."""
        if stop.is_set():
            return None
        try:
            # A session of its own: Ctrl-C reaches the playground alone, which then ends the bot in order.
            bot = await asyncio.create_subprocess_exec(
                *self.command, env=self.environment, start_new_session=True, preexec_fn=_ending_with_parent()
            )
        except OSError as problem:
            self.say(f"The bot could not be started: {problem}.")
            return None
        stopped, ended = asyncio.create_task(stop.wait()), asyncio.create_task(bot.wait())
        try:
            await asyncio.wait((stopped, ended), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
            if bot.returncode is None:
                await self._end(bot)
            await ended
        return bot.returncode

    async def _end(self, bot: asyncio.subprocess.Process) -> None:
        bot.terminate()
        try:
            await asyncio.wait_for(bot.wait(), GRACE_SECONDS)
        except TimeoutError:
            self.say(f"The bot did not end within {GRACE_SECONDS:g} s and is stopped.")
            bot.kill()

    async def sample(self) -> None:
        """Have a month of sample figures filled in for the first server. Raises Refused with why it did not work."""
        words = [*self.command, "sample", "--server", str(self.playground.guild.id)]
        try:
            made = await asyncio.create_subprocess_exec(
                *words, env=self.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
            )
        except OSError as problem:
            raise Refused.of("samplesFailed", problem=str(problem)) from problem
        try:
            told, _ = await asyncio.wait_for(made.communicate(), _SAMPLE_SECONDS)
        except TimeoutError:
            raise Refused.of("samplesLate") from None
        finally:
            if made.returncode is None:
                made.kill()
                await made.wait()
        if made.returncode:
            last = (told.decode(errors="replace").strip().splitlines() or [""])[-1]
            raise Refused.of("samplesFailed", problem=last[:_TOLD])


def _ending_with_parent() -> Callable[[], object] | None:
    """Have the bot end with the playground also where that is killed; elsewhere its old token is what ends it."""
    if sys.platform != "linux":
        return None
    return partial(ctypes.CDLL(None).prctl, _SIGNAL_AT_PARENTS_DEATH, signal.SIGTERM)
