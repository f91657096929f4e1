"""What a class may begin with: the usual outfit first, then others that the class's list in SRD 5.1 allows."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.equipment import item_name
from bot.domain.outfits import OUTFITS, Outfit

_DAGGERS_AND_POUCH = (("dagger", 2), ("component-pouch", 1))

_OTHERS: Mapping[str, tuple[Outfit, ...]] = {
    "barbarian": (
        Outfit((("battleaxe", 1), ("shield", 1), ("handaxe", 2)), (("javelin", 4),), 10),
        Outfit((("greatsword", 1), ("spear", 1)), (("javelin", 4),), 10),
    ),
    "bard": (
        Outfit((("longsword", 1), ("leather-armor", 1)), (("dagger", 1), ("lute", 1)), 15),
        Outfit((("dagger", 2), ("leather-armor", 1)), (("lute", 1),), 15),
    ),
    "cleric": (
        Outfit((("mace", 1), ("leather-armor", 1), ("shield", 1)), (("amulet", 1), ("sling", 1)), 15),
        Outfit((("crossbow-light", 1), ("scale-mail", 1)), (("crossbow-bolt", 20), ("mace", 1), ("amulet", 1)), 15),
    ),
    "druid": (
        Outfit((("quarterstaff", 1), ("leather-armor", 1)), (("dagger", 1), ("sprig-of-mistletoe", 1)), 10),
        Outfit((("spear", 1), ("leather-armor", 1), ("shield", 1)), (("sickle", 1), ("sprig-of-mistletoe", 1)), 10),
    ),
    "fighter": (
        Outfit((("greatsword", 1), ("chain-mail", 1)), (("handaxe", 2),), 15),
        Outfit((("longbow", 1), ("leather-armor", 1)), (("quiver", 1), ("arrow", 20), ("shortsword", 2)), 15),
    ),
    "monk": (
        Outfit((("quarterstaff", 1),), (("dart", 10),), 10),
        Outfit((("spear", 1),), (("dart", 10),), 10),
    ),
    "paladin": (
        Outfit((("greatsword", 1), ("chain-mail", 1)), (("javelin", 5), ("amulet", 1)), 15),
        Outfit((("warhammer", 1), ("chain-mail", 1), ("shield", 1)), (("javelin", 5), ("amulet", 1)), 15),
    ),
    "ranger": (
        Outfit((("longbow", 1), ("shortsword", 2), ("scale-mail", 1)), (("quiver", 1), ("arrow", 20)), 10),
        Outfit((("longbow", 1), ("spear", 1), ("leather-armor", 1)), (("quiver", 1), ("arrow", 20)), 10),
    ),
    "rogue": (
        Outfit(
            (("shortsword", 2), ("leather-armor", 1)),
            (("dagger", 2), ("thieves-tools", 1), ("crowbar", 1)),
            15,
        ),
        Outfit(
            (("shortbow", 1), ("dagger", 2), ("leather-armor", 1)),
            (("shortsword", 1), ("quiver", 1), ("arrow", 20), ("thieves-tools", 1)),
            15,
        ),
    ),
    "sorcerer": (
        Outfit((("quarterstaff", 1),), (*_DAGGERS_AND_POUCH, ("crystal", 1)), 15),
        Outfit((("dart", 5),), _DAGGERS_AND_POUCH, 15),
    ),
    "warlock": (
        Outfit((("quarterstaff", 1), ("leather-armor", 1)), (*_DAGGERS_AND_POUCH, ("book", 1)), 20),
        Outfit((("spear", 1), ("leather-armor", 1)), (("dagger", 2), ("orb", 1)), 20),
    ),
    "wizard": (Outfit((("dagger", 1),), (("quarterstaff", 1), ("spellbook", 1), ("orb", 1)), 25),),
}


def packages(class_: str) -> tuple[Outfit, ...]:
    """Return what a class may begin with, the usual first; nothing where the class is not known."""
    return (OUTFITS[class_], *_OTHERS.get(class_, ())) if class_ in OUTFITS else ()


def package_name(outfit: Outfit, language: str) -> str:
    """Name an outfit by what is worn and at hand."""
    worn = [item for item in outfit.items() if item.equipped]
    return ", ".join(
        f"{item_name(item, language)} ×{item.quantity}" if item.quantity > 1 else item_name(item, language)
        for item in worn
    )


def package_extras(outfit: Outfit, language: str) -> str:
    """Name what else is in an outfit, without what everybody carries."""
    usual = {index for index, _ in outfit.packed}
    return ", ".join(
        f"{item_name(item, language)} ×{item.quantity}" if item.quantity > 1 else item_name(item, language)
        for item in outfit.items()
        if not item.equipped and item.index in usual
    )
