"""The nine races and twelve classes of SRD 5.1, as far as a new sheet needs them.

This work includes material taken from the System Reference Document 5.1 by Wizards of the Coast LLC, available under
the Creative Commons Attribution 4.0 International License.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.character import Ability
from bot.domain.label import Label


@dataclass(frozen=True, slots=True)
class Race:
    """A race; `free` counts the further abilities of the player's choice that gain 1. `speed` is in feet.

    A dragonborn's ancestor is the red dragon, as long as nobody chooses one.
    """

    name: Label
    bonuses: Mapping[Ability, int]
    skills: tuple[str, ...] = ()
    free: int = 0
    free_skills: int = 0
    resistances: tuple[str, ...] = ()
    speed: int = 30


@dataclass(frozen=True, slots=True)
class Class:
    """A class; `priority` orders the abilities from the most needed, `skills` from the most usual choice."""

    name: Label
    hit_die: int
    saves: tuple[Ability, Ability]
    priority: tuple[Ability, Ability, Ability, Ability, Ability, Ability]
    picks: int
    skills: tuple[str, ...]


RACES: dict[str, Race] = {
    "dragonborn": Race(Label("Dragonborn", "Drakéide"), {"str": 2, "cha": 1}, resistances=("fire",)),
    "dwarf": Race(Label("Dwarf", "Nain"), {"con": 2}, resistances=("poison",), speed=25),
    "elf": Race(Label("Elf", "Elfe"), {"dex": 2}, skills=("perception",)),
    "gnome": Race(Label("Gnome", "Gnome"), {"int": 2}, speed=25),
    "half-elf": Race(Label("Half-elf", "Demi-elfe"), {"cha": 2}, free=2, free_skills=2),
    "half-orc": Race(Label("Half-orc", "Demi-orc"), {"str": 2, "con": 1}, skills=("intimidation",)),
    "halfling": Race(Label("Halfling", "Halfelin"), {"dex": 2}, speed=25),
    "human": Race(Label("Human", "Humain"), {"str": 1, "dex": 1, "con": 1, "int": 1, "wis": 1, "cha": 1}),
    "tiefling": Race(Label("Tiefling", "Tieffelin"), {"cha": 2, "int": 1}, resistances=("fire",)),
}

CLASSES: dict[str, Class] = {
    "barbarian": Class(
        Label("Barbarian", "Barbare"),
        12,
        ("str", "con"),
        ("str", "con", "dex", "wis", "cha", "int"),
        2,
        ("athletics", "perception", "survival", "intimidation", "nature", "animal-handling"),
    ),
    "bard": Class(
        Label("Bard", "Barde"),
        8,
        ("dex", "cha"),
        ("cha", "dex", "con", "wis", "int", "str"),
        3,
        ("performance", "persuasion", "insight", "deception", "stealth", "perception", "history", "acrobatics"),
    ),
    "cleric": Class(
        Label("Cleric", "Clerc"),
        8,
        ("wis", "cha"),
        ("wis", "con", "str", "cha", "dex", "int"),
        2,
        ("medicine", "religion", "insight", "persuasion", "history"),
    ),
    "druid": Class(
        Label("Druid", "Druide"),
        8,
        ("int", "wis"),
        ("wis", "con", "dex", "int", "cha", "str"),
        2,
        ("nature", "perception", "animal-handling", "survival", "medicine", "insight", "arcana", "religion"),
    ),
    "fighter": Class(
        Label("Fighter", "Guerrier"),
        10,
        ("str", "con"),
        ("str", "con", "dex", "wis", "cha", "int"),
        2,
        ("athletics", "perception", "intimidation", "survival", "acrobatics", "insight", "history", "animal-handling"),
    ),
    "monk": Class(
        Label("Monk", "Moine"),
        8,
        ("str", "dex"),
        ("dex", "wis", "con", "str", "int", "cha"),
        2,
        ("acrobatics", "stealth", "insight", "athletics", "religion", "history"),
    ),
    "paladin": Class(
        Label("Paladin", "Paladin"),
        10,
        ("wis", "cha"),
        ("str", "cha", "con", "wis", "dex", "int"),
        2,
        ("persuasion", "athletics", "insight", "religion", "intimidation", "medicine"),
    ),
    "ranger": Class(
        Label("Ranger", "Rôdeur"),
        10,
        ("str", "dex"),
        ("dex", "wis", "con", "str", "int", "cha"),
        3,
        ("perception", "survival", "stealth", "nature", "athletics", "animal-handling", "investigation", "insight"),
    ),
    "rogue": Class(
        Label("Rogue", "Roublard"),
        8,
        ("dex", "int"),
        ("dex", "int", "con", "cha", "wis", "str"),
        4,
        (
            "stealth",
            "sleight-of-hand",
            "perception",
            "investigation",
            "deception",
            "acrobatics",
            "insight",
            "persuasion",
            "intimidation",
            "athletics",
            "performance",
        ),
    ),
    "sorcerer": Class(
        Label("Sorcerer", "Ensorceleur"),
        6,
        ("con", "cha"),
        ("cha", "con", "dex", "wis", "int", "str"),
        2,
        ("arcana", "persuasion", "deception", "insight", "intimidation", "religion"),
    ),
    "warlock": Class(
        Label("Warlock", "Occultiste"),
        8,
        ("wis", "cha"),
        ("cha", "con", "dex", "wis", "int", "str"),
        2,
        ("arcana", "deception", "intimidation", "investigation", "history", "nature", "religion"),
    ),
    "wizard": Class(
        Label("Wizard", "Magicien"),
        6,
        ("int", "wis"),
        ("int", "con", "dex", "wis", "cha", "str"),
        2,
        ("arcana", "investigation", "history", "insight", "medicine", "religion"),
    ),
}
