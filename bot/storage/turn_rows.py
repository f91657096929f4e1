"""Turns, entries of the ledger and facts as rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from bot.domain.memory import Fact
from bot.domain.turn import LedgerEntry, Turn

RESULT = (
    "status", "attempt", "model", "wanted_model", "first_word_ms", "last_word_ms", "error", "reply_ids", "action_ids",
    "notes", "memories", "findings", "duel", "checked",
)  # fmt: skip


def result_row(turn: Turn, turn_id: int, status: str) -> dict[str, Any]:
    """Return how a turn ended, as the update binds it."""
    values: Mapping[str, Any] = {name: getattr(turn, name) for name in RESULT} | {"status": status}
    return {"turn_key": turn_id, **{f"turn_{name}": value for name, value in values.items()}}


def entry_row(entry: LedgerEntry) -> dict[str, Any]:
    """Return what a row of the ledger holds of its entry."""
    return {
        "kind": entry.kind,
        "actor": entry.actor,
        "summary": entry.summary,
        "detail": dict(entry.detail),
        "changes": entry.changes,
    }


def fact_row(fact: Fact) -> dict[str, Any]:
    """Return what a fact's row holds of the fact itself."""
    return {
        "character_id": fact.character_id,
        "kind": fact.kind,
        "subject": fact.subject,
        "text": fact.text,
        "pinned": fact.pinned,
    }


def turn_of(row: Row[Any]) -> Turn:
    """Return the turn of a row."""
    return Turn(
        campaign_id=row.campaign_id,
        number=row.number,
        attempt=row.attempt,
        channel_id=row.channel_id,
        status=row.status,
        action_ids=tuple(row.action_ids),
        reply_ids=tuple(row.reply_ids),
        model=row.model,
        started_at=row.started_at,
        first_word_ms=row.first_word_ms,
        last_word_ms=row.last_word_ms,
        error=row.error,
        delivered=row.delivered,
        take=row.take,
        wanted_model=row.wanted_model,
        notes=tuple(row.notes),
        memories=row.memories,
        again=row.again,
        findings=tuple(row.findings),
        duel=row.duel,
        checked=row.checked,
    )
