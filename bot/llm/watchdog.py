"""Interrupt a wait that lasts too long, at next to no cost for each that does not."""

from __future__ import annotations

import asyncio


class Watchdog:
    """Cancel the waiting task once a deadline passes, and tell that cancellation from any other.

    A timer set anew for each token is the larger part of what a token costs. This one sets a timer when none
    runs, and lets it look again when it rings early.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._deadline: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[object] | None = None
        self._barked = False
        self._cancelled_before = 0

    def watch(self, seconds: float) -> None:
        """Begin a wait of the current task that may last so long."""
        deadline = self._deadline = self._loop.time() + seconds
        self._task = asyncio.current_task()
        if self._timer is None:
            self._timer = self._loop.call_at(deadline, self._look)
        elif self._timer.when() > deadline:
            self._timer.cancel()
            self._timer = self._loop.call_at(deadline, self._look)

    def rest(self) -> None:
        """End the wait."""
        self._deadline = None

    def stop(self) -> None:
        """End the wait and the watch."""
        self._deadline = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def caught(self) -> bool:
        """Say whether the cancellation just met was this watchdog's alone, and take it back if so."""
        if not self._barked:
            return False
        self._barked = False
        return self._task is not None and self._task.uncancel() <= self._cancelled_before

    def _look(self) -> None:
        self._timer = None
        if self._deadline is None:
            return
        if self._loop.time() < self._deadline:
            self._timer = self._loop.call_at(self._deadline, self._look)
        elif self._task is not None:
            self._barked = True
            self._deadline = None
            self._cancelled_before = self._task.cancelling()
            self._task.cancel()
