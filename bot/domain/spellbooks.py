"""The cantrips and spells that each class usually has, as SRD indexes, in the order in which they are learned."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.character import Ability

SPELL_ABILITY: dict[str, Ability] = {
    "bard": "cha",
    "cleric": "wis",
    "druid": "wis",
    "paladin": "cha",
    "ranger": "wis",
    "sorcerer": "cha",
    "warlock": "cha",
    "wizard": "int",
}
"""The classes that cast spells, and the ability they cast with."""

_KNOWN: Mapping[str, tuple[int, ...]] = {
    "bard": (4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 15, 16, 18, 19, 19, 20, 22, 22, 22),
    "ranger": (0, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11),
    "sorcerer": (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12, 13, 13, 14, 14, 15, 15, 15, 15),
    "warlock": (2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15),
}
"""How many spells a class that learns them by heart knows at each level."""

_CANTRIPS: Mapping[str, int] = {"bard": 2, "cleric": 3, "druid": 2, "sorcerer": 4, "warlock": 2, "wizard": 3}
"""How many cantrips a class begins with; one more comes at level 4, another at level 10."""

BOOKS: Mapping[str, tuple[str, ...]] = {
    "bard": (
        "vicious-mockery light mage-hand minor-illusion",
        "cure-wounds healing-word thunderwave charm-person sleep",
    ),
    "cleric": (
        "sacred-flame guidance thaumaturgy light spare-the-dying",
        "cure-wounds guiding-bolt bless healing-word shield-of-faith",
    ),
    "druid": (
        "produce-flame guidance druidcraft shillelagh",
        "cure-wounds entangle thunderwave goodberry faerie-fire",
    ),
    "paladin": ("", "cure-wounds bless shield-of-faith divine-favor"),
    "ranger": ("", "hunters-mark cure-wounds goodberry longstrider"),
    "sorcerer": (
        "fire-bolt ray-of-frost light prestidigitation mage-hand minor-illusion",
        "magic-missile burning-hands shield sleep",
    ),
    "warlock": (
        "eldritch-blast chill-touch minor-illusion mage-hand",
        "hellish-rebuke charm-person expeditious-retreat",
    ),
    "wizard": (
        "fire-bolt mage-hand light minor-illusion ray-of-frost",
        "magic-missile mage-armor sleep shield detect-magic burning-hands thunderwave",
    ),
}
"""For each class, its cantrips and then its spells of level 1, 2 and so on."""


def usual_spells(class_: str, level: int, most_level: int, ability: int) -> tuple[str, ...]:
    """Return what a class usually has at a level: cantrips, then spells up to a spell level, the lowest first.

    `ability` is the modifier that a class which prepares its spells prepares by.
    """
    if class_ not in BOOKS:
        return ()
    cantrips, *spells = (page.split() for page in BOOKS[class_])
    begun = _CANTRIPS.get(class_, 0)
    most_cantrips = begun + (level >= 4) + (level >= 10) if begun else 0
    chosen = _spread(spells[:most_level], spells_known(class_, level, ability))
    return (*cantrips[:most_cantrips], *chosen)


def spells_known(class_: str, level: int, ability: int) -> int:
    """Return how many spells a class has at a level: known by heart, prepared, or written in a wizard's book."""
    if class_ in _KNOWN:
        return _KNOWN[class_][level - 1]
    if class_ == "wizard":
        return 4 + 2 * level
    if class_ == "paladin":
        return max(1, level // 2 + ability) if level > 1 else 0
    return max(1, level + ability)


def _spread(pages: list[list[str]], most: int) -> list[str]:
    """Take spells from all levels, the first of each page before the second of any, and list them page by page."""
    rows = max(map(len, pages), default=0)
    turns = [page[row] for row in range(rows) for page in reversed(pages) if row < len(page)]
    taken = set(turns[:most])
    return [spell for page in pages for spell in page if spell in taken]
