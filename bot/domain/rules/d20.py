"""One d20, or two of which one counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.dice.source import Dice

Advantage = Literal["none", "advantage", "disadvantage"]


@dataclass(frozen=True, slots=True)
class Edges:
    """Why a roll has advantage and why it has disadvantage, as words of the rules such as `target prone`."""

    advantages: tuple[str, ...] = ()
    disadvantages: tuple[str, ...] = ()

    @property
    def advantage(self) -> Advantage:
        """What comes of them."""
        return combine(len(self.advantages), len(self.disadvantages))

    def also(self, advantage: Advantage, why: str) -> Edges:
        """Return them with one more, from elsewhere."""
        return Edges(
            (*self.advantages, why) if advantage == "advantage" else self.advantages,
            (*self.disadvantages, why) if advantage == "disadvantage" else self.disadvantages,
        )


@dataclass(frozen=True, slots=True)
class D20:
    """What fell: one die or two, and the one that counts."""

    rolls: tuple[int, ...]
    kept: int

    @property
    def drawn(self) -> list[list[int]]:
        """Every die as the ledger writes it: sides and face."""
        return [[20, face] for face in self.rolls]


def combine(advantages: int, disadvantages: int) -> Advantage:
    """Return what any number of advantages and disadvantages come to: one of each and there is neither."""
    if bool(advantages) == bool(disadvantages):
        return "none"
    return "advantage" if advantages else "disadvantage"


def throw_d20(advantage: Advantage, dice: Dice) -> D20:
    """Throw a d20, two with advantage or disadvantage."""
    rolls = (dice.die(20),) if advantage == "none" else (dice.die(20), dice.die(20))
    return D20(rolls, min(rolls) if advantage == "disadvantage" else max(rolls))
