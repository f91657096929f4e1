"""What characters carry: coins, items, weapons, armour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.label import Label

Coin = Literal["cp", "sp", "ep", "gp", "pp"]
COIN_VALUES: dict[Coin, int] = {"cp": 1, "sp": 10, "ep": 50, "gp": 100, "pp": 1000}
"""What each coin is worth in copper."""
COIN_NAMES: dict[Coin, Label] = {
    "cp": Label("cp", "pc"),
    "sp": Label("sp", "pa"),
    "ep": Label("ep", "pe"),
    "gp": Label("gp", "po"),
    "pp": Label("pp", "pp"),
}
"""How each coin is written after an amount."""


@dataclass(frozen=True, slots=True)
class Coins:
    """Copper, silver, electrum, gold and platinum pieces, never below 0."""

    cp: int = 0
    sp: int = 0
    ep: int = 0
    gp: int = 0
    pp: int = 0


@dataclass(frozen=True, slots=True)
class Weapon:
    """What an item does as a weapon; `damage` is dice such as `1d8`, `versatile` those in two hands, "" without.

    `range` is in feet, 0 for a weapon that is only held; properties are SRD indexes such as `finesse`.
    """

    damage: str
    damage_type: str
    properties: tuple[str, ...] = ()
    category: Literal["simple", "martial"] = "simple"
    range: int = 0
    long_range: int = 0
    versatile: str = ""


@dataclass(frozen=True, slots=True)
class Armour:
    """What an item does as armour; a shield's `base` is what it adds. `dexterity` is the most it counts, -1 for all."""

    base: int
    kind: Literal["light", "medium", "heavy", "shield"]
    dexterity: int = -1
    strength: int = 0
    stealth_disadvantage: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A stack of one thing; `index` is its SRD index, "" for what the rules do not know.

    `weight` is that of one, in hundredths of a pound.
    """

    name: str
    quantity: int = 1
    index: str = ""
    weight: int = 0
    equipped: bool = False
    weapon: Weapon | None = None
    armour: Armour | None = None
