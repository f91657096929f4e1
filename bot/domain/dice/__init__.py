"""Dice in the notation players know from Avrae: read them, roll them, and let anyone check the roll."""

from bot.domain.dice.expression import BadDice, Expression
from bot.domain.dice.parser import parse
from bot.domain.dice.roller import Roll, roll
from bot.domain.dice.source import Dice, SeededDice, SystemDice, commitment, new_secret, turn_secret

__all__ = [
    "BadDice",
    "Dice",
    "Expression",
    "Roll",
    "SeededDice",
    "SystemDice",
    "commitment",
    "new_secret",
    "parse",
    "roll",
    "turn_secret",
]
