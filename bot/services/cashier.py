"""Let a turn be told only where its budgets allow it, and by whom they allow it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.conversation import Prompt
from bot.domain.turn import Turn
from bot.errors import SkaldError
from bot.llm.speaker import Speaker
from bot.services.telling import Telling


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who may tell a turn, and what the players should know of that."""

    speaker: Speaker
    notes: tuple[str, ...] = ()


class Cashier:
    """Hold what a turn may cost before a model is asked, and let go of it once the cost is kept."""

    async def admit(self, telling: Telling, speaker: Speaker, prompt: Prompt) -> Admitted:
        """Return who tells."""
        return Admitted(speaker)

    async def settle(self, turn: Turn) -> tuple[SkaldError, ...]:
        """Let go of what is held for a turn."""
        return ()
