"""Offer values for what narrows figures down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from discord import app_commands

from bot.i18n import translate
from bot.ui.choices import matching
from bot.ui.stats_words import SIZE_NAMES

_DAYS_BACK: Final = (0, 1, 7, 14, 30, 60, 90, 180, 365)


def date_choices(typed: str, now: datetime | None = None) -> list[app_commands.Choice[str]]:
    """Offer some days up to today (UTC), as they are typed."""
    today = (now or datetime.now(UTC)).date()
    days = [(today - timedelta(days=back)).isoformat() for back in _DAYS_BACK]
    return matching([(day, day) for day in days], typed)


def size_choices(typed: str, language: str) -> list[app_commands.Choice[str]]:
    """Offer the classes of prompts by what they hold."""
    return matching([(size, translate(name, language)) for size, name in SIZE_NAMES.items()], typed)
