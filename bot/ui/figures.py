"""Write figures as the reader's language does: times, numbers, shares, dollars."""

from __future__ import annotations

from bot.domain.amount import dollars
from bot.i18n import percent, written

__all__ = ["count", "decimal", "dollars", "seconds", "share"]

# An ordinary no-break space, so that a figure never parts from its unit.
_WIDE = "\u00a0"


def count(number: int, language: str) -> str:
    """Write a whole number: `1,200`."""
    return written(f"{number:,}", language)


def seconds(milliseconds: float, language: str) -> str:
    """Write a time in seconds as precisely as it is felt: `0.3 s`, `12 s`."""
    value = max(0.0, milliseconds) / 1000
    if value < 0.05:
        return written("<0.1", language) + f"{_WIDE}s"
    text = f"{value:.1f}" if round(value, 1) < 10 else f"{round(value):,}"
    return written(text, language) + f"{_WIDE}s"


def share(part: int, whole: int, language: str) -> str:
    """Write a part of a whole in percent: `83%`; of nothing, `0%`."""
    return percent(str(round(100 * part / whole) if whole else 0), language)


def decimal(number: float, language: str) -> str:
    """Write a number with one decimal where it has one: `1.4`, `2`."""
    return written(f"{number:.1f}".removesuffix(".0"), language)
