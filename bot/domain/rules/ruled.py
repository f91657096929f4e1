"""What a rule returns, and how it refuses."""

from __future__ import annotations

from bot.domain.event import Event
from bot.domain.state import GameState
from bot.errors import SkaldError

Ruled = tuple[GameState, tuple[Event, ...]]
"""The state after a command, and what happened, in order."""


class AgainstTheRules(SkaldError):
    """What the rules do not allow; the sentence says what would be right, to players and models alike."""
