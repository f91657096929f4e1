"""Names that fit a people, put together from syllables of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from bot.domain.dice import Dice
from bot.domain.label import Label

Each = TypeVar("Each")

IDEAS = 5
_TRIES = 40

# How names of a people begin and how they end.
_SYLLABLES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "dragonborn": (
        ("Ash", "Bryz", "Dhar", "Ghor", "Kaz", "Myr", "Orr", "Sezh", "Tzar", "Vor"),
        ("akh", "essa", "ikar", "oth", "raxa", "uun", "yss", "azir"),
    ),
    "dwarf": (
        ("Bruk", "Dolg", "Ferd", "Grum", "Hild", "Kegg", "Mord", "Onn", "Skad", "Tors"),
        ("ana", "brek", "dis", "gar", "ild", "mund", "nor", "run"),
    ),
    "elf": (
        ("Aë", "Cal", "Eli", "Fae", "Ili", "Lue", "Mei", "Sy", "Thae", "Vae"),
        ("driel", "lith", "lorn", "mira", "nuin", "riel", "sael", "vann"),
    ),
    "gnome": (
        ("Bim", "Dap", "Fizz", "Jip", "Nib", "Pell", "Quil", "Tick", "Wob", "Zin"),
        ("ble", "dette", "kin", "libet", "nock", "per", "rick", "wyn"),
    ),
    "half-elf": (
        ("Ala", "Ced", "Eri", "Jor", "Kae", "Lin", "Mar", "Ren", "Sel", "Tav"),
        ("ane", "brin", "dan", "elle", "ian", "is", "ric", "wen"),
    ),
    "half-orc": (
        ("Brag", "Dru", "Gash", "Hok", "Krul", "Mog", "Rusk", "Shag", "Ugr", "Zog"),
        ("a", "ash", "dak", "gra", "ka", "nar", "tha", "uk"),
    ),
    "halfling": (
        ("Ab", "Bun", "Cor", "Del", "Fen", "Lob", "Mil", "Pod", "Ros", "Tam"),
        ("belle", "by", "do", "ella", "kin", "lo", "sy", "win"),
    ),
    "human": (
        ("Al", "Bran", "Cath", "Dor", "Em", "Gar", "Is", "Mar", "Ro", "Wil"),
        ("a", "ard", "bert", "en", "eline", "mund", "na", "ric"),
    ),
    "tiefling": (
        ("Azh", "Bel", "Cyr", "Dam", "Esk", "Lev", "Mal", "Nyx", "Ral", "Ze"),
        ("aia", "emis", "ion", "ith", "oris", "ra", "ven", "yra"),
    ),
}

_BYNAMES: tuple[Label, ...] = (
    Label("of the Salt Road", "de la Route du Sel"),
    Label("of the Seven Wells", "des Sept Puits"),
    Label("of Low Harbour", "de Port-Bas"),
    Label("of the Grey Mill", "du Moulin Gris"),
    Label("Nine-Fingers", "Neuf-Doigts"),
    Label("Lantern-Bearer", "Porte-Lanterne"),
    Label("Half-a-Song", "Demi-Chanson"),
    Label("of the Last Ferry", "du Dernier Bac"),
    Label("Cold-Kettle", "Froid-Chaudron"),
    Label("of Wren Hill", "de la Colline au Roitelet"),
)


def name_ideas(race: str, dice: Dice, language: str, count: int = IDEAS) -> tuple[str, ...]:
    """Make that many different names for somebody of a people, or a human's where the people is not known.

    Every second one has a byname.
    """
    begins, ends = _SYLLABLES.get(race, _SYLLABLES["human"])
    ideas: dict[str, None] = {}
    for _ in range(_TRIES):
        given = f"{_one(begins, dice)}{_one(ends, dice)}"
        if any(given in idea for idea in ideas):
            continue
        ideas[given if len(ideas) % 2 == 0 else f"{given} {_one(_BYNAMES, dice).say(language)}"] = None
        if len(ideas) == count:
            break
    return tuple(ideas)


def _one(of: Sequence[Each], dice: Dice) -> Each:
    return of[dice.die(len(of)) - 1]
