"""What the game master remembers beside the transcript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

FactKind = Literal["person", "place", "fact", "secret"]

FACT = "fact"
"""The kind of the ledger's entries that are a fact to remember; their detail is what `fact_of` reads."""

SUBJECT_LENGTH = 80
FACT_LENGTH = 400
MOST_FACTS = 500
"""How many facts a game master has in mind; older ones that are not pinned are found again when they are asked for."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that holds in a campaign; a `secret` is the game master's own until the story tells it.

    `turn` is the number of the turn that told it, None for what people wrote down. A `character_id` says that only
    this character knows. Pinned facts are part of every prompt, the others of those they matter to.
    """

    id: int
    kind: FactKind
    subject: str
    text: str
    pinned: bool = False
    turn: int | None = None
    character_id: int | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A summary of the turns from `first` to `last`, both included; the story's older part as prompts hold it."""

    id: int
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the story that was found again; `turn` is its number, `author` None for the game master."""

    turn: int
    author: str | None
    text: str
    told_at: datetime | None = None
    channel_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What of the past a prompt draws from: the chapters in their order, and the facts."""

    chapters: tuple[Chapter, ...] = ()
    facts: tuple[Fact, ...] = ()


def fact_of(detail: Mapping[str, Any], turn: int | None) -> Fact:
    """Read a fact, not kept yet, from the detail of its event."""
    return Fact(
        id=0,
        kind=detail["kind"],
        subject=detail["subject"],
        text=detail["text"],
        pinned=detail.get("pinned", False),
        turn=turn,
        character_id=detail.get("character_id"),
    )


def after_turn(memory: Memory, turn: int, facts: Sequence[Fact]) -> Memory:
    """Return what is remembered after a turn; its facts take the place of those of an earlier telling of it."""
    kept = [fact for fact in memory.facts if fact.turn != turn]
    if not facts and len(kept) == len(memory.facts):
        return memory
    old = max(len(kept) + len(facts) - MOST_FACTS, 0)
    return replace(memory, facts=(*(fact for fact in kept[:old] if fact.pinned), *kept[old:], *facts))
