"""A fight: who is in it, in which order, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.character import Affliction


@dataclass(frozen=True, slots=True)
class Harm:
    """One part of an attack's damage: dice such as `1d6+2` and an SRD damage type."""

    dice: str
    type: str


@dataclass(frozen=True, slots=True)
class FoeAttack:
    """An attack of a stat block; with a `save_dc` the target saves with `save_ability` instead of being hit.

    `half` says that half the damage remains after a save; `range` is in feet, 0 for melee.
    """

    name: str
    to_hit: int = 0
    damage: tuple[Harm, ...] = ()
    range: int = 0
    save_dc: int = 0
    save_ability: str = ""
    half: bool = False


@dataclass(frozen=True, slots=True)
class StatBlock:
    """A monster of SRD 5.1 as far as a fight needs it; `challenge` in eighths (1 is CR 1/8, 8 is CR 1).

    `saves` and `skills` pair an index with its whole bonus; `multiattack` names the attacks it makes in one turn.
    """

    index: str
    name: str
    kind: str
    armour_class: int
    hit_points: int
    hit_dice: str
    scores: tuple[int, int, int, int, int, int]
    challenge: int
    experience: int
    proficiency: int
    speed: int = 30
    saves: tuple[tuple[str, int], ...] = ()
    skills: tuple[tuple[str, int], ...] = ()
    resistances: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()
    immunities: tuple[str, ...] = ()
    condition_immunities: tuple[str, ...] = ()
    attacks: tuple[FoeAttack, ...] = ()
    multiattack: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foe:
    """One monster in a fight; `key` is its own (`goblin-2`), `name` what the table calls it (`Goblin 2`)."""

    key: str
    name: str
    block: StatBlock
    hit_points: int
    max_hit_points: int
    temporary_hit_points: int = 0
    conditions: tuple[Affliction, ...] = ()
    dead: bool = False
    fled: bool = False


@dataclass(frozen=True, slots=True)
class Combatant:
    """A place in the order of a fight; `key` is a character's or a foe's.

    `acted` says that the action of this round is used, `reacted` the reaction; `dodging` lasts until its next turn.
    `waited` counts the replies told in its turn without it; -1 while the reply is told in which its turn began.
    """

    key: str
    initiative: int
    dexterity: int
    surprised: bool = False
    acted: bool = False
    reacted: bool = False
    dodging: bool = False
    fled: bool = False
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Combat:
    """A fight in progress: rounds count from 1, `current` is the place in `order` of whoever's turn it is."""

    round: int
    current: int
    order: tuple[Combatant, ...]
    foes: tuple[Foe, ...]

    @property
    def now(self) -> Combatant:
        """Whoever's turn it is."""
        return self.order[self.current]
