"""Throw a turn's dice once more and compare them with what the ledger says fell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.dice.source import SeededDice


@dataclass(frozen=True, slots=True)
class Throw:
    """One die as the ledger has it, and as the turn's secret makes it fall."""

    sides: int
    kept: int
    again: int

    @property
    def agrees(self) -> bool:
        return self.kept == self.again


def throw_again(turn_secret: bytes, details: Iterable[Mapping[str, Any]]) -> tuple[Throw, ...]:
    """Throw every die of a turn's ledger entries again, in their order; `details` are the entries'."""
    dice = SeededDice.of_turn(turn_secret)
    return tuple(Throw(sides, face, dice.die(sides)) for detail in details for sides, face in thrown(detail))


def thrown(detail: Mapping[str, Any]) -> Sequence[tuple[int, int]]:
    """Return the dice of a ledger entry in their order: how many sides each has, and what it showed."""
    if "drawn" in detail:
        return [(sides, face) for sides, face in detail["drawn"]]
    # Checks were once kept with the faces of their d20s alone.
    return [(20, face) for face in detail.get("rolls", ())]
