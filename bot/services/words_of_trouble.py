"""Put what went wrong at a server into words, and that it is well again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from bot.domain.amount import amount_in, dollars, percent
from bot.domain.budget import Budget
from bot.domain.plaintext import shown
from bot.i18n import N_, translate, written
from bot.services.overspending import budget_name
from bot.storage.incidents import Incident

SIGNS: Final = ("⚠️", "⛔", "🐢", "✅")
"""What every notice begins with, and no story does."""

Label = Callable[[str], str]

_BEGAN: Final[Mapping[str, str]] = {
    "failing": N_(
        "⚠️ **{name}** fails: {failed} of {attempts} attempts ({share}) within an hour, {since}. What players wrote is "
        "kept; /campaign fallback names who tells meanwhile."
    ),
    "breaker": N_("⚠️ **{name}** is left alone for a while because it failed again and again ({why}), {since}."),
    "budget:80": N_("⚠️ {budget} is spent to {share}: {spent} of {amount}. It begins anew {anew}; see /budget show."),
    "budget:100": N_("⛔ {budget} is used up: {spent} of {amount}. It begins anew {anew}; /budget set can raise it."),
    "slow": N_(
        "🐢 **{name}** became slow: of the last day's waits for a first word, 95 % were under {p95} (n = {count}); in "
        "the week before, under {before} (n = {before_count})."
    ),
    "disk": N_(
        "⚠️ The disk with Skald's data has {free} GB left, {since}. Make room, or stories can no longer be kept."
    ),
    "backup": N_("⚠️ The database was last backed up {last}. Why: {why}"),
    "schedule": N_("⚠️ Scheduled post {number} could not be posted, {since}; /stats schedule list says why."),
}
_ENDED: Final[Mapping[str, str]] = {
    "failing": N_("✅ **{name}** answers again; it had failed since {since}."),
    "breaker": N_("✅ **{name}** is asked again; it was left alone since {since}."),
    "budget": N_("✅ {budget} has room again."),
    "slow": N_("✅ **{name}** is no longer slow."),
    "disk": N_("✅ The disk with Skald's data has room again."),
    "backup": N_("✅ The database is backed up again."),
    "schedule": N_("✅ Scheduled post {number} is posted again."),
}
_NEVER = N_("never")
_UNKNOWN = N_("nobody knows; look at the log")


def began(incident: Incident, language: str, label: Label) -> str:
    """Say what went wrong, with its figures, in one or two sentences."""
    kind = incident.kind
    if kind == "budget":
        kind = "budget:100" if incident.subject.endswith(":100") else "budget:80"
    since = _when(incident.began_at.timestamp(), "R")
    return translate(_BEGAN[kind], language).format(since=since, **_values(incident, language, label))


def ended(incident: Incident, language: str, label: Label) -> str:
    """Say that it is well again."""
    since = _when(incident.began_at.timestamp(), "f")
    return translate(_ENDED[incident.kind], language).format(since=since, **_values(incident, language, label))


def _values(incident: Incident, language: str, label: Label) -> dict[str, object]:
    figures = incident.figures
    values: dict[str, object] = {"number": incident.subject}
    match incident.kind:
        case "failing":
            share = percent(Decimal(figures["failed"]), Decimal(figures["attempts"]), language)
            values |= dict(figures) | {"name": _model(incident, label, language), "share": share}
        case "breaker":
            values |= {"name": shown(incident.subject, 80), "why": figures.get("because") or "?"}
        case "slow":
            waits = {name: _seconds(figures[name], language) for name in ("p95", "before")}
            values |= dict(figures) | waits | {"name": _model(incident, label, language)}
        case "disk":
            values["free"] = written(f"{figures['free'] / 10**9:.1f}", language)
        case "backup":
            last = figures.get("last")
            values["last"] = _when(last, "R") if last else translate(_NEVER, language)
            values["why"] = figures.get("why") or translate(_UNKNOWN, language)
        case "budget":
            values |= _budget(figures, language)
        case _:
            pass
    return values


def _budget(figures: Mapping[str, Any], language: str) -> dict[str, object]:
    spent, amount = Decimal(figures["spent"]), Decimal(figures["amount"])
    kept = ("scope", "period", "unit", "name")
    budget = Budget(0, 0, subject=0, amount=amount, **{name: figures[name] for name in kept})
    turns = budget.unit == "turns"
    return {
        "budget": budget_name(budget, language),
        "spent": str(int(spent)) if turns else dollars(spent, language),
        "amount": amount_in(budget.unit, amount, language),
        "share": percent(spent, amount or Decimal(1), language),
        "anew": _when(figures["ends"], "R"),
    }


def _model(incident: Incident, label: Label, language: str) -> str:
    return shown(translate(label(incident.subject), language), 80)


def _seconds(milliseconds: float, language: str) -> str:
    return written(f"{milliseconds / 1000:.1f}", language) + "\u00a0s"


def _when(timestamp: float, style: str) -> str:
    return f"<t:{int(timestamp)}:{style}>"
