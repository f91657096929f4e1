"""The book of patterns: palettes of places, sentence frames and words, read from the data files beside this one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from bot.domain.plaintext import fold
from bot.i18n import DEFAULT_LANGUAGE
from bot.llm.offline.grammar import Grammar, variants

_HERE = Path(__file__).parent
FALLBACK = "road"
REFLEXIVE = "~"
_SENTENCE = re.compile(r".+?[.!?…](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Tale:
    """The short adventure of a place: who wants what, where it leads, what waits there, and how it ends.

    `foe` is an SRD index, `foes` what they are called, `lair` the place they are met at.
    """

    foe: str
    foes: str
    lair: str
    plea: str
    lair_text: str
    strike: str
    won: str
    ending: str


@dataclass(frozen=True, slots=True)
class Palette:
    """One place and its small story: nouns, an opening, and events in the order they happen."""

    name: str
    themes: frozenset[str]
    nouns: Mapping[str, str]
    opening: tuple[str, ...]
    hook: str
    arrive: str
    air: tuple[str, ...]
    beats: tuple[str, ...]
    hints: tuple[str, ...]
    finds: tuple[str, ...]
    tale: Tale


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of deed: the check that decides it (None when nothing can fail) and the frames it is told with."""

    check: str | None
    outcome: str
    bare: str
    does: str


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb by its infinitive and its third person singular, with the kind of deed it is."""

    infinitive: str
    does: str
    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """How deeds are read: `verbs` maps a form, as folded words, to its verb; a reflexive's begin with `REFLEXIVE`.

    `equip`, `use`, `brief` and `passing` are what drawing a weapon, drinking something, a short rest and letting the
    others act are told by; `stores` are things that nobody finds who does not carry them; `spells` maps a spell's name
    in the language to its SRD index. `datives` are what a pronoun becomes before one of the `tellings`.
    """

    verbs: Mapping[tuple[str, ...], Verb]
    longest: int
    kinds: Mapping[str, Kind]
    determiners: frozenset[str]
    subjects: frozenset[str]
    negations: frozenset[str]
    reflexives: frozenset[str]
    stops: frozenset[str]
    trailing: frozenset[str]
    swaps: Mapping[str, str]
    datives: Mapping[str, str]
    tellings: frozenset[str]
    rolling: frozenset[str]
    dice: tuple[str, ...]
    equip: frozenset[str]
    use: frozenset[str]
    brief: frozenset[str]
    passing: tuple[str, ...]
    stores: frozenset[str]
    spells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything a narrator knows in one language; `terse` is the book of who keeps annals."""

    language: str
    grammar: Grammar
    palettes: tuple[Palette, ...]
    frames: Mapping[str, Any]
    words: Words
    terse: bool = False


@cache
def speaks(language: str) -> bool:
    """Tell whether the narrator has a book in a language."""
    return any(path.stem == language for path in (_HERE / "frames").glob("*.toml"))


@cache
def open_book(language: str) -> Book:
    """Read the book in a language, in English where there is none."""
    spoken = language if speaks(language) else DEFAULT_LANGUAGE
    return Book(
        language=spoken,
        grammar=Grammar(spoken),
        palettes=tuple(_palette(path, spoken) for path in sorted((_HERE / "palettes").glob("*.toml"))),
        frames={
            role: _spread(frames)
            for part in ("frames", "more", "fights", "tales")
            for role, frames in _read(_HERE / part / f"{spoken}.toml").items()
        },
        words=_words(_read(_HERE / "words" / f"{spoken}.toml"), spoken),
    )


@cache
def open_annals(language: str) -> Book:
    """Read the book of who keeps annals: the same places, words and adventures in few words."""
    book = open_book(language)
    content = _read(_HERE / "entries" / f"{book.language}.toml")
    places: dict[str, Any] = content.pop("places")
    frames = {role: _spread(frames) for role, frames in content.items()}
    palettes = tuple(_entered(palette, places, book.language) for palette in book.palettes)
    return replace(book, frames={**book.frames, **frames}, palettes=palettes, terse=True)


def _entered(palette: Palette, places: dict[str, Any], language: str) -> Palette:
    """Return a place as annals have it: what there is to know, and of each event the first sentence."""
    tale = palette.tale
    known = {"{foes}": f"{'les' if language == 'fr' else 'the'} {tale.foes}", "{lair}": tale.lair}

    def told(role: str) -> str:
        return re.sub(r"\{(?:foes|lair)\}", lambda slot: known[slot[0]], places[role])

    texts = {field: told(role) for field, role in _TALE_TEXTS.items()}
    return replace(
        palette,
        opening=tuple(places["opening"]),
        hook=told("hook"),
        arrive=told("arrive"),
        air=(),
        beats=tuple(f"*{_first_sentence(beat)}*" for beat in palette.beats),
        tale=replace(tale, **texts),
    )


_TALE_TEXTS = {"plea": "plea", "lair_text": "lair", "strike": "strike", "won": "won", "ending": "ending"}


