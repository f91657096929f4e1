"""Count in this process what each did within the last while."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable


class Window:
    """The moments of the last `seconds` at which each did something; no more of anybody is kept."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        # Whoever did something last stands last.
        self._done: dict[str, deque[float]] = {}

    def __len__(self) -> int:
        return len(self._done)

    def hit(self, who: str, most: int) -> float | None:
        """Count one more of somebody; where that is one too many, count nothing and return when there is room again."""
        now = self._clock()
        self._forget(now - self._seconds)
        done = self._done.get(who, deque())
        while done and done[0] <= now - self._seconds:
            done.popleft()
        if len(done) >= most:
            return done[0] + self._seconds
        self._done.pop(who, None)
        done.append(now)
        self._done[who] = done
        return None

    def _forget(self, before: float) -> None:
        while self._done and self._done[who := next(iter(self._done))][-1] <= before:
            del self._done[who]
