"""A character in somebody's own words: what a model made of them, or what can be found in them without one."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, cast

from bot.domain.abilities import placed
from bot.domain.backgrounds import BACKGROUNDS
from bot.domain.campaign import NAME_LENGTH
from bot.domain.character import ABILITIES, Ability
from bot.domain.label import Label
from bot.domain.plaintext import clean, fold, shorten
from bot.domain.sheet import DESCRIPTION_LENGTH, HISTORY_LENGTH, STANDARD_ARRAY
from bot.domain.skills import SKILL_ABILITY, find_check
from bot.domain.srd import CLASSES, RACES
from bot.domain.values import NotAValue, read
from bot.domain.workshop import Draft, complete

WORDS_LENGTH = 500
"""The longest description a sheet is made of."""

# A sheet takes some hundred characters; whatever a model writes beyond is not read.
_LONGEST_ANSWER = 20_000
_LONGEST_WORD = 80
_MOST_LISTED = 20
_CLOSE_ENOUGH = 0.75

# What people say beside the names in the book; folded.
_RACE_WORDS: Mapping[str, str] = {
    "dragonkin": "dragonborn", "drakeide": "dragonborn", "dwarven": "dwarf", "dwarvish": "dwarf", "dwarves": "dwarf",
    "naine": "dwarf", "elven": "elf", "elvish": "elf", "elfique": "elf", "gnomish": "gnome", "half elven": "half-elf",
    "demie elfe": "half-elf", "half orcish": "half-orc", "demi orque": "half-orc", "demie orque": "half-orc",
    "orc": "half-orc", "orque": "half-orc", "hobbit": "halfling", "halfeline": "halfling", "humaine": "human",
    "tieffeline": "tiefling",
}  # fmt: skip
_CLASS_WORDS: Mapping[str, str] = {
    "berserker": "barbarian", "minstrel": "bard", "menestrel": "bard", "priest": "cleric", "priestess": "cleric",
    "pretre": "cleric", "pretresse": "cleric", "healer": "cleric", "guerisseur": "cleric", "guerisseuse": "cleric",
    "druidess": "druid", "druidesse": "druid", "warrior": "fighter", "knight": "paladin", "soldier": "fighter",
    "guerriere": "fighter", "chevalier": "paladin", "chevaliere": "paladin", "soldat": "fighter",
    "moniale": "monk", "paladine": "paladin", "hunter": "ranger", "rodeuse": "ranger",
    "chasseur": "ranger", "chasseuse": "ranger", "thief": "rogue", "assassin": "rogue", "roublarde": "rogue",
    "voleur": "rogue", "voleuse": "rogue", "ensorceleuse": "sorcerer", "sorceress": "sorcerer",
    "witch": "warlock", "sorcier": "warlock", "sorciere": "warlock", "mage": "wizard", "magicienne": "wizard",
    "magician": "wizard",
}  # fmt: skip
_BACKGROUND_WORDS: Mapping[str, str] = {
    "temple": "acolyte", "lanterns": "lamplighter", "reverberes": "lamplighter", "ferry": "ferry-hand",
    "ferryman": "ferry-hand", "passeuse": "ferry-hand", "herbs": "hedge-healer", "herbes": "hedge-healer",
    "rebouteuse": "hedge-healer", "bells": "bellkeeper", "cloches": "bellkeeper", "caravan": "caravan-child",
    "caravane": "caravan-child", "maps": "map-mender", "cartes": "map-mender", "graves": "grave-tender",
    "gravedigger": "grave-tender", "tombes": "grave-tender", "fossoyeur": "grave-tender", "letters": "night-courier",
    "lettres": "night-courier", "fair": "fair-champion", "wrestler": "fair-champion", "foire": "fair-champion",
    "servant": "kitchen-ear", "kitchen": "kitchen-ear", "cuisine": "kitchen-ear", "stars": "star-counter",
    "etoiles": "star-counter", "debts": "debt-caller", "dettes": "debt-caller", "wolves": "wolf-warden",
    "shepherd": "wolf-warden", "loups": "wolf-warden", "berger": "wolf-warden", "bergere": "wolf-warden",
}  # fmt: skip

_CALLED = re.compile(
    r"(?:\bcalled|\bnamed|\bname is|\bnommée?|\bappelée?|\bm’appelle|\bm'appelle|\bs’appelle|\bs'appelle|\bnom est)\s+"
    r"((?:[^\W\d_][\w’'-]*)(?:\s+[A-ZÀ-Þ][\w’'-]*){0,2})"
)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a model made of somebody's words; nothing in it is checked but its kinds."""

    race: str = ""
    class_: str = ""
    background: str = ""
    name: str = ""
    history: str = ""
    looks: str = ""
    abilities: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


