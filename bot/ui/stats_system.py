"""Show whoever runs Skald how process and machine are, and were."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import discord

from bot.domain.label import Label
from bot.domain.plaintext import escape
from bot.domain.statistics import Spread
from bot.i18n import N_, NN_, plural, translate
from bot.services.vitals import SystemReport
from bot.ui.cards import COLOUR, TROUBLED
from bot.ui.figures import count, decimal, share

Written = Callable[[float, str], str]

DISK_LOW: Final = 10.0
"""Percent of the disk that are left when it is shown as low."""

_UNITS: Final = (
    (Label("TB", "To"), 1e12),
    (Label("GB", "Go"), 1e9),
    (Label("MB", "Mo"), 1e6),
    (Label("kB", "ko"), 1e3),
    (Label("B", "o"), 1.0),
)
_LINE: Final = N_("{label}: {value}")
_NEVER: Final = "–"


def data(size: float, language: str) -> str:
    """Write bytes: `12 MB`, `1.4 GB`."""
    unit, scale = next((each for each in _UNITS if size >= each[1]), _UNITS[-1])
    number = size / scale
    return f"{decimal(number, language) if number < 10 else count(round(number), language)}\u00a0{unit.say(language)}"


def _rate(size: float, language: str) -> str:
    return f"{data(size, language)}/s"


def _percent(value: float, language: str) -> str:
    return share(round(value * 100), 10_000, language)


def _milliseconds(value: float, language: str) -> str:
    return f"{count(round(value), language)}\u00a0ms"


def _whole(value: float, language: str) -> str:
    return count(round(value), language)


_PROCESS: Final[Mapping[str, tuple[str, Written]]] = {
    "cpu": (N_("CPU"), _percent),
    "memory": (N_("Memory"), data),
    "lag": (N_("Event loop late by"), _milliseconds),
    "latency": (N_("Discord, there and back"), _milliseconds),
    "waiting": (N_("Actions waiting"), _whole),
    "telling": (N_("Turns in progress"), _whole),
    "database": (N_("Database"), data),
}
_MACHINE: Final[Mapping[str, tuple[str, Written]]] = {
    "machine_cpu": (N_("CPU"), _percent),
    "machine_memory": (N_("Memory in use"), _percent),
    "disk_used": (N_("Disk in use"), _percent),
    "disk_read": (N_("Read"), _rate),
    "disk_written": (N_("Written"), _rate),
    "received": (N_("Received"), _rate),
    "sent": (N_("Sent"), _rate),
}


def system_card(report: SystemReport, language: str) -> discord.Embed:
    """Show each gauge now, and its p50, p95 and greatest of the window."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    troubles = _troubles(report, language)
    embed = discord.Embed(title=t(N_("How the machine does")), colour=TROUBLED if troubles else COLOUR)
    embed.description = "\n".join(troubles)
    embed.add_field(name=t(N_("Skald")), value=_gauges(report, _PROCESS, language), inline=False)
    embed.add_field(name=t(N_("The machine")), value=_gauges(report, _MACHINE, language), inline=False)
    embed.add_field(name=t(N_("Breakers")), value=_breakers(report, language), inline=False)
    embed.set_footer(text=_footer(report, language))
    return embed


def _troubles(report: SystemReport, language: str) -> Sequence[str]:
    used, free = report.now.disk_used, report.now.disk_free
    found: list[str] = []
    if report.now.database is None:
        found.append("🔴 " + translate(N_("The database does not answer."), language))
    if used is not None and free is not None and used > 100 - DISK_LOW:
        low = translate(N_("The disk is nearly full: {left} left."), language)
        found.append("🔴 " + low.format(left=data(free, language)))
    return found


def _gauges(report: SystemReport, gauges: Mapping[str, tuple[str, Written]], language: str) -> str:
    return "\n".join(
        _gauge(translate(label, language), getattr(report.now, name), report.spreads[name], written, language)
        for name, (label, written) in gauges.items()
    )


def _gauge(label: str, now: float | None, spread: Spread, written: Written, language: str) -> str:
    value = f"**{_NEVER if now is None else written(now, language)}**"
    line = translate(_LINE, language).format(label=label, value=value)
    # A maximum says more than a 95th percentile of too few, and what is now belongs to it.
    most = spread.most if spread.most is None or now is None else max(spread.most, now)
    past = {"p50": spread.p50, "p95": spread.p95, "max": most}
    known = [f"{name} {written(value, language)}" for name, value in past.items() if value is not None]
    return f"{line}\n-# {' · '.join(known)}" if known else line


def _breakers(report: SystemReport, language: str) -> str:
    if not report.breakers:
        return translate(N_("None was asked yet."), language)
    marks = {"closed": "🟢", "half-open": "🟡", "open": "🔴"}
    lines = (
        f"{' '.join(f'{marks[state]} {count(number, language)}' for state, number in sorted(breaker.states.items()))}"
        f" · {escape(breaker.provider)}"
        for breaker in report.breakers
    )
    return "\n".join(lines)[:1024]


def _footer(report: SystemReport, language: str) -> str:
    samples = plural(NN_("{n} sample", "{n} samples"), report.samples, language)
    days = translate(N_("the last day") if report.window.days < 2 else N_("the last {n} days"), language)
    line = f"{samples.format(n=count(report.samples, language))}, {days.format(n=round(report.window.days))}"
    if not report.samples:
        line = translate(N_("No sample was kept yet; one is taken every minute."), language)
    if report.processes > 1:
        more = translate(N_("{n} processes share this database; this is one of them."), language)
        line += "\n" + more.format(n=count(report.processes, language))
    return line
