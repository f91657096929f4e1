"""Write a moment in words, where no Discord shows it in the reader's own time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from bot.domain.label import Label

_MONTHS: Final = (
    Label("January", "janvier"),
    Label("February", "février"),
    Label("March", "mars"),
    Label("April", "avril"),
    Label("May", "mai"),
    Label("June", "juin"),
    Label("July", "juillet"),
    Label("August", "août"),
    Label("September", "septembre"),
    Label("October", "octobre"),
    Label("November", "novembre"),
    Label("December", "décembre"),
)
_FIRST: Final = Label("1", "1er")
_WRITTEN: Final = Label("{month} {day}, {year}, {time} UTC", "{day} {month} {year} à {time} UTC")


def in_words(moment: datetime, language: str) -> str:
    """Write a moment as in `November 21, 2026, 07:30 UTC`."""
    there = moment.astimezone(UTC)
    day = _FIRST.say(language) if there.day == 1 else str(there.day)
    month = _MONTHS[there.month - 1].say(language)
    return _WRITTEN.say(language).format(month=month, day=day, year=there.year, time=f"{there:%H:%M}")