def read_sketch(answer: str) -> Sketch | None:
    """Read a model's answer, which should be one JSON object; None where it is none that says anything of a character.

    Numbers it may name are not read: scores are for code to place.
    """
    text = answer[:_LONGEST_ANSWER]
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        found: object = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    content = cast("dict[str, Any]", found)
    if "class" in content:
        content["class_"] = content["class"]
    known = {field.name: content[field.name] for field in fields(Sketch) if content.get(field.name) is not None}
    try:
        sketch = read(Sketch, known)
    except NotAValue:
        return None
    return sketch if sketch.race or sketch.class_ else None


def read_words(text: str) -> Sketch:
    """Find in somebody's words the names of peoples, classes and backgrounds, and who it is about."""
    words = clean(text)[:WORDS_LENGTH]
    called = _CALLED.search(words)
    return Sketch(
        race=_mentioned(words, _names(RACES), _RACE_WORDS),
        class_=_mentioned(words, _names(CLASSES), _CLASS_WORDS),
        background=_mentioned(words, _names(BACKGROUNDS), _BACKGROUND_WORDS),
        name=called[1] if called else _first_words(words),
        history=words,
    )


def drafted(sketch: Sketch, words: str, before: Draft) -> Draft:
    """Return the draft that a sketch comes to; the words themselves help where it is unclear.

    Scores are the standard array in the sketch's order, whatever else it says. What was thrown stays as it fell.
    """
    plain = read_words(words)
    draft = complete(
        Draft(
            origin="told",
            race=_nearest(sketch.race, _names(RACES), _RACE_WORDS) or plain.race,
            class_=_nearest(sketch.class_, _names(CLASSES), _CLASS_WORDS) or plain.class_,
            background=_nearest(sketch.background, _names(BACKGROUNDS), _BACKGROUND_WORDS) or plain.background,
            history=_kept(sketch.history, HISTORY_LENGTH) or plain.history,
            description=_kept(sketch.looks, DESCRIPTION_LENGTH),
            rolls=before.rolls,
        )
    )
    skills = _checks(sketch.skills)
    return replace(
        draft,
        name=_name(sketch.name) or _name(plain.name) or before.name,
        scores=_scores(sketch.abilities, draft),
        skills=tuple(skill for skill in skills if skill in SKILL_ABILITY),
        extra=tuple(skill for skill in skills if skill in SKILL_ABILITY),
    )


def _names(book: Mapping[str, Any]) -> dict[str, str]:
    """Return the folded names of what a book knows, in every language, with their indexes."""
    labels: Mapping[str, Label] = {index: entry.name for index, entry in book.items()}
    return {fold(name): index for index, label in labels.items() for name in (index, label.en, label.fr)}


def _mentioned(text: str, names: Mapping[str, str], words: Mapping[str, str]) -> str:
    """Return what a text names first; of two that begin alike, the longer one."""
    folded = fold(text)
    known = {**words, **names}
    pattern = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    found = re.search(rf"\b({pattern})s?\b", folded)
    return known[found[1]] if found else ""


def _nearest(text: str, names: Mapping[str, str], words: Mapping[str, str]) -> str:
    given = text[:_LONGEST_WORD]
    if found := _mentioned(given, names, words):
        return found
    close = difflib.get_close_matches(fold(given), names, n=1, cutoff=_CLOSE_ENOUGH)
    return names[close[0]] if close else ""


def _checks(names: Sequence[str]) -> tuple[str, ...]:
    found = [find_check(name) for name in names[:_MOST_LISTED]]
    return tuple(dict.fromkeys(check for check in found if check is not None))


def _scores(names: Sequence[str], draft: Draft) -> tuple[int, ...]:
    wished: list[Ability] = [ability for name in _checks(names) for ability in ABILITIES if ability == name]
    if not wished:
        return ()
    usual: list[Ability] = [ability for ability in CLASSES[draft.class_].priority if ability not in wished]
    return placed(STANDARD_ARRAY, wished + usual)


def _name(text: str) -> str:
    name = shorten(clean(text[: 10 * NAME_LENGTH]), NAME_LENGTH)
    return name if any(character.isalnum() for character in name) else ""


def _kept(text: str, length: int) -> str:
    return shorten(clean(text[: 10 * length]), length)


def _first_words(text: str) -> str:
    """Return a name that stands before the first comma, as in “Kira, a half-elf who”."""
    first, comma, _ = text.partition(",")
    words = first.split()
    if not comma or not 1 <= len(words) <= 3 or not all(word[0].isupper() for word in words):
        return ""
    known = {**_names(RACES), **_names(CLASSES), **_RACE_WORDS, **_CLASS_WORDS}
    return "" if any(word in known for word in fold(first).split()) else first
