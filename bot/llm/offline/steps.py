"""Read the deeds of a turn into steps."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.conversation import Brief, Deed
from bot.domain.plaintext import fold, shown
from bot.llm.offline.book import Book
from bot.llm.offline.chance import draw
from bot.llm.offline.deeds import Intent, read

TOLD_DEEDS = 4
_NAME_LENGTH = 40
_DIFFICULTIES = (10, 12, 12, 13, 15)


@dataclass(frozen=True, slots=True)
class Step:
    """One deed of the turn as it is told; `character` is None for someone without a sheet.

    `said` is what was written, folded, to find names in; it is never told.
    """

    name: str
    character: str | None
    intent: Intent
    difficulty: int
    said: str = ""


def plan(brief: Brief, book: Book) -> tuple[Step, ...]:
    """Read the deeds of a turn, at most the first few; the same brief gives the same plan."""
    party = {fold(name): name for name in brief.party}
    return tuple(
        Step(
            name=shown_name(deed.author),
            character=party.get(fold(deed.author)),
            intent=read(deed.text, book),
            difficulty=_DIFFICULTIES[draw(brief.campaign, brief.turn, number, deed.text) % len(_DIFFICULTIES)],
            said=f" {fold(deed.text[:_READ])} ",
        )
        for number, deed in enumerate(deeds(brief)[:TOLD_DEEDS])
    )


def deeds(brief: Brief) -> list[Deed]:
    """Return the deeds that say anything."""
    return [deed for deed in brief.deeds if deed.text.strip()]


def shown_name(author: str) -> str:
    """Return a name safe to show."""
    return shown(author, _NAME_LENGTH) or "?"


_READ = 600
