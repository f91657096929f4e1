"""The six abilities and eighteen skills of SRD 5.1, and what people call them."""

from __future__ import annotations

import re

from bot.domain.character import ABILITIES, Ability
from bot.domain.label import Label
from bot.domain.plaintext import fold

ABILITY_NAMES: dict[Ability, Label] = {
    "str": Label("Strength", "Force"),
    "dex": Label("Dexterity", "Dextérité"),
    "con": Label("Constitution", "Constitution"),
    "int": Label("Intelligence", "Intelligence"),
    "wis": Label("Wisdom", "Sagesse"),
    "cha": Label("Charisma", "Charisme"),
}

ABILITY_SHORT: dict[Ability, Label] = {
    "str": Label("Str", "For"),
    "dex": Label("Dex", "Dex"),
    "con": Label("Con", "Con"),
    "int": Label("Int", "Int"),
    "wis": Label("Wis", "Sag"),
    "cha": Label("Cha", "Cha"),
}

SKILL_ABILITY: dict[str, Ability] = {
    "acrobatics": "dex",
    "animal-handling": "wis",
    "arcana": "int",
    "athletics": "str",
    "deception": "cha",
    "history": "int",
    "insight": "wis",
    "intimidation": "cha",
    "investigation": "int",
    "medicine": "wis",
    "nature": "int",
    "perception": "wis",
    "performance": "cha",
    "persuasion": "cha",
    "religion": "int",
    "sleight-of-hand": "dex",
    "stealth": "dex",
    "survival": "wis",
}

SKILL_NAMES: dict[str, Label] = {
    "acrobatics": Label("Acrobatics", "Acrobaties"),
    "animal-handling": Label("Animal Handling", "Dressage"),
    "arcana": Label("Arcana", "Arcanes"),
    "athletics": Label("Athletics", "Athlétisme"),
    "deception": Label("Deception", "Tromperie"),
    "history": Label("History", "Histoire"),
    "insight": Label("Insight", "Intuition"),
    "intimidation": Label("Intimidation", "Intimidation"),
    "investigation": Label("Investigation", "Investigation"),
    "medicine": Label("Medicine", "Médecine"),
    "nature": Label("Nature", "Nature"),
    "perception": Label("Perception", "Perception"),
    "performance": Label("Performance", "Représentation"),
    "persuasion": Label("Persuasion", "Persuasion"),
    "religion": Label("Religion", "Religion"),
    "sleight-of-hand": Label("Sleight of Hand", "Escamotage"),
    "stealth": Label("Stealth", "Discrétion"),
    "survival": Label("Survival", "Survie"),
}

# Spelled out, a check is understood within other words; an abbreviation (`con`, `for`) only when it stands alone.
_MEANT: dict[str, str] = {
    fold(name): index
    for names in (ABILITY_NAMES, SKILL_NAMES)
    for index, label in names.items()
    for name in (label.en, label.fr)
}
_SHORT: dict[str, str] = {
    fold(name): index for index, label in ABILITY_SHORT.items() for name in (index, label.en, label.fr)
}
_LONGEST = 60


def find_check(text: str) -> str | None:
    """Return the ability or skill index people mean: `Wisdom`, `Sag`, `Discrétion`, `Dexterity (Stealth) check`.

    A skill wins over the ability it is written with; None when nothing is meant.
    """
    if len(text) > _LONGEST:
        return None
    meant = fold(text)
    if found := _MEANT.get(meant) or _SHORT.get(meant):
        return found
    mentioned = [index for name, index in _MEANT.items() if re.search(rf"\b{name}\b", meant)]
    return next((index for index in mentioned if index in SKILL_ABILITY), mentioned[0] if mentioned else None)


def ability_of(check: str) -> Ability:
    """Return the ability behind a check; `check` is an ability or skill index, else KeyError."""
    return check if check in ABILITIES else SKILL_ABILITY[check]


def check_name(check: str, language: str) -> str:
    """Name a check for the table, as in `Perception (Wis)` or `Wisdom`."""
    ability = ability_of(check)
    if check == ability:
        return ABILITY_NAMES[ability].say(language)
    return f"{SKILL_NAMES[check].say(language)} ({ABILITY_SHORT[ability].say(language)})"
