"""The dice of a spell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.dice.source import Dice

_MODIFIER = "MOD"


@dataclass(frozen=True, slots=True)
class Thrown:
    """What dice such as `2d8+4d6` came to: a total for each part, every die as (sides, face), and the number added."""

    dice: str
    parts: tuple[int, ...]
    drawn: tuple[tuple[int, int], ...]
    added: int

    @property
    def total(self) -> int:
        return max(0, sum(self.parts) + self.added)

    def of_types(self, types: str) -> tuple[tuple[int, str], ...]:
        """Return the damage of each type; of `bludgeoning+cold` the first dice do the first."""
        named = types.split("+")
        if len(named) == 1 or len(self.parts) < 2:
            return ((self.total, named[0]),)
        return ((self.parts[0] + self.added, named[0]), (sum(self.parts[1:]), named[1]))

    def written(self) -> Mapping[str, Any]:
        """Return it as the ledger keeps it."""
        return {"dice": self.dice, "drawn": [list(die) for die in self.drawn], "added": self.added, "total": self.total}


def throw(written: str, modifier: int, dice: Dice, *, critical: bool = False) -> Thrown:
    """Throw dice such as `2d8+MOD`, twice as many for a critical hit; `modifier` stands for MOD."""
    parts, drawn, added = list[int](), list[tuple[int, int]](), 0
    for term in written.split("+"):
        number, die, sides = term.partition("d")
        if die:
            faces = [(int(sides), dice.die(int(sides))) for _ in range(int(number) * (2 if critical else 1))]
            parts.append(sum(face for _, face in faces))
            drawn += faces
        else:
            added += modifier if term == _MODIFIER else int(term)
    return Thrown(written, tuple(parts), tuple(drawn), added)
