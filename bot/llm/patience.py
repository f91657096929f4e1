"""How long a table waits for words, in all, over every attempt, back-off and model of one turn."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class _Waiting:
    """A stopwatch of the time nothing visible came, shared by a turn's patience and each model's part of it."""

    __slots__ = ("_before", "_clock", "_since")

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._before = 0.0
        self._since: float | None = clock()

    @property
    def seconds(self) -> float:
        """Return what has been waited so far."""
        return self._before if self._since is None else self._before + self._clock() - self._since

    def run(self, already: float) -> None:
        """Count on, with so many seconds that were waited unseen; only a stopwatch that rests takes them."""
        if self._since is None:
            self._since = self._clock() - already

    def rest(self) -> None:
        """Stop counting."""
        self._before, self._since = self.seconds, None


class Patience:
    """What is left of a table's waiting; runs from the beginning, and rests while a story streams.

    A turn makes one, and gives each model `share()` of it: an equal part of what is left for the models that have not
    been asked yet, so that a first one which hangs leaves its fallback time, and the last one has all that is left.
    The shares run and rest as one.
    """

    __slots__ = ("_most", "_waiting")

    def __init__(self, seconds: float = 90.0, clock: Callable[[], float] = monotonic) -> None:
        """Begin to wait; `seconds` in all."""
        self._waiting = _Waiting(clock)
        self._most = seconds

    @property
    def waited(self) -> float:
        """Return the seconds the table has waited in this turn, whichever model it waited for."""
        return self._waiting.seconds

    @property
    def left(self) -> float:
        """Return the seconds still to wait, 0 at least."""
        return max(0.0, self._most - self._waiting.seconds)

    @property
    def over(self) -> bool:
        """Say whether it is used up."""
        return self._waiting.seconds >= self._most

    def share(self, models: int) -> Patience:
        """Return the part of the next of so many models that may still be asked, itself included."""
        part = object.__new__(Patience)
        part._waiting = self._waiting
        part._most = min(self._most, self._waiting.seconds + self.left / max(1, models))
        return part

    def run(self, already: float = 0.0) -> None:
        """Wait, since so many seconds ago; does nothing while it runs."""
        self._waiting.run(already)

    def rest(self) -> None:
        """Stop waiting: words are coming."""
        self._waiting.rest()
