"""Tell whoever runs the program how it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Final, Literal, Protocol

from bot.llm.breaker import Breaker, State
from bot.services.lag import LoopLag
from bot.services.latency import Percentiles
from bot.services.tables import Tables
from bot.services.tally import OK, Tally
from bot.storage.pulse import Pulse

PATIENCE: Final = 1.0
"""Seconds the database may take to answer."""

Owner = Literal["operator", "server"]
Breakers = Callable[[], Iterable[tuple[str, bool, Breaker]]]
"""Lists the breaker of each key: its provider, and whether a server brought it."""


class Gateway(Protocol):
    """What there is to know of the connection to the place where people talk."""

    @property
    def connected(self) -> bool:
        """Tell whether words get through, in both directions, as far as is known."""
        ...

    @property
    def latency(self) -> float | None:
        """Return the seconds to the place and back, None while unknown."""
        ...

    @property
    def guilds(self) -> int:
        """Count the servers people talk in."""
        ...


@dataclass(frozen=True, slots=True)
class BreakerReport:
    """The breakers of one provider's keys of one kind: how many are in which state.

    `because` names the error that opened one; `probe_in` is the seconds until the next is tried, None while none rests.
    """

    provider: str
    owner: Owner
    states: Mapping[State, int]
    probe_in: float | None
    because: str | None


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What one model's attempts came to since the start; attempts that we broke off are in `attempts` alone."""

    provider: str
    model: str
    attempts: int
    told: int
    failures: Mapping[str, int]
    first_token: Percentiles


@dataclass(frozen=True, slots=True)
class Report:
    """How the program is now; times in seconds, but `first_token` in milliseconds.

    `actions_waiting` are kept and not answered yet, those of turns in progress included. `lag` is the greatest lag of
    the event loop in the last minute. `database` says what is wrong with it, None when it answers.
    """

    uptime: float
    breakers: tuple[BreakerReport, ...]
    models: tuple[ModelReport, ...]
    actions_waiting: int
    turns_in_progress: int
    lag: float
    database: str | None
    connected: bool
    latency: float | None
    guilds: int

    @property
    def troubles(self) -> tuple[str, ...]:
        """Name each thing without which nobody can be answered."""
        discord = () if self.connected else ("Discord: not connected",)
        return (*discord, *([f"database: {self.database}"] if self.database else []))


class StatusService:
    """Gather the state of everything that can stand still."""

    def __init__(
        self,
        tally: Tally,
        lag: LoopLag,
        tables: Tables,
        breakers: Breakers,
        pulse: Pulse,
        gateway: Gateway,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.tally = tally
        self.lag = lag
        self._tables = tables
        self._list_breakers = breakers
        self._pulse = pulse
        self._gateway = gateway
        self._clock = clock
        self._since = clock()

    async def report(self) -> Report:
        """Return the state of everything; takes a second at most, as long as a silent database is waited for."""
        database = await self._pulse.trouble(PATIENCE)
        tables = self._tables.values()
        return Report(
            uptime=self._clock() - self._since,
            breakers=self._breakers(),
            models=self._told(),
            actions_waiting=sum(len(table.waiting) for table in tables),
            turns_in_progress=sum(table.worker is not None for table in tables),
            lag=self.lag.worst,
            database=database,
            connected=self._gateway.connected,
            latency=self._gateway.latency,
            guilds=self._gateway.guilds,
        )

    async def close(self) -> None:
        """Measure and ask no more."""
        self.lag.stop()
        await self._pulse.close()

    def _told(self) -> tuple[ModelReport, ...]:
        return tuple(
            ModelReport(
                provider=provider,
                model=model,
                attempts=told.attempts,
                told=told.outcomes[OK],
                failures=told.failures,
                first_token=told.first_token.percentiles(),
            )
            for (provider, model), told in sorted(self.tally.models.items())
        )

    def _breakers(self) -> tuple[BreakerReport, ...]:
        kinds: dict[tuple[str, Owner], list[Breaker]] = {}
        for provider, own_key, breaker in self._list_breakers():
            kinds.setdefault((provider, "server" if own_key else "operator"), []).append(breaker)
        return tuple(_summed(provider, owner, breakers) for (provider, owner), breakers in sorted(kinds.items()))


def _summed(provider: str, owner: Owner, breakers: list[Breaker]) -> BreakerReport:
    resting = [breaker for breaker in breakers if breaker.state == "open"]
    ailing = (breaker.because for breaker in breakers if breaker.state != "closed")
    because = next((error.__name__ for error in ailing if error is not None), None)
    return BreakerReport(
        provider=provider,
        owner=owner,
        states=Counter(breaker.state for breaker in breakers),
        probe_in=min((breaker.try_after for breaker in resting), default=None),
        because=because,
    )
