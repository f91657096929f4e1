"""What a fight needs of the text of SRD 5.1, written down anew: nothing here comes from Skald's rules."""

from __future__ import annotations

import re

# Name: armour class, hit points, Strength, Dexterity, attack bonus, damage, its type, XP.
MONSTERS = {
    "goblin": (15, 7, 8, 14, 4, "1d6+2", "slashing", 50),
    "orc": (13, 15, 16, 12, 5, "1d12+3", "slashing", 100),
    "skeleton": (13, 13, 10, 14, 4, "1d6+2", "piercing", 50),
    "worg": (13, 26, 16, 13, 5, "2d6+3", "piercing", 100),
    "magmin": (14, 9, 7, 15, 4, "2d6", "fire", 100),
}
RESISTANCES = {"magmin": {"bludgeoning", "piercing", "slashing"}}
VULNERABILITIES = {"skeleton": {"bludgeoning"}}
IMMUNITIES = {"magmin": {"fire"}, "skeleton": {"poison"}}
# Index: damage, its type, whether Dexterity may take the place of Strength.
WEAPONS = {
    "longsword": ("1d8", "slashing", False),
    "mace": ("1d6", "bludgeoning", False),
    "rapier": ("1d8", "piercing", True),
}
# Index: armour class, and how much Dexterity adds to it at most.
ARMOURS = {"chain-mail": (16, 0), "scale-mail": (14, 2), "leather-armor": (11, 9)}
SKILLED = {"athletics": "str", "acrobatics": "dex"}
STRENGTH, DEXTERITY = 0, 1


def modifier(score: int) -> int:
    """A score of 10 or 11 adds nothing; every two points above add one, every two below take one away."""
    return (score - 10) // 2


def proficiency(level: int) -> int:
    """From +2 at the first level to +6 at the seventeenth, one more every four levels."""
    return 2 + (level - 1) // 4


def dice_of(text: str) -> tuple[int, int, int]:
    """Read `2d6+3` as how many dice, of how many sides, and what is added."""
    found = re.fullmatch(r"(\d+)d(\d+)(?:\+(\d+))?", text)
    assert found is not None, text
    return int(found[1]), int(found[2]), int(found[3] or 0)
