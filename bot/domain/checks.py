"""Ability checks: one d20 against a difficulty class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.character import Ability, Character
from bot.domain.dice.source import Dice
from bot.domain.sheet import check_modifier
from bot.domain.skills import ability_of
from bot.errors import SkaldError
from bot.i18n import N_

Advantage = Literal["none", "advantage", "disadvantage"]

EASIEST_DC, HARDEST_DC = 1, 40


class BadDifficulty(SkaldError):
    sentence = N_("A difficulty class lies between {least} and {most}, {dc} does not.")


@dataclass(frozen=True, slots=True)
class Check:
    """A check that was rolled; `skill` is None for a bare ability, `kept` is the d20 that counts."""

    ability: Ability
    skill: str | None
    dc: int
    advantage: Advantage
    rolls: tuple[int, ...]
    kept: int
    modifier: int
    total: int
    success: bool


def ability_check(character: Character, check: str, dc: int, advantage: Advantage, dice: Dice) -> Check:
    """Roll a check; `check` is an ability or skill index (else KeyError); raises `BadDifficulty` outside 1 to 40."""
    if not EASIEST_DC <= dc <= HARDEST_DC:
        raise BadDifficulty(dc=dc, least=EASIEST_DC, most=HARDEST_DC)
    ability, modifier = ability_of(check), check_modifier(character, check)
    rolls = (dice.die(20),) if advantage == "none" else (dice.die(20), dice.die(20))
    kept = min(rolls) if advantage == "disadvantage" else max(rolls)
    return Check(
        ability=ability,
        skill=None if check == ability else check,
        dc=dc,
        advantage=advantage,
        rolls=rolls,
        kept=kept,
        modifier=modifier,
        total=kept + modifier,
        success=kept + modifier >= dc,
    )
