"""Tell the tellings that are the story from those that failed or were taken back."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause

from bot.storage.tables import turns


def stands(tellings: FromClause = turns) -> ColumnElement[bool]:
    """Return the condition that a telling is part of the story; what was paid for is more than that."""
    return (tellings.c.status == "told") & tellings.c.reverted_at.is_(None)
