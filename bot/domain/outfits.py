"""What the classes begin with: equipment, coins, cantrips and spells, the usual choice of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.equipment import piece
from bot.domain.gear import Item

_PACK = (("backpack", 1), ("bedroll", 1), ("rations-1-day", 5), ("rope-hempen-50-feet", 1), ("tinderbox", 1))
_COMMON = (*_PACK, ("torch", 5), ("waterskin", 1))


@dataclass(frozen=True, slots=True)
class Outfit:
    """What a class begins with: what is in hand or worn, what is in the pack, and gold pieces."""

    worn: tuple[tuple[str, int], ...]
    packed: tuple[tuple[str, int], ...]
    gold: int

    def items(self) -> tuple[Item, ...]:
        """Return the things of this outfit."""
        return (
            *(piece(index, quantity, equipped=True) for index, quantity in self.worn),
            *(piece(index, quantity) for index, quantity in (*self.packed, *_COMMON)),
        )


OUTFITS: Mapping[str, Outfit] = {
    "barbarian": Outfit((("greataxe", 1), ("handaxe", 2)), (("javelin", 4),), 10),
    "bard": Outfit((("rapier", 1), ("leather-armor", 1)), (("dagger", 1), ("lute", 1)), 15),
    "cleric": Outfit((("mace", 1), ("scale-mail", 1), ("shield", 1)), (("amulet", 1), ("holy-water-flask", 1)), 15),
    "druid": Outfit((("scimitar", 1), ("leather-armor", 1), ("shield", 1)), (("sprig-of-mistletoe", 1),), 10),
    "fighter": Outfit(
        (("longsword", 1), ("chain-mail", 1), ("shield", 1)), (("crossbow-light", 1), ("crossbow-bolt", 20)), 15
    ),
    "monk": Outfit((("shortsword", 1),), (("dart", 10),), 10),
    "paladin": Outfit((("longsword", 1), ("chain-mail", 1), ("shield", 1)), (("javelin", 5), ("amulet", 1)), 15),
    "ranger": Outfit((("longbow", 1), ("shortsword", 2), ("leather-armor", 1)), (("quiver", 1), ("arrow", 20)), 10),
    "rogue": Outfit(
        (("rapier", 1), ("leather-armor", 1)),
        (("shortbow", 1), ("quiver", 1), ("arrow", 20), ("dagger", 2), ("thieves-tools", 1)),
        15,
    ),
    "sorcerer": Outfit((("crossbow-light", 1),), (("crossbow-bolt", 20), ("dagger", 2), ("component-pouch", 1)), 15),
    "warlock": Outfit(
        (("crossbow-light", 1), ("leather-armor", 1)),
        (("crossbow-bolt", 20), ("dagger", 2), ("component-pouch", 1)),
        20,
    ),
    "wizard": Outfit((("quarterstaff", 1),), (("spellbook", 1), ("component-pouch", 1), ("dagger", 1)), 25),
}
