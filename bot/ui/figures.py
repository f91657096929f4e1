"""Write figures as the reader's language does: times, numbers, shares, dollars."""

from __future__ import annotations

from bot.domain.amount import dollars

__all__ = ["count", "decimal", "dollars", "seconds", "share"]

# Narrow and ordinary no-break spaces, so that a figure never parts from its unit.
_THIN = "\u202f"
_WIDE = "\u00a0"


def count(number: int, language: str) -> str:
    """Write a whole number: `1,200`."""
    text = f"{number:,}"
    return text.replace(",", _THIN) if language == "fr" else text


def seconds(milliseconds: float, language: str) -> str:
    """Write a time in seconds as precisely as it is felt: `0.3 s`, `12 s`."""
    value = max(0.0, milliseconds) / 1000
    if value < 0.05:
        return _decimal("<0.1", language) + f"{_WIDE}s"
    text = f"{value:.1f}" if round(value, 1) < 10 else f"{round(value):,}"
    return _decimal(text, language) + f"{_WIDE}s"


def share(part: int, whole: int, language: str) -> str:
    """Write a part of a whole in percent: `83%`; of nothing, `0%`."""
    percent = round(100 * part / whole) if whole else 0
    return f"{percent}{_WIDE}%" if language == "fr" else f"{percent}%"


def decimal(number: float, language: str) -> str:
    """Write a number with one decimal where it has one: `1.4`, `2`."""
    return _decimal(f"{number:.1f}".removesuffix(".0"), language)


def _decimal(text: str, language: str) -> str:
    return text.replace(",", _THIN).replace(".", ",") if language == "fr" else text
