"""Offer values for what narrows figures down."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from discord import app_commands

from bot.domain.statistics import Window
from bot.i18n import translate
from bot.ui.choices import matching
from bot.ui.stats_words import SIZE_NAMES

_HOUR: Final = timedelta(hours=1)
_SINCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
HOURS: Final = r"(?P<start>\d{1,7}):(?P<end>\d{1,7})"
"""How a window stands in the id of a button."""
_DAYS_BACK: Final = (0, 1, 7, 14, 30, 60, 90, 180, 365)


def date_choices(typed: str, now: datetime | None = None) -> list[app_commands.Choice[str]]:
    """Offer some days up to today (UTC), as they are typed."""
    today = (now or datetime.now(UTC)).date()
    days = [(today - timedelta(days=back)).isoformat() for back in _DAYS_BACK]
    return matching([(day, day) for day in days], typed)


def size_choices(typed: str, language: str) -> list[app_commands.Choice[str]]:
    """Offer the classes of prompts by what they hold."""
    return matching([(size, translate(name, language)) for size, name in SIZE_NAMES.items()], typed)


def hours_of(window: Window | None) -> str:
    """Write a window for the id of a button, as `HOURS` reads it; None is one of no hours."""
    if window is None:
        return "0:0"
    return ":".join(str((moment - _SINCE) // _HOUR) for moment in (window.start, window.end))


def window_in(match: re.Match[str]) -> Window:
    """Return the window that stands in the id of a button."""
    return Window(_SINCE + int(match["start"]) * _HOUR, _SINCE + int(match["end"]) * _HOUR)
