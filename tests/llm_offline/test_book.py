"""The book of patterns: complete, and every frame can be filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.llm.offline.book import FALLBACK, open_book
from bot.llm.offline.grammar import Grammar

LANGUAGES = ["en", "fr"]
_WORDS = {
    "name": "Aria",
    "do": "ouvrir",
    "does": "ouvre",
    "quote": "hm",
    "total": "7",
    "hint": "Hm.",
    "find": "a key",
    "party": "Aria",
    "target": "Goblin 2",
    "foe": "Goblin 1",
    "foes": "the wolves",
}


def _frames(table: Any) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    else:
        for inner in table.values() if isinstance(table, dict) else table:
            yield from _frames(inner)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_frame_can_be_filled_in_every_place(language: str) -> None:
    book = open_book(language)
    frames = list(_frames(book.frames))
    assert len(frames) > 150
    for palette in book.palettes:
        for frame in [*frames, *palette.opening, palette.hook, palette.arrive, *palette.air, *palette.beats]:
            filled = book.grammar.fill(frame, palette.nouns, _WORDS)
            assert not re.search(r"[{}]|  |\bthe the\b", filled), filled


def test_both_languages_have_the_same_shape() -> None:
    english, french = open_book("en"), open_book("fr")
    assert english.frames.keys() == french.frames.keys()
    for kind in english.words.kinds:
        assert english.words.kinds[kind].check == french.words.kinds[kind].check
    for one, other in zip(english.palettes, french.palettes, strict=True):
        assert (one.name, len(one.beats), len(one.air)) == (other.name, len(other.beats), len(other.air))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_deed_has_an_outcome_to_tell(language: str) -> None:
    book = open_book(language)
    for kind in book.words.kinds.values():
        if kind.check:
            assert book.frames["success"][kind.outcome]
            assert book.frames["failure"][kind.outcome]
        else:
            assert kind.does


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_palette_fills_a_chapter_and_no_sentence_stands_in_two(language: str) -> None:
    palettes = open_book(language).palettes
    assert len(palettes) >= 11
    assert FALLBACK in {palette.name for palette in palettes}
    said = [line for palette in palettes for line in (*palette.beats, *palette.air, *palette.hints, *palette.finds)]
    assert len(set(said)) == len(said)
    assert all(len(palette.beats) == 7 for palette in palettes)


@pytest.mark.parametrize(
    ("frame", "noun", "filled"),
    [
        ("{Le x}", "aubergiste m", "L’aubergiste"),
        ("{du x} {au x}", "aubergiste m", "de l’aubergiste à l’aubergiste"),
        ("{du x} {au x}", "cavalier gris m", "du cavalier gris au cavalier gris"),
        ("{du x} {au x}", "voix f", "de la voix à la voix"),
        ("{du x} {au x} {un x}", "salles d'Orm fp", "des salles d’Orm aux salles d’Orm des salles d’Orm"),
        ("{Un x} {ce x}", "escalier m", "Un escalier cet escalier"),
        ("{ce x} {x:seul|seule}", "ombre f", "cette ombre seule"),
    ],
)
def test_french_articles_contract_elide_and_agree(frame: str, noun: str, filled: str) -> None:
    assert Grammar("fr").fill(frame, {"x": noun}, {}) == filled


def test_french_particles_elide_before_names_and_infinitives() -> None:
    grammar = Grammar("fr")
    assert grammar.fill("{de name} {que name}", {}, {"name": "Aria"}) == "d’Aria qu’Aria"
    assert grammar.fill("{de name} {de do}", {}, {"name": "Kira", "do": "ouvrir"}) == "de Kira d’ouvrir"


@pytest.mark.parametrize(
    ("frame", "noun", "filled"),
    [("{The x}", "innkeeper", "The innkeeper"), ("{a x}", "innkeeper", "an innkeeper"), ("{A x}", "bell", "A bell")],
)
def test_english_articles_fit_their_noun(frame: str, noun: str, filled: str) -> None:
    assert Grammar("en").fill(frame, {"x": noun}, {}) == filled


def test_a_language_without_a_book_is_told_in_english() -> None:
    assert open_book("eo").language == "en"
