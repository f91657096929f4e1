"""Read what the operating system knows of the process and the machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import psutil

FIRST_LOOK: Final = 0.2
"""Seconds between the first two looks: what is a second's worth of something takes two."""


@dataclass(frozen=True, slots=True)
class _Counters:
    """What only grows, and when it was read."""

    at: float
    cpu: float
    busy: float
    idle: float
    disk: tuple[int, int] | None
    network: tuple[int, int] | None


@dataclass(slots=True)
class Gauges:
    """Look at the machine; blocks, so it is asked from a thread, by one at a time."""

    folder: Path
    _process: psutil.Process | None = None
    _last: _Counters | None = field(default=None, repr=False)

    def read(self) -> dict[str, float | int | None]:
        """Return the gauges of `Vitals` that the operating system knows."""
        import psutil  # only those who look pay for it

        process = self._process = self._process or psutil.Process()
        if self._last is None:
            self._last = _counters(psutil, process)
            sleep(FIRST_LOOK)
        before, now = self._last, _counters(psutil, process)
        self._last = now
        seconds = max(now.at - before.at, 1e-3)
        busy, idle = now.busy - before.busy, now.idle - before.idle
        disk = psutil.disk_usage(str(self.folder if self.folder.exists() else Path.cwd()))
        read, written = _rates(before.disk, now.disk, seconds)
        received, sent = _rates(before.network, now.network, seconds)
        return {
            "cpu": round(100 * max(now.cpu - before.cpu, 0.0) / seconds, 1),
            "memory": process.memory_info().rss,
            "machine_cpu": round(100 * busy / (busy + idle), 1) if busy + idle > 0 else None,
            "machine_memory": psutil.virtual_memory().percent,
            "disk_used": disk.percent,
            "disk_free": disk.free,
            "disk_read": read,
            "disk_written": written,
            "received": received,
            "sent": sent,
        }


def _counters(psutil: Any, process: Any) -> _Counters:
    own, machine = process.cpu_times(), psutil.cpu_times()
    idle = machine.idle + getattr(machine, "iowait", 0.0)
    # Time of guests is counted in that of users already.
    whole = sum(machine) - getattr(machine, "guest", 0.0) - getattr(machine, "guest_nice", 0.0)
    disk, network = psutil.disk_io_counters(), psutil.net_io_counters()
    return _Counters(
        at=monotonic(),
        cpu=own.user + own.system,
        busy=whole - idle,
        idle=idle,
        # A container may have neither.
        disk=(disk.read_bytes, disk.write_bytes) if disk else None,
        network=(network.bytes_recv, network.bytes_sent) if network else None,
    )


def _rates(
    before: tuple[int, int] | None, now: tuple[int, int] | None, seconds: float
) -> tuple[float | None, float | None]:
    """Return two rates a second; a counter that began anew has none."""
    if before is None or now is None:
        return None, None
    first, second = (
        (late - early) / seconds if late >= early else None for early, late in zip(before, now, strict=True)
    )
    return first, second
