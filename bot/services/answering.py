"""Which interaction a task answers, for whoever keeps what was done for it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Answered:
    """An interaction and the person whose it is, by their Discord ids."""

    interaction_id: int
    discord_id: int


ANSWERED: Final[ContextVar[Answered | None]] = ContextVar("the interaction that is answered", default=None)


def answering(interaction_id: int, discord_id: int) -> None:
    """Say which interaction the running task answers, and whatever tasks it begins."""
    ANSWERED.set(Answered(interaction_id, discord_id))
