"""A first choice that is dead: what still reaches it, and what its fallback loses by it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.children import ROOT
from benchmarks.cores import Cores
from benchmarks.figures import percentile
from benchmarks.marks import mark
from benchmarks.model_server import Served
from benchmarks.patrons import SAYING, Deed, Listener
from benchmarks.stage import Stage, Vendor, staged
from benchmarks.start import quiet
from playground.model import Channel
from playground.people import Person

REST = 30.0
"""Seconds a dead provider is left alone between two probes."""
MOST_LATER_MS = 50.0
PACE = ("--first", "0.05", "--rate", "400")
DEAD = Vendor("dead", "openai", (*PACE, "--faults", "1", "--kinds", "500"))
HEALTHY = Vendor("healthy", "openai", (*PACE, "--faults", "0"))
PATIENCE = 60.0
BETWEEN = 1.5
"""Seconds a player reads: quicker than that, Discord's limits hold the bot up, and that would be measured."""


@dataclass(frozen=True, slots=True)
class Start:
    """How long a turn took from its message to the fallback's server, in milliseconds; `at` counts from the first turn.

    `met_dead` says that the dead server was asked on its behalf.
    """

    at: float
    ms: float
    routed: bool
    met_dead: bool


@dataclass(frozen=True, slots=True)
class Spared:
    """What was measured; `arrivals` are the requests that reached the dead server, in seconds from the first turn."""

    seconds: float
    starts: tuple[Start, ...]
    arrivals: tuple[float, ...]
    untold: int

    @property
    def direct(self) -> list[float]:
        """The starts of turns whose first choice is the healthy vendor."""
        return [start.ms for start in self.starts if not start.routed]

    @property
    def routed(self) -> list[float]:
        """The starts of turns that were handed on while the dead vendor rested."""
        return [start.ms for start in self.starts if start.routed and not start.met_dead]

    @property
    def opening(self) -> list[Start]:
        """The starts of turns that the dead vendor was asked for first."""
        return [start for start in self.starts if start.met_dead]

    @property
    def probes(self) -> list[float]:
        """The arrivals at the dead server after those that made the breaker open."""
        gaps = (number for number, (one, other) in enumerate(pairwise(self.arrivals), 1) if other - one > REST / 2)
        first = next(gaps, len(self.arrivals))
        return list(self.arrivals[first:])

    @property
    def opened_within(self) -> float:
        """The seconds between the first request to the dead server and the last before its breaker opened."""
        before = self.arrivals[: len(self.arrivals) - len(self.probes)]
        return before[-1] - before[0] if before else 0.0

    @property
    def closest(self) -> float | None:
        """The shortest time between two probes, or between the opening and the first; None without any probe."""
        if not self.probes:
            return None
        last = self.arrivals[len(self.arrivals) - len(self.probes) - 1]
        return min(other - one for one, other in pairwise([last, *self.probes]))

    def later_ms(self, share: float) -> float | None:
        """Return by how much routed turns start later than direct ones, at a percentile."""
        routed, direct = percentile(self.routed, share), percentile(self.direct, share)
        return None if routed is None or direct is None else routed - direct

    @property
    def reached(self) -> bool:
        """Tell whether the dead vendor is spared and the fallback begins as early as it must."""
        later = [self.later_ms(share) for share in (0.5, 0.95)]
        # A hundredth for the time between a permit and the arrival of what it permits.
        rested = self.opened_within <= REST / 2 and (self.closest is None or self.closest >= REST * 0.99)
        return self.untold == 0 and rested and all(each is not None and each <= MOST_LATER_MS for each in later)


async def run(seconds: float, tables: int, cores: Cores, root: Path = ROOT) -> Spared:
    """Play as many tables whose first choice is dead as tables that begin with its fallback, side by side."""
    async with staged((DEAD, HEALTHY), cores, {"DEFAULT_MODEL": HEALTHY.model}, root) as stage:
        channels = [stage.playground.add_channel(f"table-{number}") for number in range(1, 2 * tables + 1)]
        orders = [(DEAD, HEALTHY) if number % 2 else (HEALTHY,) for number in range(1, 2 * tables + 1)]
        await stage.open_tables(list(zip(channels, orders, strict=True)), HEALTHY)
        began = time.perf_counter()
        deeds = await stage.bot.while_running(_play(stage, channels, seconds), seconds + 2 * PATIENCE)
        spent = time.perf_counter() - began
        await quiet(stage.bot, PATIENCE)
        dead, healthy = await stage.served(DEAD), await stage.served(HEALTHY)
    arrivals = tuple(each.at - began for each in dead)
    untold = sum(deed.told_at is None for deed in deeds)
    return Spared(spent, tuple(_starts(began, deeds, dead, healthy)), arrivals, untold)


async def _play(stage: Stage, channels: Sequence[Channel], seconds: float) -> list[Deed]:
    listener = Listener(stage.playground)
    kira = stage.playground.person("kira")
    until = time.perf_counter() + seconds

    async def one(number: int, channel: Channel) -> list[Deed]:
        await asyncio.sleep(number * BETWEEN / len(channels))
        deeds: list[Deed] = []
        while time.perf_counter() < until:
            deeds.append(await _turn(listener, kira, channel, mark(number, len(deeds) + 1)))
            await asyncio.sleep(BETWEEN)
        return deeds

    had = await asyncio.gather(*(one(number, channel) for number, channel in enumerate(channels, start=1)))
    return [deed for deeds in had for deed in deeds]


async def _turn(listener: Listener, person: Person, channel: Channel, name: str) -> Deed:
    deed = Deed(name, time.perf_counter())
    listener.begin(channel, deed)
    await person.say(channel, SAYING.format(name))
    await listener.outcome(channel, PATIENCE)
    return deed


def _starts(began: float, deeds: Sequence[Deed], dead: Sequence[Served], healthy: Sequence[Served]) -> list[Start]:
    asked_dead = {name for each in dead for name in each.marks}
    first: dict[str, float] = {}
    for each in healthy:
        for name in each.marks:
            first.setdefault(name, each.at)
    return [
        Start(
            deed.asked_at - began, 1000 * (first[deed.mark] - deed.asked_at), _is_routed(deed), deed.mark in asked_dead
        )
        for deed in deeds
        if deed.mark in first
    ]


def _is_routed(deed: Deed) -> bool:
    return int(deed.mark.split("-")[1]) % 2 == 1
