"""What a character wears and holds: armour class and weapons."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.character import ABILITIES, Ability, Character
from bot.domain.gear import Armour, Item, Weapon
from bot.domain.sheet import modifier

UNARMED = Item("Unarmed strike", index="unarmed-strike", weapon=Weapon("1", "bludgeoning"))

_UNARMOURED: dict[str, Ability] = {"barbarian": "con", "monk": "wis"}
_MARTIAL = frozenset({"barbarian", "fighter", "paladin", "ranger"})
_ALL_SIMPLE = _MARTIAL | {"bard", "cleric", "monk", "rogue", "warlock"}
_FEW = frozenset({"dagger", "dart", "sling", "quarterstaff", "crossbow-light"})
_TRAINED: dict[str, frozenset[str]] = {
    "bard": frozenset({"crossbow-hand", "longsword", "rapier", "shortsword"}),
    "druid": frozenset(
        {"club", "dagger", "dart", "javelin", "mace", "quarterstaff", "scimitar", "sickle", "sling", "spear"}
    ),
    "monk": frozenset({"shortsword"}),
    "rogue": frozenset({"crossbow-hand", "longsword", "rapier", "shortsword"}),
    "sorcerer": _FEW,
    "wizard": _FEW,
    "dwarf": frozenset({"battleaxe", "handaxe", "light-hammer", "warhammer"}),
    "elf": frozenset({"longsword", "shortsword", "shortbow", "longbow"}),
}


def armour_class(character: Character) -> int:
    """Return a character's armour class: the best body armour worn, or none, and one shield."""
    worn = [item.armour for item in character.items if item.equipped and item.armour is not None]
    dexterity = _modifier(character, "dex")
    bodies = [armour for armour in worn if armour.kind != "shield"]
    shield = max((armour.base for armour in worn if armour.kind == "shield"), default=0)
    if bodies:
        return shield + max(_protection(armour, dexterity) for armour in bodies)
    also = _UNARMOURED.get(character.class_)
    # A monk who carries a shield loses what a barbarian keeps.
    if also is None or (shield and character.class_ == "monk"):
        return 10 + dexterity + shield
    return 10 + dexterity + _modifier(character, also) + shield


def weapons(character: Character) -> tuple[Item, ...]:
    """Return the weapons a character has at hand, in their order; the last is always the unarmed strike."""
    held = (item for item in character.items if item.equipped and item.weapon is not None and item.quantity > 0)
    return (*held, _unarmed(character))


def proficient_with(character: Character, item: Item) -> bool:
    """Tell whether a character's class or race is trained with a weapon; everyone is with what they improvise."""
    weapon = item.weapon
    if weapon is None or item.index == UNARMED.index or character.class_ in _MARTIAL:
        return True
    if weapon.category == "simple" and character.class_ in _ALL_SIMPLE:
        return True
    return item.index in _TRAINED.get(character.class_, ()) or item.index in _TRAINED.get(character.race, ())


def _protection(armour: Armour, dexterity: int) -> int:
    # Heavy armour counts no Dexterity, not even a bad one.
    if armour.dexterity == 0:
        return armour.base
    return armour.base + (dexterity if armour.dexterity < 0 else min(dexterity, armour.dexterity))


def _unarmed(character: Character) -> Item:
    if character.class_ != "monk":
        return UNARMED
    sides = 4 + 2 * sum(character.level >= level for level in (5, 11, 17))
    return replace(UNARMED, weapon=Weapon(f"1d{sides}", "bludgeoning", ("finesse", "monk")))


def _modifier(character: Character, ability: Ability) -> int:
    return modifier(character.scores[ABILITIES.index(ability)])
