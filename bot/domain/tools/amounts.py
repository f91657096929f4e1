"""Dice for damage and healing: only as many as the rules' own tables know for a party, whatever a call asks for."""

from __future__ import annotations

import re

from bot.domain.dice import BadDice, Dice, Roll, parse, roll
from bot.domain.state import GameState
from bot.domain.tools.rule import BadCall

DICE_LENGTH = 40
MOST_HEALED = 60
"""A potion of supreme healing, 10d4 + 20."""
WORST_FALL = 120
"""The most that a fall does, 20d6."""

# Damage that is deadly to characters up to a level: SRD 5.1, Traps, Damage Severity by Level.
_DEADLY = ((4, 4), (10, 10), (16, 18), (20, 24))

_TERM = r"(?:(?:[1-9][0-9]?)?d(?:4|6|8|10|12|20)|[0-9]{1,2})"
_AMOUNT = re.compile(rf"{_TERM}(?:[+-]{_TERM}){{0,4}}")
_TERMS = re.compile(r"([+-]?)(?:([0-9]*)d([0-9]+)|([0-9]+))")


def worst_damage(state: GameState, type_: str) -> int:
    """Return the most damage that anything does at once to a party of this level: 40 at level 1, for 4d10."""
    level = max((character.level for character in state.party), default=1)
    deadly = 10 * next(dice for highest, dice in _DEADLY if level <= highest or highest == _DEADLY[-1][0])
    return max(deadly, WORST_FALL) if type_ == "bludgeoning" else deadly


def roll_amount(written: str, most: int, dice: Dice) -> Roll:
    """Roll an amount such as `2d6+3`; raises `BadCall` for all but dice and numbers that can add up to `most`."""
    plain = re.sub(r"\s", "", written.lower()).replace("−", "-")
    if not _AMOUNT.fullmatch(plain) or "d" not in plain or _greatest(plain) > most:
        raise BadCall(
            "`dice` must be dice and small numbers added up, such as 2d6+3. The dice decide, so it must hold one; and"
            f" {most} is the most that it may come to here."
        )
    try:
        return roll(parse(plain), dice)
    except BadDice as wrong:
        raise BadCall(str(wrong)) from None


def _greatest(plain: str) -> int:
    greatest = 0
    for sign, count, sides, number in _TERMS.findall(plain):
        least_and_most = (int(count or 1), int(count or 1) * int(sides)) if sides else (int(number), int(number))
        greatest += -least_and_most[0] if sign == "-" else least_and_most[1]
    return greatest
