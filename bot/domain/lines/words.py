"""What small lines are made of."""

from __future__ import annotations


def joined(*parts: str) -> str:
    """Join the parts of a line, leaving out those that are empty."""
    return " · ".join(part for part in parts if part)
