"""The nine races and twelve classes of SRD 5.1, as far as a new sheet needs them.

What a `line` says is our own.

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
    """A race; `line` says in a few words what it is like to play. `speed` is in feet.

    `free` counts the further abilities of the player's choice that gain 1, `free_skills` the skills of their choice. A
    dragonborn's ancestor is the red dragon, as long as nobody chooses one.
    """

    name: Label
    line: Label
    bonuses: Mapping[Ability, int]
    skills: tuple[str, ...] = ()
    free: int = 0
    free_skills: int = 0
    resistances: tuple[str, ...] = ()
    speed: int = 30


@dataclass(frozen=True, slots=True)
class Class:
    """A class; `line` says in a few words what it is like to play.

    `priority` orders the abilities from the most needed, `skills` from the most usual choice.
    """

    name: Label
    line: Label
    hit_die: int
    saves: tuple[Ability, Ability]
    priority: tuple[Ability, Ability, Ability, Ability, Ability, Ability]
    picks: int
    skills: tuple[str, ...]


RACES: dict[str, Race] = {
    "dragonborn": Race(
        Label("Dragonborn", "Drakéide"),
        Label(
            "Proud, scaled folk with a dragon’s breath and a dragon’s honour.",
            "Fier peuple à écailles, au souffle et à l’honneur de dragon.",
        ),
        {"str": 2, "cha": 1},
        resistances=("fire",),
    ),
    "dwarf": Race(
        Label("Dwarf", "Nain"),
        Label(
            "Stout and stubborn: hard to poison, harder to move.",
            "Trapu et têtu : dur à empoisonner, plus dur encore à déplacer.",
        ),
        {"con": 2},
        resistances=("poison",),
        speed=25,
    ),
    "elf": Race(
        Label("Elf", "Elfe"),
        Label(
            "Light of foot, keen of eye, and in no hurry for centuries.",
            "Pied léger, œil perçant, et rien ne presse avant des siècles.",
        ),
        {"dex": 2},
        skills=("perception",),
    ),
    "gnome": Race(
        Label("Gnome", "Gnome"),
        Label(
            "Small, curious and clever; something is always ticking.",
            "Petit, curieux, futé ; quelque chose tictaque toujours.",
        ),
        {"int": 2},
        speed=25,
    ),
    "half-elf": Race(
        Label("Half-elf", "Demi-elfe"),
        Label(
            "At home in two worlds; two skills and two abilities of your choice.",
            "Chez soi dans deux mondes ; deux compétences et deux caractéristiques au choix.",
        ),
        {"cha": 2},
        free=2,
        free_skills=2,
    ),
    "half-orc": Race(
        Label("Half-orc", "Demi-orc"),
        Label("Strong and fierce, and slow to fall.", "Fort et farouche, et long à tomber."),
        {"str": 2, "con": 1},
        skills=("intimidation",),
    ),
    "halfling": Race(
        Label("Halfling", "Halfelin"),
        Label(
            "Quick, cheerful and lucky; nobody looks down for long.",
            "Vif, gai et chanceux ; on ne le prend pas longtemps de haut.",
        ),
        {"dex": 2},
        speed=25,
    ),
    "human": Race(
        Label("Human", "Humain"),
        Label("A little better at everything, and never content.", "Un peu meilleur en tout, et jamais satisfait."),
        {"str": 1, "dex": 1, "con": 1, "int": 1, "wis": 1, "cha": 1},
    ),
    "tiefling": Race(
        Label("Tiefling", "Tieffelin"),
        Label("Horns, charm and an old fire in the blood.", "Des cornes, du charme et un vieux feu dans le sang."),
        {"cha": 2, "int": 1},
        resistances=("fire",),
    ),
}

CLASSES: dict[str, Class] = {
    "barbarian": Class(
        Label("Barbarian", "Barbare"),
        Label(
            "Rage first, questions later: the toughest in any fight. Easy to play.",
            "La rage d’abord, les questions après : le plus coriace. Facile à jouer.",
        ),
        12,
        ("str", "con"),
        ("str", "con", "dex", "wis", "cha", "int"),
        2,
        ("athletics", "perception", "survival", "intimidation", "nature", "animal-handling"),
    ),
    "bard": Class(
        Label("Bard", "Barde"),
        Label(
            "Songs, words and small magic; good at nearly everything.",
            "Chansons, bons mots et petite magie ; doué pour presque tout.",
        ),
        8,
        ("dex", "cha"),
        ("cha", "dex", "con", "wis", "int", "str"),
        3,
        ("performance", "persuasion", "insight", "deception", "stealth", "perception", "history", "acrobatics"),
    ),
    "cleric": Class(
        Label("Cleric", "Clerc"),
        Label("Heals, blesses and smites in the name of a god.", "Soigne, bénit et châtie au nom d’un dieu."),
        8,
        ("wis", "cha"),
        ("wis", "con", "str", "cha", "dex", "int"),
        2,
        ("medicine", "religion", "insight", "persuasion", "history"),
    ),
    "druid": Class(
        Label("Druid", "Druide"),
        Label(
            "Speaks for the wild, with its storms, roots and beasts.",
            "Parle pour la nature, ses orages, ses racines et ses bêtes.",
        ),
        8,
        ("int", "wis"),
        ("wis", "con", "dex", "int", "cha", "str"),
        2,
        ("nature", "perception", "animal-handling", "survival", "medicine", "insight", "arcana", "religion"),
    ),
    "fighter": Class(
        Label("Fighter", "Guerrier"),
        Label(
            "Master of every weapon and armour. Easy to play.", "Maître de toutes les armes et armures. Facile à jouer."
        ),
        10,
        ("str", "con"),
        ("str", "con", "dex", "wis", "cha", "int"),
        2,
        ("athletics", "perception", "intimidation", "survival", "acrobatics", "insight", "history", "animal-handling"),
    ),
    "monk": Class(
        Label("Monk", "Moine"),
        Label(
            "Fast fists, faster feet and a quiet mind.", "Des poings rapides, des pieds plus encore, et l’esprit calme."
        ),
        8,
        ("str", "dex"),
        ("dex", "wis", "con", "str", "int", "cha"),
        2,
        ("acrobatics", "stealth", "insight", "athletics", "religion", "history"),
    ),
    "paladin": Class(
        Label("Paladin", "Paladin"),
        Label(
            "A knight whose oath heals friends and burns foes.",
            "Un chevalier dont le serment soigne les siens et brûle les autres.",
        ),
        10,
        ("wis", "cha"),
        ("str", "cha", "con", "wis", "dex", "int"),
        2,
        ("persuasion", "athletics", "insight", "religion", "intimidation", "medicine"),
    ),
    "ranger": Class(
        Label("Ranger", "Rôdeur"),
        Label("Tracks, shoots and survives where no road goes.", "Piste, tire et survit là où aucune route ne va."),
        10,
        ("str", "dex"),
        ("dex", "wis", "con", "str", "int", "cha"),
        3,
        ("perception", "survival", "stealth", "nature", "athletics", "animal-handling", "investigation", "insight"),
    ),
    "rogue": Class(
        Label("Rogue", "Roublard"),
        Label(
            "Picks locks, strikes from the shadows, has the most skills.",
            "Crochète, frappe dans l’ombre, et a le plus de compétences.",
        ),
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
        Label("Born with magic and bends it at will.", "Né avec la magie, qu’il plie à sa volonté."),
        6,
        ("con", "cha"),
        ("cha", "con", "dex", "wis", "int", "str"),
        2,
        ("arcana", "persuasion", "deception", "insight", "intimidation", "religion"),
    ),
    "warlock": Class(
        Label("Warlock", "Occultiste"),
        Label(
            "Made a bargain with something old; its power comes back after a rest.",
            "A pactisé avec une chose ancienne ; son pouvoir revient vite au repos.",
        ),
        8,
        ("wis", "cha"),
        ("cha", "con", "dex", "wis", "int", "str"),
        2,
        ("arcana", "deception", "intimidation", "investigation", "history", "nature", "religion"),
    ),
    "wizard": Class(
        Label("Wizard", "Magicien"),
        Label(
            "Learned magic from books: fragile, and the widest choice of spells.",
            "A appris la magie dans les livres : fragile, et le plus vaste choix de sorts.",
        ),
        6,
        ("int", "wis"),
        ("int", "con", "dex", "wis", "cha", "str"),
        2,
        ("arcana", "investigation", "history", "insight", "medicine", "religion"),
    ),
}
