"""Throw the dice of an attack's damage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.dice.source import Dice

MOST_DICE = 60
_TERM = re.compile(r"([+-]?)(?:(\d{0,2})d(\d{1,3})|(\d{1,4}))")


@dataclass(frozen=True, slots=True)
class Thrown:
    """What fell: every die as [sides, face], what was added to them, and the total, never below 0."""

    drawn: list[list[int]]
    bonus: int
    total: int


def throw(written: str, dice: Dice, bonus: int = 0, critical: bool = False) -> Thrown:
    """Throw dice such as `1d8+3`, twice as many of them for a critical hit; what cannot be read adds nothing."""
    drawn: list[list[int]] = []
    total = 0
    for sign, count, sides, number in _TERM.findall(written.replace(" ", "").replace("−", "-")):
        minus = -1 if sign == "-" else 1
        if number:
            bonus += minus * int(number)
            continue
        for _ in range(min(int(count or 1) * (2 if critical else 1), MOST_DICE - len(drawn))):
            face = dice.die(max(1, int(sides)))
            drawn.append([max(1, int(sides)), face])
            total += minus * face
    return Thrown(drawn, bonus, max(0, total + bonus))


def average(written: str) -> float:
    """Return what dice such as `1d8+3` come to on average."""
    found = _TERM.findall(written.replace(" ", "").replace("−", "-"))
    return sum(
        (-1 if sign == "-" else 1) * (int(number) if number else int(count or 1) * (int(sides) + 1) / 2)
        for sign, count, sides, number in found
    )
