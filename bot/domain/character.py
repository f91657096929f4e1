"""A character's sheet after SRD 5.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.gear import Coins, Item

Ability = Literal["str", "dex", "con", "int", "wis", "cha"]
ABILITIES: tuple[Ability, ...] = ("str", "dex", "con", "int", "wis", "cha")

NO_SLOTS = (0, 0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Affliction:
    """A condition that somebody is under, an SRD index such as `prone`; `rounds` left, 0 until it is taken away."""

    condition: str
    source: str = ""
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Character:
    """A character of a campaign; `race` and `class_` are SRD indexes such as `half-elf` and `wizard`.

    `scores` follows the order of `ABILITIES`; `skills` names the skills the character is proficient in. `slots_spent`
    counts used spell slots from level 1 to 9 (a warlock's pact slots at their own level); `spells` and
    `concentration` are SRD indexes; the damage types of resistances and such are SRD indexes, too. `background` is an
    index of bot/domain/backgrounds.py, `history` what the character lived through before.
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
    experience: int = 0
    temporary_hit_points: int = 0
    hit_dice_spent: int = 0
    conditions: tuple[Affliction, ...] = ()
    exhaustion: int = 0
    death_successes: int = 0
    death_failures: int = 0
    stable: bool = False
    dead: bool = False
    concentration: str = ""
    slots_spent: tuple[int, ...] = NO_SLOTS
    spells: tuple[str, ...] = ()
    coins: Coins = Coins()
    items: tuple[Item, ...] = ()
    resistances: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()
    immunities: tuple[str, ...] = ()
    background: str = ""
    history: str = ""

    @property
    def key(self) -> str:
        """The key of this character among all creatures of a scene."""
        return f"pc:{self.id}"