def _first_sentence(text: str) -> str:
    """Return a text's first sentence; all of it where somebody is still speaking then."""
    first = _SENTENCE.match(text)
    whole = first is not None and all(first[0].count(one) == first[0].count(other) for one, other in ("“”", "«»"))
    return first[0] if first and whole else text


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _spread(frames: Any) -> Any:
    """Write out the choices of all frames, however deep they lie."""
    if isinstance(frames, list):
        return tuple(variant for frame in cast("list[str]", frames) for variant in variants(frame))
    if isinstance(frames, dict):
        return {role: _spread(inner) for role, inner in cast("dict[str, Any]", frames).items()}
    return frames


def _palette(path: Path, language: str) -> Palette:
    content = _read(path)
    told = content[language]
    return Palette(
        name=path.stem,
        themes=frozenset(map(fold, content["themes"])),
        nouns={role: told[role] for role in ("place", "person", "threat", "thing", "way")},
        opening=tuple(told["opening"]),
        hook=told["hook"],
        arrive=told["arrive"],
        air=tuple(told["air"]),
        beats=tuple(told["beats"]),
        hints=tuple(told["hints"]),
        finds=tuple(told["finds"]),
        tale=Tale(foe=content["tale"]["foe"], **told["tale"]),
    )


def _words(content: dict[str, Any], language: str) -> Words:
    verbs: dict[tuple[str, ...], Verb] = {}
    kinds: dict[str, Kind] = {}
    for name, kind in content["kinds"].items():
        kinds[name] = Kind(kind.get("check"), kind.get("outcome", name), kind["bare"], kind.get("does", ""))
        for entry in kind["verbs"]:
            infinitive, _, listed = entry.partition("=")
            verb = Verb(infinitive, third_person(infinitive, listed, language), name)
            for form in _forms(infinitive, listed, language):
                verbs.setdefault((REFLEXIVE, *form) if infinitive.startswith(("se ", "s'")) else form, verb)
    return Words(
        verbs=verbs,
        longest=max(map(len, verbs)),
        kinds=kinds,
        determiners=frozenset(map(fold, content["determiners"])),
        subjects=frozenset(map(fold, content["subjects"])),
        negations=frozenset(map(fold, content["negations"])),
        reflexives=frozenset(map(fold, content.get("reflexives", ()))),
        stops=frozenset(map(fold, content["stops"])),
        trailing=frozenset(map(fold, content["trailing"])),
        swaps={fold(word): other for word, other in content["swaps"].items()},
        datives=content.get("datives", {}),
        tellings=frozenset(map(fold, content.get("tellings", ()))),
        rolling=frozenset(map(fold, content["rolling"])),
        dice=tuple(map(fold, content["dice"])),
        equip=frozenset(content["equip"]),
        use=frozenset(content["use"]),
        brief=frozenset(map(fold, content["brief"])),
        passing=tuple(map(fold, content["passing"])),
        stores=frozenset(map(fold, content["stores"])),
        spells={fold(name): index for name, index in content["spells"].items()},
    )


def third_person(infinitive: str, listed: str, language: str) -> str:
    """Return what somebody does when they do a verb: `goes`, `se faufile`."""
    if language != "fr":
        first, _, rest = infinitive.partition(" ")
        sibilant = first.endswith(("s", "sh", "ch", "x", "z", "o"))
        if first.endswith("y") and first[-2] not in "aeiou":
            first = first[:-1] + "ie"
        return f"{first}{'es' if sibilant else 's'} {rest}".rstrip()
    prefix = next((prefix for prefix in ("se ", "s'") if infinitive.startswith(prefix)), "")
    bare = infinitive.removeprefix(prefix)
    if not listed:
        first, space, rest = bare.partition(" ")
        return f"{prefix}{first[:-1]}{space}{rest}"
    forms = _chunks(listed.split(), len(bare.split()))
    return prefix + forms[0 if bare.split()[0].endswith("er") or len(forms) == 1 else 1]


def _chunks(words: list[str], length: int) -> list[str]:
    return [" ".join(words[start : start + length]) for start in range(0, len(words), length)]


def _forms(infinitive: str, listed: str, language: str) -> set[tuple[str, ...]]:
    """List the forms a player may write a verb in, each as folded words."""
    bare = infinitive.removeprefix("se ").removeprefix("s'")
    if language == "fr":
        return {_folded(form) for form in (bare, *_french_forms(bare, listed))}
    first, _, rest = bare.partition(" ")
    stems = {first, first + first[-1], first.removesuffix("e")}
    forms = {first, first + "s", first + "es", *(stem + ending for stem in stems for ending in ("ing", "ed"))}
    forms |= {first + "d"} if first.endswith("e") else set()
    forms |= {first[:-1] + "ies", first[:-1] + "ied"} if first.endswith("y") else set()
    return {_folded(f"{form} {rest}") for form in forms}


def _french_forms(bare: str, listed: str) -> set[str]:
    if listed:
        return set(_chunks(listed.split(), len(bare.split())))
    first, _, rest = bare.partition(" ")
    if not first.endswith("er"):
        return set()
    stem = first[:-2]
    endings = ("e", "es", "ons", "ez", "ent", "é", "ai", "ais", "ait", "a", "ant")
    return {f"{stem}{ending} {rest}" for ending in endings}


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split())
