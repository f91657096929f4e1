"""Leave a provider alone that keeps failing, and find out with one call whether it is well again."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final, Literal

from bot.llm.errors import LLMError

State = Literal["closed", "open", "half-open"]

FAILURES: Final = 5
REST: Final = 30.0
"""Seconds a provider is left alone."""


class Permit:
    """Leave to make one call; whoever has it says once how the call went. `probe` tells a half-open breaker's."""

    __slots__ = ("_breaker", "_opening", "probe")

    def __init__(self, breaker: Breaker, opening: int, *, probe: bool) -> None:
        self._breaker = breaker
        self._opening = opening
        self.probe = probe

    def settle(self, failure: BaseException | None) -> None:
        """Say how the call went: None for a whole reply, what was raised otherwise."""
        self._breaker._heard(self, self._opening, failure)  # pyright: ignore[reportPrivateUsage]


class Breaker:
    """The state of one provider and key: closed while it answers, open after failures, then half-open for a probe.

    What an error says of the provider is its `says`. One that says the provider works is not counted, but answers a
    probe well. A cancelled call says nothing and gives its probe back.
    """

    __slots__ = ("_clock", "_failures", "_most", "_opened_at", "_opening", "_probe", "_rest", "because")

    def __init__(self, clock: Callable[[], float] = monotonic, *, failures: int = FAILURES, rest: float = REST) -> None:
        """Begin closed; it opens after so many failures in a row, for `rest` seconds."""
        self._clock = clock
        self._most = failures
        self._rest = rest
        self._failures = 0
        self._opened_at: float | None = None
        # Counts how often it opened: a call made before says nothing about what is now.
        self._opening = 0
        self._probe: Permit | None = None
        self.because: type[LLMError] | None = None

    @property
    def state(self) -> State:
        """Return "half-open" from the moment a probe is due until it is answered."""
        if self._opened_at is None:
            return "closed"
        return "half-open" if self._probe is not None or self.try_after == 0 else "open"

    @property
    def failures(self) -> int:
        """Return how many calls have failed in a row."""
        return self._failures

    @property
    def try_after(self) -> float:
        """Return the seconds until a probe is due; 0 when closed or half-open."""
        if self._opened_at is None or self._probe is not None:
            return 0.0
        return max(0.0, self._opened_at + self._rest - self._clock())

    def admits(self) -> bool:
        """Say whether calls pass freely; does not take the probe."""
        return self._opened_at is None

    def probe_due(self) -> bool:
        """Say whether the open time has passed and nobody is probing."""
        return self._opened_at is not None and self._probe is None and self.try_after == 0

    def ask(self) -> Permit | None:
        """Return leave to make a call, or None; half-open, only the first who asks gets it."""
        if self._opened_at is None:
            return Permit(self, self._opening, probe=False)
        if not self.probe_due():
            return None
        self._probe = Permit(self, self._opening, probe=True)
        return self._probe

    def _heard(self, permit: Permit, opening: int, failure: BaseException | None) -> None:
        if opening != self._opening or (permit.probe and permit is not self._probe):
            return
        probe, self._probe = permit.probe, None
        if failure is None:
            self._close()
        elif not isinstance(failure, LLMError):
            return  # cancelled, or a mistake of ours
        elif failure.says == "up":
            if probe:
                self._close()
        elif probe or failure.says != "nothing":
            self._failed(failure, probe)

    def _failed(self, failure: LLMError, probe: bool) -> None:
        self._failures += 1
        self.because = type(failure)
        # A refused key counts like any other failure: whoever mends it and presses "try again" should not have to wait.
        if probe or self._failures >= self._most:
            self._opened_at = self._clock()
            self._opening += 1

    def _close(self) -> None:
        self._failures = 0
        self._opened_at = None
        self.because = None
