"""The common equipment of SRD 5.1, with what each thing does, so that a character is made without a database.

This work includes material taken from the System Reference Document 5.1 by Wizards of the Coast LLC, available under
the Creative Commons Attribution 4.0 International License.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

from bot.domain.gear import Armour, Item, Weapon
from bot.domain.label import Label
from bot.domain.plaintext import fold

# Index, English, French, pounds, category, dice, damage type, properties, range, long range, dice in two hands.
_WEAPONS: tuple[tuple[str, str, str, float, Literal["simple", "martial"], str, str, str, int, int, str], ...] = (
    ("club", "Club", "Gourdin", 2, "simple", "1d4", "bludgeoning", "light monk", 0, 0, ""),
    ("dagger", "Dagger", "Dague", 1, "simple", "1d4", "piercing", "finesse light thrown monk", 20, 60, ""),
    ("greatclub", "Greatclub", "Massue", 10, "simple", "1d8", "bludgeoning", "two-handed", 0, 0, ""),
    ("handaxe", "Handaxe", "Hachette", 2, "simple", "1d6", "slashing", "light thrown monk", 20, 60, ""),
    ("javelin", "Javelin", "Javeline", 2, "simple", "1d6", "piercing", "thrown monk", 30, 120, ""),
    (
        "light-hammer",
        "Light hammer",
        "Marteau léger",
        2,
        "simple",
        "1d4",
        "bludgeoning",
        "light thrown monk",
        20,
        60,
        "",
    ),
    ("mace", "Mace", "Masse d’armes", 4, "simple", "1d6", "bludgeoning", "monk", 0, 0, ""),
    ("quarterstaff", "Quarterstaff", "Bâton", 4, "simple", "1d6", "bludgeoning", "versatile monk", 0, 0, "1d8"),
    ("sickle", "Sickle", "Serpe", 2, "simple", "1d4", "slashing", "light monk", 0, 0, ""),
    ("spear", "Spear", "Lance", 3, "simple", "1d6", "piercing", "thrown versatile monk", 20, 60, "1d8"),
    (
        "crossbow-light",
        "Light crossbow",
        "Arbalète légère",
        5,
        "simple",
        "1d8",
        "piercing",
        "ammunition loading two-handed",
        80,
        320,
        "",
    ),
    ("dart", "Dart", "Fléchette", 0.25, "simple", "1d4", "piercing", "finesse thrown", 20, 60, ""),
    ("shortbow", "Shortbow", "Arc court", 2, "simple", "1d6", "piercing", "ammunition two-handed", 80, 320, ""),
    ("sling", "Sling", "Fronde", 0, "simple", "1d4", "bludgeoning", "ammunition", 30, 120, ""),
    ("battleaxe", "Battleaxe", "Hache d’armes", 4, "martial", "1d8", "slashing", "versatile", 0, 0, "1d10"),
    ("flail", "Flail", "Fléau", 2, "martial", "1d8", "bludgeoning", "", 0, 0, ""),
    ("glaive", "Glaive", "Coutille", 6, "martial", "1d10", "slashing", "heavy reach two-handed", 0, 0, ""),
    ("greataxe", "Greataxe", "Hache à deux mains", 7, "martial", "1d12", "slashing", "heavy two-handed", 0, 0, ""),
    ("greatsword", "Greatsword", "Épée à deux mains", 6, "martial", "2d6", "slashing", "heavy two-handed", 0, 0, ""),
    ("halberd", "Halberd", "Hallebarde", 6, "martial", "1d10", "slashing", "heavy reach two-handed", 0, 0, ""),
    ("lance", "Lance", "Lance d’arçon", 6, "martial", "1d12", "piercing", "reach special", 0, 0, ""),
    ("longsword", "Longsword", "Épée longue", 3, "martial", "1d8", "slashing", "versatile", 0, 0, "1d10"),
    ("maul", "Maul", "Maillet d’armes", 10, "martial", "2d6", "bludgeoning", "heavy two-handed", 0, 0, ""),
    ("morningstar", "Morningstar", "Morgenstern", 4, "martial", "1d8", "piercing", "", 0, 0, ""),
    ("pike", "Pike", "Pique", 18, "martial", "1d10", "piercing", "heavy reach two-handed", 0, 0, ""),
    ("rapier", "Rapier", "Rapière", 2, "martial", "1d8", "piercing", "finesse", 0, 0, ""),
    ("scimitar", "Scimitar", "Cimeterre", 3, "martial", "1d6", "slashing", "finesse light", 0, 0, ""),
    ("shortsword", "Shortsword", "Épée courte", 2, "martial", "1d6", "piercing", "finesse light monk", 0, 0, ""),
    ("trident", "Trident", "Trident", 4, "martial", "1d6", "piercing", "thrown versatile", 20, 60, "1d8"),
    ("war-pick", "War pick", "Pic de guerre", 2, "martial", "1d8", "piercing", "", 0, 0, ""),
    ("warhammer", "Warhammer", "Marteau de guerre", 2, "martial", "1d8", "bludgeoning", "versatile", 0, 0, "1d10"),
    ("whip", "Whip", "Fouet", 3, "martial", "1d4", "slashing", "finesse reach", 0, 0, ""),
    ("blowgun", "Blowgun", "Sarbacane", 1, "martial", "1", "piercing", "ammunition loading", 25, 100, ""),
    (
        "crossbow-hand",
        "Hand crossbow",
        "Arbalète de poing",
        3,
        "martial",
        "1d6",
        "piercing",
        "ammunition light loading",
        30,
        120,
        "",
    ),
    (
        "crossbow-heavy",
        "Heavy crossbow",
        "Arbalète lourde",
        18,
        "martial",
        "1d10",
        "piercing",
        "ammunition heavy loading two-handed",
        100,
        400,
        "",
    ),
    ("longbow", "Longbow", "Arc long", 2, "martial", "1d8", "piercing", "ammunition heavy two-handed", 150, 600, ""),
)

# Index, English, French, pounds, kind, armour class, the most Dexterity that counts, Strength it wants, noise.
_ARMOURS: tuple[
    tuple[str, str, str, float, Literal["light", "medium", "heavy", "shield"], int, int, int, bool], ...
] = (
    ("padded-armor", "Padded armor", "Armure matelassée", 8, "light", 11, -1, 0, True),
    ("leather-armor", "Leather armor", "Armure de cuir", 10, "light", 11, -1, 0, False),
    ("studded-leather-armor", "Studded leather armor", "Armure de cuir clouté", 13, "light", 12, -1, 0, False),
    ("hide-armor", "Hide armor", "Armure de peaux", 12, "medium", 12, 2, 0, False),
    ("chain-shirt", "Chain shirt", "Chemise de mailles", 20, "medium", 13, 2, 0, False),
    ("scale-mail", "Scale mail", "Armure d’écailles", 45, "medium", 14, 2, 0, True),
    ("breastplate", "Breastplate", "Cuirasse", 20, "medium", 14, 2, 0, False),
    ("half-plate-armor", "Half plate armor", "Demi-plate", 40, "medium", 15, 2, 0, True),
    ("ring-mail", "Ring mail", "Broigne", 40, "heavy", 14, 0, 0, True),
    ("chain-mail", "Chain mail", "Cotte de mailles", 55, "heavy", 16, 0, 13, True),
    ("splint-armor", "Splint armor", "Clibanion", 60, "heavy", 17, 0, 15, True),
    ("plate-armor", "Plate armor", "Harnois", 65, "heavy", 18, 0, 15, True),
    ("shield", "Shield", "Bouclier", 6, "shield", 2, 0, 0, False),
)

# Index, English, French, pounds of one piece.
_THINGS: tuple[tuple[str, str, str, float], ...] = (
    ("arrow", "Arrow", "Flèche", 0.05),
    ("crossbow-bolt", "Crossbow bolt", "Carreau", 0.075),
    ("sling-bullet", "Sling bullet", "Bille de fronde", 0.075),
    ("backpack", "Backpack", "Sac à dos", 5),
    ("bedroll", "Bedroll", "Couchage", 7),
    ("rations-1-day", "Rations (1 day)", "Rations (1 jour)", 2),
    ("rope-hempen-50-feet", "Hempen rope (50 feet)", "Corde de chanvre (15 m)", 10),
    ("torch", "Torch", "Torche", 1),
    ("tinderbox", "Tinderbox", "Boîte à amadou", 1),
    ("waterskin", "Waterskin", "Gourde", 5),
    ("spellbook", "Spellbook", "Grimoire", 3),
    ("component-pouch", "Component pouch", "Sacoche à composantes", 2),
    ("thieves-tools", "Thieves’ tools", "Outils de voleur", 1),
    ("holy-water-flask", "Holy water (flask)", "Eau bénite (flasque)", 1),
    ("healers-kit", "Healer’s kit", "Trousse de soins", 3),
    ("potion-of-healing", "Potion of healing", "Potion de soins", 0.5),
    ("sprig-of-mistletoe", "Sprig of mistletoe", "Branche de gui", 0),
    ("amulet", "Amulet", "Amulette", 1),
    ("lute", "Lute", "Luth", 2),
    ("quiver", "Quiver", "Carquois", 1),
    ("crystal", "Crystal", "Cristal", 1),
    ("orb", "Orb", "Orbe", 3),
    ("net", "Net", "Filet", 3),
    ("crowbar", "Crowbar", "Pied-de-biche", 5),
    ("clothes-common", "Common clothes", "Vêtements communs", 3),
    ("book", "Book", "Livre", 5),
)


def _table() -> dict[str, tuple[Item, Label]]:
    table: dict[str, tuple[Item, Label]] = {}

    def enter(item: Item, french: str) -> None:
        table[item.index] = (item, Label(item.name, french))

    for index, en, fr, pounds, category, dice, kind, properties, range_, long_range, versatile in _WEAPONS:
        weapon = Weapon(dice, kind, tuple(properties.split()), category, range_, long_range, versatile)
        enter(Item(en, 1, index, _weight(pounds), weapon=weapon), fr)
    for index, en, fr, pounds, kind, base, dexterity, strength, noise in _ARMOURS:
        enter(Item(en, 1, index, _weight(pounds), armour=Armour(base, kind, dexterity, strength, noise)), fr)
    for index, en, fr, pounds in _THINGS:
        enter(Item(en, 1, index, _weight(pounds)), fr)
    return table


def _weight(pounds: float) -> int:
    # Ammunition weighs a twentieth of a pound or so; half a hundredth is heavier than nothing.
    return math.ceil(pounds * 100)


_TABLE = _table()
# A `lance` is the English one; the French one, a spear, gives way.
_MEANT: dict[str, Item] = {fold(label.fr): item for item, label in _TABLE.values()} | {
    fold(name): item for item, label in _TABLE.values() for name in (item.index, label.en)
}
_LONGEST_NAME = 60


def piece(index: str, quantity: int = 1, *, equipped: bool = False) -> Item:
    """Return some of a thing by its SRD index; raises KeyError for what is not common."""
    return replace(_TABLE[index][0], quantity=quantity, equipped=equipped)


def common(name: str) -> Item | None:
    """Return one of the common thing that people mean, in either language; None for what is not in this table."""
    return _MEANT.get(fold(name[:_LONGEST_NAME]))


def item_name(item: Item, language: str) -> str:
    """Name an item for the table: a common thing in its language, anything else as it is called."""
    known = _TABLE.get(item.index)
    return known[1].say(language) if known is not None and known[0].name == item.name else item.name
