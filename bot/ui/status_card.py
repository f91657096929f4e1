"""Show whoever runs the program how it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import discord

from bot.domain.plaintext import escape
from bot.i18n import N_, translate
from bot.services.status import BreakerReport, ModelReport, Report
from bot.ui.cards import COLOUR, TROUBLED
from bot.ui.figures import count, seconds
from bot.ui.outcomes import FAILED, FAILURES

_FIELD: Final = 1024

_STATES: Final = {"closed": "🟢", "half-open": "🟡", "open": "🔴"}
_OWNERS: Final = {"operator": N_("the operator's key"), "server": N_("servers' keys")}


def status_card(report: Report, language: str) -> discord.Embed:
    """Show one report: what is in trouble first."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    embed = discord.Embed(title=t(N_("How Skald is")), colour=TROUBLED if report.troubles else COLOUR)
    troubles = "\n".join(f"🔴 {escape(trouble)}" for trouble in report.troubles)[:2048]
    embed.description = troubles or "🟢 " + t(N_("Skald itself is well."))
    latency = "–" if report.latency is None else _milliseconds(report.latency * 1000, language)
    embed.add_field(name=t(N_("Running for")), value=_duration(report.uptime, language))
    embed.add_field(name=t(N_("Servers")), value=count(report.guilds, language))
    embed.add_field(name=t(N_("Discord, there and back")), value=latency)
    embed.add_field(name=t(N_("Turns in progress")), value=count(report.turns_in_progress, language))
    embed.add_field(name=t(N_("Actions waiting")), value=count(report.actions_waiting, language))
    embed.add_field(name=t(N_("Event loop late by")), value=_milliseconds(report.lag * 1000, language))
    breakers = _cut(_breaker(one, language) for one in report.breakers)
    embed.add_field(name=t(N_("Providers")), value=breakers or t(N_("None was asked yet.")), inline=False)
    busiest = sorted(report.models, key=lambda one: -one.attempts)
    models = _cut(_model(one, language) for one in busiest)
    embed.add_field(name=t(N_("Models since the start")), value=models or t(N_("None was asked yet.")), inline=False)
    return embed


def _breaker(report: BreakerReport, language: str) -> str:
    states = " ".join(f"{_STATES[state]} {number}" for state, number in sorted(report.states.items())) + " ·"
    if sum(report.states.values()) == 1:
        # How many keys there are says something only of several.
        states = "".join(_STATES[state] for state in report.states)
    line = f"{states} {escape(report.provider)}, {translate(_OWNERS[report.owner], language)}"
    if report.probe_in is not None:
        asked = translate(N_("asked again in {wait}"), language)
        line += " · " + asked.format(wait=seconds(max(report.probe_in, 1.0) * 1000, language))
    return f"{line} · {_failure(report.because, language)}" if report.because else line


def _failure(name: str, language: str) -> str:
    return translate(FAILURES.get(name, FAILED), language)


def _model(report: ModelReport, language: str) -> str:
    name = escape(f"{report.provider}/{report.model}")
    told = translate(N_("{told} of {attempts} attempts told"), language)
    line = f"**{name}** · " + told.format(told=count(report.told, language), attempts=count(report.attempts, language))
    first = report.first_token
    figures = {"p50": first.p50, "p95": first.p95, "max": first.longest if first.p95 is None else None}
    if known := [f"{name} {_milliseconds(value, language)}" for name, value in figures.items() if value is not None]:
        line += " · " + translate(N_("first token: {figures}"), language).format(figures=", ".join(known))
    if report.failures:
        failures = sorted(report.failures.items(), key=lambda each: -each[1])
        counted = (f"{_failure(name, language)} ({count(times, language)})" for name, times in failures)
        line += "\n-# " + ", ".join(counted)
    return line


def _cut(lines: Iterable[str]) -> str:
    """Join lines for as long as they fit into a field, and say when there are more."""
    kept = ""
    for line in lines:
        if len(kept) + len(line) + 3 > _FIELD:
            return f"{kept}\n…"
        kept = f"{kept}\n{line}" if kept else line
    return kept


def _milliseconds(value: float, language: str) -> str:
    return f"{count(round(value), language)}\u00a0ms"


def _duration(uptime: float, language: str) -> str:
    hours, rest = divmod(int(uptime), 3600)
    days, hours = divmod(hours, 24)
    text = f"{hours}\u00a0h {rest // 60}\u00a0min"
    return translate(N_("{days} d {rest}"), language).format(days=count(days, language), rest=text) if days else text
