"""The three ways of SRD 5.1 to come by six ability scores: the standard array, points to spend, and dice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from bot.domain.character import ABILITIES, Ability
from bot.domain.dice import Dice
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.sheet import STANDARD_ARRAY
from bot.i18n import N_

Method = Literal["standard", "points", "rolled"]
METHODS: tuple[Method, ...] = ("standard", "points", "rolled")

Thrown = tuple[int, int, int, int]
"""Four six-sided dice as they fell; the lowest does not count."""

POINTS = 27
COSTS: Mapping[int, int] = {8: 0, 9: 1, 10: 2, 11: 3, 12: 4, 13: 5, 14: 7, 15: 9}
"""What a score costs when it is bought."""

_LONGEST = 100


class NotSixNumbers(AgainstTheRules):
    sentence = N_(
        "Write six numbers, such as 15 14 13 12 10 8: Strength, Dexterity, Constitution, Intelligence, "
        "Wisdom, Charisma."
    )


class NotForSale(AgainstTheRules):
    sentence = N_("Points buy scores from 8 to 15, before what your people add; {score} is not one of them.")


class TooDear(AgainstTheRules):
    sentence = N_(
        "These scores cost {cost} points, and there are {points}. A 15 costs 9, a 14 costs 7, a 13 costs 5, "
        "then one less each, down to 8 for nothing."
    )


class NotTheseNumbers(AgainstTheRules):
    sentence = N_("The numbers to place are {numbers}: each of them once.")


def throw(dice: Dice) -> tuple[Thrown, ...]:
    """Throw four dice six times."""
    return tuple((dice.die(6), dice.die(6), dice.die(6), dice.die(6)) for _ in ABILITIES)


def counted(thrown: Thrown) -> int:
    """Add the three best of four dice."""
    return sum(thrown) - min(thrown)


def numbers_of(method: Method, rolls: Sequence[Thrown]) -> tuple[int, ...]:
    """Return the numbers a method gives to place, the best first; for points, the usual way to spend them."""
    if method == "rolled" and len(rolls) == len(ABILITIES):
        return tuple(sorted((counted(thrown) for thrown in rolls), reverse=True))
    # The standard array is worth exactly the points there are to spend.
    return STANDARD_ARRAY


def cost(scores: Sequence[int]) -> int:
    """Return what scores cost in points; raises `NotForSale`."""
    for score in scores:
        if score not in COSTS:
            raise NotForSale(score=score)
    return sum(COSTS[score] for score in scores)


def check(method: Method, rolls: Sequence[Thrown], scores: Sequence[int]) -> None:
    """Check that a method can give these six scores, in any order; raises an `AgainstTheRules` that says what can."""
    if len(scores) != len(ABILITIES):
        raise NotSixNumbers()
    if method == "points":
        if (spent := cost(scores)) > POINTS:
            raise TooDear(cost=spent, points=POINTS)
        return
    given = numbers_of(method, rolls)
    if sorted(scores, reverse=True) != sorted(given, reverse=True):
        raise NotTheseNumbers(numbers=", ".join(map(str, given)))


def read_scores(text: str) -> tuple[int, ...]:
    """Read six numbers that somebody wrote, whatever stands between them; raises `NotSixNumbers`."""
    found = re.findall(r"-?[0-9]+", text[:_LONGEST])
    if len(text) > _LONGEST or len(found) != len(ABILITIES):
        raise NotSixNumbers()
    return tuple(int(number) for number in found)


def placed(numbers: Sequence[int], order: Sequence[Ability]) -> tuple[int, ...]:
    """Give the best number to the first ability of an order, and so on; the scores follow the order of `ABILITIES`."""
    best = dict(zip(order, sorted(numbers, reverse=True), strict=True))
    return tuple(best[ability] for ability in ABILITIES)
