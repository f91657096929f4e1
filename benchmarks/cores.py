"""Where the harness runs and where the program under measurement, so that neither takes the other's time."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cores:
    """The core of the harness with its model, and that of the program; None leaves it to the system."""

    harness: int | None
    bot: int | None


def pin() -> Cores:
    """Put this process on one core and return where the others go."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.stderr.write("One core alone: harness and program share it, so read the ratios, not the values.\n")
        return Cores(None, None)
    os.sched_setaffinity(0, {cores[0]})
    return Cores(cores[0], cores[1])
