"""An event loop whose clock jumps to the next timer when nothing else is to do: hours pass at once, and exactly."""

from __future__ import annotations

import asyncio
import selectors
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

# What another thread or a loopback socket still has on its way arrives within this real time. A timer that is far off
# is a time-out: on a busy machine it must not go off while an answer is on its way.
_GRACE, _LONG_GRACE = 0.002, 0.2
_FAR = 1.0


class _Selector(selectors.DefaultSelector):
    """A selector that never waits for a timer; it moves the clock instead."""

    now = 0.0

    def __init__(self) -> None:
        super().__init__()
        self.threads = threading.active_count()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if events := super().select(self._grace(timeout)):
            return events
        self.now += timeout
        return []

    def _grace(self, timeout: float) -> float:
        """Return how long in real time something may still arrive; nothing does where nobody else is at work."""
        # The loop's own pipe, by which threads wake it, is always there.
        if len(self.get_map()) <= 1 and threading.active_count() <= self.threads:
            return 0.0
        return _GRACE if timeout < _FAR else _LONG_GRACE


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._moved = _Selector()
        super().__init__(self._moved)

    def time(self) -> float:
        return self._moved.now


def run(test: Coroutine[Any, Any, T]) -> T:
    """Run a test in virtual time; `asyncio.get_running_loop().time` is its clock."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(test)
