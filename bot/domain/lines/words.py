"""What small lines are made of."""

from __future__ import annotations

from bot.domain.plaintext import clean, escape, shorten

NAME_SHOWN = 40


def shown(text: str, length: int = NAME_SHOWN) -> str:
    """Return what somebody wrote so that it can stand in a line."""
    return escape(shorten(clean(text), length))


def joined(*parts: str) -> str:
    """Join the parts of a line, leaving out those that are empty."""
    return " · ".join(part for part in parts if part)
