"""Choose a coat of arms: always the same one for the same character, after the rule of tincture.

A metal (gold, silver) lies on a colour, and a colour on a metal, so that everything is seen from afar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.character import Character
from bot.pictures.lots import Lots
from bot.pictures.tints import COLOURS, METALS

SHIELDS = 4
GROUNDS = 8
DIVISIONS = ("pale", "fess", "bend", "sinister", "chevron", "quarterly", "saltire", "gyronny")
VARIATIONS = ("barry", "paly", "bendy", "chequy", "lozengy")
ORDINARIES = ("", "", "chief", "chevron", "fess", "bend", "pale", "cross", "saltire", "bordure", "pile")
BRANCHES = ("laurel", "oak", "rays", "stars", "flames")

_OF_CLASS: Mapping[str, tuple[str, ...]] = {
    "barbarian": ("axe", "wolf", "paw", "flame", "skull", "stag"),
    "bard": ("harp", "rose", "bell", "chalice", "comet", "moon"),
    "cleric": ("sun", "chalice", "flame", "bell", "hammer", "star"),
    "druid": ("tree", "leaf", "stag", "wolf", "serpent", "moon"),
    "fighter": ("sword", "tower", "lion", "hammer", "axe", "eagle"),
    "monk": ("lantern", "moon", "serpent", "eye", "paw", "sun"),
    "paladin": ("sword", "sun", "lion", "crown", "eagle", "rose"),
    "ranger": ("arrow", "wolf", "tree", "leaf", "stag", "eagle"),
    "rogue": ("key", "serpent", "lantern", "moon", "hourglass", "skull"),
    "sorcerer": ("wing", "flame", "comet", "star", "eye", "crown"),
    "warlock": ("eye", "skull", "serpent", "flame", "hourglass", "moon"),
    "wizard": ("book", "star", "eye", "tower", "comet", "hourglass"),
}
_OF_RACE: Mapping[str, tuple[str, ...]] = {
    "dragonborn": ("wing", "flame", "crown"),
    "dwarf": ("hammer", "axe", "tower"),
    "elf": ("leaf", "star", "arrow"),
    "gnome": ("lantern", "key", "hourglass"),
    "half-elf": ("rose", "ship", "leaf"),
    "half-orc": ("paw", "wolf", "skull"),
    "halfling": ("bell", "chalice", "tree"),
    "human": ("ship", "lion", "anchor"),
    "tiefling": ("flame", "serpent", "moon"),
}
_ANYBODY = ("lion", "wolf", "eagle", "tree", "tower", "ship", "moon", "sun", "star", "sword", "key", "bell", "rose")


@dataclass(frozen=True, slots=True)
class Arms:
    """A coat of arms; tinctures and charges by their names.

    `division` is "" for a field of one tincture; `ordinary` is "" without one. `charges` stand at places that
    bot/pictures/places.py has for `layout`; `small` is what stands on the ordinary, "" for nothing.
    """

    shield: int
    division: str
    field: tuple[str, str]
    ordinary: str
    ordinary_tincture: str
    charge: str
    charge_tincture: str
    layout: str
    small: str
    small_tincture: str
    crest: str
    crest_tincture: str
    branches: str
    ground: int


def arms_of(character: Character) -> Arms:
    """Choose the arms of a character from who they are; nothing that changes while they live counts."""
    lots = Lots("arms", character.id, character.name, character.race, character.class_)
    own = _OF_CLASS.get(character.class_, _ANYBODY)
    among = (*own, *own, *_OF_RACE.get(character.race, _ANYBODY), *_ANYBODY[:3])
    return chosen(lots, among)


def chosen(lots: Lots, among: tuple[str, ...]) -> Arms:
    """Choose arms by lots, with charges out of some."""
    metal, other_metal = METALS if lots.number(2) else METALS[::-1]
    colour, other_colour = _two(lots, COLOURS)
    charge = lots.pick(among)
    small = lots.pick([name for name in (*among, *_ANYBODY) if name != charge])
    crest = lots.pick([name for name in (*_ANYBODY, *among) if name not in (charge, small)])
    kind = lots.number(10)
    division, ordinary, layout = "", "", "one"
    if kind < 4:
        # One tincture, and the other kind on it.
        on, off = (metal, colour) if lots.number(2) else (colour, metal)
        field = (off, off)
        ordinary = lots.pick(
            ("", "", "chief", "chevron", "fess", "bend", "pale", "cross", "saltire", "bordure", "pile")
        )
        layout = ordinary or lots.pick(("one", "one", "three", "pair"))
        charge_tincture = off if ordinary in ("pale", "pile") else on
        ordinary_tincture, small_tincture = on, off
    elif kind < 7:
        division = lots.pick(DIVISIONS)
        both_metals = lots.number(4) == 0
        field = (metal, other_metal) if both_metals else (colour, other_colour)
        charge_tincture = colour if both_metals else metal
        ordinary = lots.pick(("", "", "bordure", "chief"))
        ordinary_tincture, small_tincture = charge_tincture, field[0]
        layout = ordinary or lots.pick(("one", "one", "three"))
    else:
        division = lots.pick(VARIATIONS)
        field = (metal, colour)
        # On a field of both kinds a third tincture carries the charge.
        ordinary = lots.pick(("chief", "fess", "bend", "pale", "escutcheon", "roundel", "pile"))
        ordinary_tincture, charge_tincture, small_tincture = other_colour, metal, metal
        layout = {"chief": "on chief", "fess": "on fess", "bend": "on bend"}.get(ordinary, ordinary)
    return Arms(
        shield=lots.number(SHIELDS),
        division=division,
        field=field,
        ordinary=ordinary,
        ordinary_tincture=ordinary_tincture,
        charge=charge,
        charge_tincture=charge_tincture,
        layout=layout,
        small=small,
        small_tincture=small_tincture,
        crest=crest,
        crest_tincture=lots.pick((metal, colour, other_colour)),
        branches=lots.pick(BRANCHES),
        ground=lots.number(GROUNDS),
    )


def _two(lots: Lots, among: tuple[str, ...]) -> tuple[str, str]:
    first = lots.pick(among)
    return first, lots.pick([one for one in among if one != first])
