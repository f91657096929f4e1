"""Say to players, in small lines, what the rules decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.event import Event
from bot.domain.lines import attendance, checks, fights, harm, magic, sheets, story

Line = Callable[[Event, str], str]

_LINES: Mapping[str, Line] = {
    **checks.LINES,
    **fights.LINES,
    **harm.LINES,
    **sheets.LINES,
    **magic.LINES,
    **story.LINES,
    **attendance.LINES,
}


def line(event: Event, language: str) -> str:
    """Write an event as one line of Discord's markdown, everything in it escaped; "" for what players do not see."""
    if event.secret or event.kind not in _LINES:
        return ""
    return _LINES[event.kind](event, language)
