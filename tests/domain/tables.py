"""Dice, people and states for tests of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.campaign import Campaign
from bot.domain.character import Character
from bot.domain.dice import commitment
from bot.domain.sheet import new_sheet
from bot.domain.state import GameState

SECRET = bytes(range(32))


class LoadedDice:
    """Dice that fall as they are told, and remember what was asked of them."""

    def __init__(self, faces: Iterable[int]) -> None:
        self.faces = list(faces)
        self.thrown: list[int] = []

    def die(self, sides: int) -> int:
        self.thrown.append(sides)
        return self.faces.pop(0)


def kira(**changes: object) -> Character:
    """A half-elf wizard of level 1: Str 8, Dex 13, Con 15, Int 16, Wis 12, Cha 12."""
    return replace(new_sheet(1, 7, "Kira", "half-elf", "wizard"), **{"id": 11, **changes})


def campaign() -> Campaign:
    return Campaign(1, 2, 3, "The Salt Crown", ("sea",), "en", None, SECRET, commitment(SECRET))


def state(*party: Character, turn: int = 3) -> GameState:
    return GameState(campaign(), party or (kira(),), turn)
