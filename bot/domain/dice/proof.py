"""Throw a turn's dice once more and compare them with what the ledger says fell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    return tuple(Throw(sides, face, dice.die(sides)) for detail in details for sides, face in _drawn(detail))


def _drawn(detail: Mapping[str, Any]) -> Iterable[tuple[int, int]]:
    if "drawn" in detail:
        return [(sides, face) for sides, face in detail["drawn"]]
    # Checks were once kept with the faces of their d20s alone.
    return [(20, face) for face in detail.get("rolls", ())]
