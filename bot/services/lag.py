"""Measure how late the event loop is."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

from bot.services.latency import STALLS, Latency

EVERY: Final = 0.5
WINDOW: Final = 60.0


class LoopLag:
    """Ask to be woken twice a second, and note how much later than asked it was: what every reply waits as well.

    While the loop stands still nothing is noted; the whole standstill is one late waking afterwards.
    """

    def __init__(self) -> None:
        self.seconds = Latency(STALLS)
        self._recent: deque[float] = deque(maxlen=round(WINDOW / EVERY))
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Measure the loop that runs now, until `stop`."""
        self.stop()
        self._wait(asyncio.get_running_loop())

    def stop(self) -> None:
        """Measure no more; what was measured stays."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @property
    def worst(self) -> float:
        """Return the greatest lag of the last minute, in seconds."""
        return max(self._recent, default=0.0)

    def note(self, late: float) -> None:
        """Note one waking, so many seconds late."""
        late = max(late, 0.0)
        self._recent.append(late)
        self.seconds.add(late)

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        due = loop.time() + EVERY
        self._timer = loop.call_at(due, self._woken, loop, due)

    def _woken(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self.note(loop.time() - due)
        self._wait(loop)
