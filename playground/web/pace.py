"""How much one seat may do at once: far more than anybody at a table does, far less than a program could."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.clock import Clock
from playground.refused import Refused
from playground.web.keys import Seat

# Of each kind: how much at once, and how much more a second. The host may be several people, and plays for them.
PACES = {
    "deeds": (60.0, 2.0),
    "suggestions": (100.0, 10.0),
    "places": (20.0, 0.1),
    "bytes": (200.0 * 2**20, 0.5 * 2**20),
    "guests": (20.0, 1 / 30),
}
HOSTS_SHARE = 10


class TooFast(Refused):
    """A seat does more than it may; the message says how long to wait."""

    status = 429


@dataclass(slots=True)
class _Left:
    """What may still be done, as of a time."""

    amount: float
    at: float


class Pace:
    """What each seat may still do, and each address that asks for one."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._left: dict[tuple[str, str], _Left] = {}

    def take(self, who: Seat | str, kind: str, amount: float = 1) -> None:
        """Count something that a seat does, or that comes from an address. Raises TooFast."""
        host = isinstance(who, Seat) and who.host
        most, refill = (each * HOSTS_SHARE if host else each for each in PACES[kind])
        key = (who.key if isinstance(who, Seat) else who), kind
        now = self.clock.time()
        left = self._left.setdefault(key, _Left(most, now))
        # A clock that is set back gives nothing and takes nothing.
        left.amount = min(most, left.amount + max(now - left.at, 0) * refill)
        left.at = now
        if left.amount < amount:
            raise TooFast.of("tooFast", seconds=math.ceil((amount - left.amount) / refill))
        left.amount -= amount
