"""Entries of the rule book: spells, and whatever else can be looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell of SRD 5.1 as far as the rules decide it; level 0 is a cantrip.

    `damage` and `healing` pair a level with dice: the slot's for a spell, the caster's for a cantrip. A `save` is an
    ability, "" where the target may not save; `half` says that half the damage remains after one. `MOD` in dice stands
    for the caster's ability modifier. `rays` pairs a level with how many attacks or darts there are, one without.
    `conditions` befall a target that is hit or fails its save, for so many `rounds`, 0 until they are taken away; where
    there is damage of no type, it is the hit points of those that fall to them. `temporary` says that healing gives
    temporary hit points; a `reach` of `Self` is the caster's own. Damage types such as `fire+radiant` belong to the
    dice in their order. `targets` is how many it can be cast on, with `more_targets` one more for each higher level.
    """

    index: str
    name: str
    level: int
    school: str
    time: str
    classes: tuple[str, ...]
    concentration: bool = False
    ritual: bool = False
    attack: Literal["", "melee", "ranged"] = ""
    save: str = ""
    half: bool = False
    damage_type: str = ""
    damage: tuple[tuple[int, str], ...] = ()
    healing: tuple[tuple[int, str], ...] = ()
    area: bool = False
    rays: tuple[tuple[int, int], ...] = ()
    conditions: tuple[str, ...] = ()
    rounds: int = 0
    temporary: bool = False
    reach: str = ""
    targets: int = 1
    more_targets: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What the rule book says about something, in its own English words."""

    kind: str
    index: str
    name: str
    text: str
