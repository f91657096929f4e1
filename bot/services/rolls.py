"""Roll dice outside of a story."""

from __future__ import annotations

from bot.domain.dice import Dice, Roll, parse, roll


class RollService:
    """Roll what a person wrote, with dice that nobody can foresee."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice

    def roll(self, notation: str) -> Roll:
        """Roll an expression in Avrae's notation; raises `BadDice` where it is not one."""
        return roll(parse(notation), self._dice)
