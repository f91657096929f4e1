"""What is read from the arrivals at a dead server and at its fallback's."""

from __future__ import annotations

import pytest

from benchmarks.dead import Spared, Start
from benchmarks.dead_report import render


def starts(*ms: float, routed: bool, met_dead: bool = False) -> tuple[Start, ...]:
    return tuple(Start(float(at), each, routed, met_dead) for at, each in enumerate(ms))


GOOD = Spared(
    95.0,
    (*starts(4, 5, 6, routed=False), *starts(5, 7, 9, routed=True), *starts(1300, routed=True, met_dead=True)),
    (0.1, 0.3, 0.5, 0.6, 0.7, 30.8, 60.9, 91.0),
    0,
)


def test_what_comes_after_a_rest_is_a_probe_and_the_first_ones_opened_the_breaker():
    assert GOOD.probes == [30.8, 60.9, 91.0]
    assert GOOD.closest == pytest.approx(30.1)
    assert GOOD.later_ms(0.5) == 2
    assert GOOD.reached


@pytest.mark.parametrize(
    "spared",
    [
        Spared(95.0, GOOD.starts, (0.1, 30.2, 45.9, 60.4), 0),
        Spared(95.0, GOOD.starts, tuple(float(at) for at in range(90)), 0),
        Spared(95.0, GOOD.starts, GOOD.arrivals, 1),
        Spared(95.0, (*starts(4, routed=False), *starts(60, routed=True)), GOOD.arrivals, 0),
        Spared(95.0, starts(4, routed=False), GOOD.arrivals, 0),
    ],
    ids=["two probes within 30 s", "never left alone", "an untold turn", "late", "nothing was handed on"],
)
def test_what_misses_its_target_is_not_reached(spared: Spared):
    assert not spared.reached


def test_the_report_says_when_the_probes_came():
    assert "| probes after that, at second | 30.8, 60.9, 91.0 |" in render(GOOD)
    assert "at most 1.3 s" in render(GOOD)
