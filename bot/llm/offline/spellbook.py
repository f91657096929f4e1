"""Find in a deed which of their spells and things somebody means."""

from __future__ import annotations

from typing import Final

from bot.domain.character import Character
from bot.domain.gear import Item
from bot.domain.plaintext import fold
from bot.domain.rules.slots import slots_left
from bot.domain.spellbooks import BOOKS
from bot.domain.srd_french import french_name
from bot.llm.offline.book import Book
from bot.llm.offline.steps import Step

HEALING: Final = ("cure-wounds", "healing-word", "prayer-of-healing", "mass-healing-word", "mass-cure-wounds")
# What somebody casts who names no spell, if they know one of these.
_ORDINARY: Final = (
    "fire-bolt",
    "sacred-flame",
    "eldritch-blast",
    "produce-flame",
    "vicious-mockery",
    "ray-of-frost",
    "poison-spray",
    "acid-splash",
    "chill-touch",
    "shocking-grasp",
)


def castable(index: str, character: Character) -> bool:
    """Tell whether a character has a spell and, unless it is a cantrip, a slot left for one."""
    if index not in character.spells:
        return False
    book = BOOKS.get(character.class_)
    if book and index in book[0].split():
        return True
    return any(slots_left(character))


def spell_meant(step: Step, character: Character, book: Book) -> str:
    """Return the index of the spell a deed names, if the character has it; "" when it names none of theirs."""
    named = {fold(index): index for index in character.spells}
    if book.language == "fr":
        named |= {fold(name): index for index in character.spells if (name := french_name("spell", index))}
    named |= book.words.spells
    found = [name for name, index in named.items() if f" {name} " in step.said and castable(index, character)]
    return named[max(found, key=len)] if found else ""


def ordinary_spell(character: Character) -> str:
    """Return the spell a character has at hand for a foe, "" without one."""
    return next((index for index in _ORDINARY if castable(index, character)), "")


def healing_spell(character: Character) -> str:
    """Return a spell that heals, "" for those who have none left to cast."""
    return next((index for index in HEALING if castable(index, character)), "")


def thing_meant(step: Step, character: Character, *, weapons: bool = False) -> Item | None:
    """Return which of their things a deed names: the one with the longest name."""
    found = [
        item
        for item in character.items
        if (not weapons or item.weapon is not None) and (name := fold(item.name)) and f" {name} " in step.said
    ]
    return max(found, key=lambda item: len(item.name), default=None)


def person_meant(step: Step, names: list[str]) -> str:
    """Return the name a deed says, the longest that it does; "" when it says none."""
    found = [name for name in names if fold(name) and f" {fold(name)} " in step.said]
    return max(found, key=len, default="")
