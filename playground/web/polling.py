"""What a page is told that has no WebSocket: it asks again and again, and gets what was pushed meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

import orjson

from playground.clock import Timer
from playground.errors import Json
from playground.web.asked import Asked
from playground.web.feed import Feed

# A window that asks no more is gone.
GONE_SECONDS = 30.0
MOST_WINDOWS = 100


@dataclass(slots=True)
class _Window:
    queue: asyncio.Queue[bytes]
    timer: Timer


class Polling:
    """The windows that ask, each with what waits for it."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.questions = {"poll": self.poll}
        self._windows: dict[tuple[int, str], _Window] = {}

    def poll(self, asked: Asked) -> Json:
        """Return what was pushed since the last time; `fresh` tells a window that it missed everything before."""
        key = asked.person.id, str(asked.body.get("window") or "")[:40]
        window = self._windows.pop(key, None)
        fresh = window is None
        if window is None:
            if len(self._windows) >= MOST_WINDOWS:
                self._make_room()
            queue = self.feed.listen(asked.person, lambda: self._forget(key))
        else:
            window.timer.cancel()
            queue = window.queue
        timer = asked.world.clock.call_later(GONE_SECONDS, lambda: self._forget(key))
        self._windows[key] = _Window(queue, timer)
        events = [orjson.Fragment(queue.get_nowait()) for _ in range(queue.qsize())]
        return {"fresh": fresh, "events": events}

    def _make_room(self) -> None:
        """Forget the oldest window of whoever has the most: nobody is pushed out by one who opens many."""
        ((crowd, _),) = Counter(person for person, _ in self._windows).most_common(1)
        self._forget(next(key for key in self._windows if key[0] == crowd))

    def _forget(self, key: tuple[int, str]) -> None:
        window = self._windows.pop(key, None)
        if window is not None:
            window.timer.cancel()
            self.feed.leave(window.queue)

    def close(self) -> None:
        """Forget every window."""
        for key in [*self._windows]:
            self._forget(key)
