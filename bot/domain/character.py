"""A character's sheet, as far as SRD 5.1 needs it for checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ability = Literal["str", "dex", "con", "int", "wis", "cha"]
ABILITIES: tuple[Ability, ...] = ("str", "dex", "con", "int", "wis", "cha")


@dataclass(frozen=True, slots=True)
class Character:
    """A character of a campaign; `race` and `class_` are SRD indexes such as `half-elf` and `wizard`.

    `scores` follows the order of `ABILITIES`; `skills` names the skills the character is proficient in.
    """

    id: int
    campaign_id: int
    account_id: int
    name: str
    race: str
    class_: str
    description: str
    level: int
    scores: tuple[int, int, int, int, int, int]
    skills: tuple[str, ...]
    hit_points: int
    max_hit_points: int
