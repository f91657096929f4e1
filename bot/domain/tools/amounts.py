"""Dice for damage and healing: only what stands in a rule book, so that no call can ask for a thousand of them."""

from __future__ import annotations

import re

from bot.domain.dice import BadDice, Dice, Roll, parse, roll
from bot.domain.tools.rule import BadCall

DICE_LENGTH = 40
MOST_DICE, MOST_ADDED = 24, 40
"""The worst that a trap or a fall of the rules does is 24d10."""

_TERM = r"(?:[0-9]{0,2}d(?:4|6|8|10|12|20)|[0-9]{1,2})"
_AMOUNT = re.compile(rf"{_TERM}(?:[+-]{_TERM}){{0,4}}")
_DICE = re.compile(r"([0-9]{0,2})d")
_ADDED = re.compile(r"(?<![0-9d])[0-9]+(?![0-9d])")


def roll_amount(written: str, dice: Dice) -> Roll:
    """Roll an amount such as `2d6+3`; raises `BadCall` for anything that is not dice and small numbers added up."""
    plain = re.sub(r"\s", "", written.lower()).replace("−", "-")
    thrown = sum(int(count or 1) for count in _DICE.findall(plain))
    added = sum(int(number) for number in _ADDED.findall(plain))
    if not _AMOUNT.fullmatch(plain) or not 1 <= thrown <= MOST_DICE or added > MOST_ADDED:
        raise BadCall(
            f"`dice` must be dice and small numbers added up, such as 2d6+3: at most {MOST_DICE} dice, and {MOST_ADDED}"
            " added to them. The dice decide, so it must hold one."
        )
    try:
        return roll(parse(plain), dice)
    except BadDice as wrong:
        raise BadCall(str(wrong)) from None
