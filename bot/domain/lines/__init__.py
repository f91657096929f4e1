"""Say to players, in small lines, what the rules decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.event import Event
from bot.domain.lines import attendance, by_hand, checks, fights, harm, magic, sheets, story

Line = Callable[[Event, str], str]

_LINES: Mapping[str, Line] = {
    **checks.LINES,
    **fights.LINES,
    **harm.LINES,
    **sheets.LINES,
    **magic.LINES,
    **story.LINES,
    **attendance.LINES,
    **by_hand.LINES,
}


# What no die decided is told by another sign.
_SIGNS: Mapping[str, str] = {
    "combat_started": "⚔️",
    "combat_ended": "⚔️",
    "fight_joined": "⚔️",
    "turn": "▶️",
    "dodge": "▶️",
    "surprised": "▶️",
    "turn_lost": "▶️",
    "lurks": "▶️",
    "damage": "💥",
    "heal": "💚",
    "temporary": "💚",
    "stable": "💚",
    "condition": "🌀",
    "concentration": "🌀",
    "fact": "📝",
    "scene": "📍",
    "item": "🎒",
    "equip": "🎒",
    "coins": "🪙",
    "experience": "✨",
    "level": "⭐",
    "level_ready": "⭐",
    "rest": "💤",
    "rested": "💤",
    "by_hand": "✍️",
    "arrival": "👋",
    "departure": "👋",
    "described": "✍️",
    "joined": "🚪",
    "left": "🚪",
}


def signed(kind: str, summary: str) -> str:
    """Return a line with the sign of what it tells, for whoever shows it under a story; "" stays ""."""
    return f"{_SIGNS.get(kind, '🎲')} {summary}" if summary else ""


def line(event: Event, language: str) -> str:
    """Write an event as one line of Discord's markdown, everything in it escaped; "" for what players do not see."""
    if event.secret or event.kind not in _LINES:
        return ""
    return _LINES[event.kind](event, language)
