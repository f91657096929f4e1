"""Turns of a fight."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.dice import Dice
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState


def end_of_turn(state: GameState, acted: Collection[int], dice: Dice) -> Ruled:
    """Let the rules do what the end of a turn brings."""
    return state, ()
