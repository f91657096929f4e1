"""Keep what a turn came to while its table votes, so that a restart in the middle goes on with it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.domain.dice import SeededDice
from bot.domain.state import content, from_content
from bot.domain.turn import LedgerEntry
from bot.services.narration import TurnStory
from bot.services.telling import Telling, Told


def frozen(telling: Telling, told: Told) -> dict[str, Any]:
    """Return what a turn came to, as JSON."""
    narration = told.narration
    return {
        "actions": [action.id for action in telling.actions],
        "state": content(narration.state),
        "story": narration.story,
        "model": told.model,
        "wanted": told.wanted,
        "notes": list(told.notes),
        "findings": [dict(finding) for finding in narration.findings],
        "checked": narration.checked,
        "entries": [asdict(entry) for entry in narration.entries],
    }


def thawed(telling: Telling, kept: Any) -> Told:
    """Return the turn as it was told before it was frozen."""
    narration = TurnStory(
        before=telling.before,
        state=from_content(kept["state"], telling.before.campaign),
        dice=SeededDice(telling.before.campaign.secret, telling.turn.number),
        attempts=telling.attempts,
        story=kept["story"],
        entries=[_entry(one) for one in kept["entries"]],
        findings=tuple(kept["findings"]),
        checked=kept["checked"],
    )
    return Told(narration, kept["model"], kept["wanted"], tuple(kept["notes"]))


def _entry(kept: dict[str, Any]) -> LedgerEntry:
    changes: list[list[Any]] = kept["changes"]
    return LedgerEntry(
        kind=kept["kind"],
        actor=kept["actor"],
        summary=kept["summary"],
        detail=kept["detail"],
        changes=tuple((how, path, before, after) for how, path, before, after in changes),
    )
