"""Find what the rules need to know of a call: entries of the rule book, and what was told before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from bot.domain.tools import Found, Need


class Finder(Protocol):
    """Something that knows of one kind of need."""

    async def find(self, kind: str, name: str, campaign_id: int) -> Any | None:
        """Return what is meant by a name, None where there is no such thing."""
        ...


class Nothing:
    """Know of nothing."""

    async def find(self, kind: str, name: str, campaign_id: int) -> Any | None:
        return None


class Library:
    """Ask whoever knows."""

    def __init__(self, book: Finder, past: Finder) -> None:
        self._book = book
        self._past = past

    async def find(self, needs: Sequence[Need], campaign_id: int) -> Found:
        """Return what there is of what a call needs."""
        found: dict[Need, Any] = {}
        for need in needs:
            finder = self._past if need.kind == "passages" else self._book
            answer = await finder.find(need.kind, need.name, campaign_id)
            if answer is not None:
                found[need] = answer
        return found
