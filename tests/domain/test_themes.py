"""The catalogue of themes: what chance makes of it, and that all of it can be shown."""

from __future__ import annotations

import random
import re
from typing import get_args

import pytest

from bot.domain.campaign import NAME_LENGTH, THEMES_LENGTH
from bot.domain.dice import SystemDice
from bot.domain.themes import THEMES, Motif, Theme, imagine, theme_of
from bot.services.founding import PLACE_LENGTH
from tests.domain.tables import LoadedDice


def test_each_theme_has_a_key_and_a_motif_of_its_own() -> None:
    assert len({theme.key for theme in THEMES}) == len(THEMES) == 12
    assert {theme.motif for theme in THEMES} == set(get_args(Motif))
    assert all(theme_of(theme.key) is theme for theme in THEMES)
    assert theme_of("no such theme") is theme_of("") is theme_of(None) is None


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.key)
def test_a_theme_is_written_in_both_languages_and_fits_where_it_is_shown(theme: Theme) -> None:
    labels = (theme.name, theme.blurb, theme.words, *theme.places, *theme.heads, *theme.tails)
    assert all(label.en and label.fr and label.en != label.fr for label in labels)
    for language in ("en", "fr"):
        assert len(theme.words.say(language)) <= THEMES_LENGTH
        assert all(len(place.say(language)) <= PLACE_LENGTH for place in theme.places)
        names = [f"{head.say(language)} {tail.say(language)}" for head in theme.heads for tail in theme.tails]
        assert max(map(len, names)) <= NAME_LENGTH
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in theme.colours)
    assert re.fullmatch(r"[a-z_]{1,40}", theme.key)


def test_chance_alone_chooses_a_story() -> None:
    idea = imagine(LoadedDice([1, 2, 3, 1]), "fr")
    assert (idea.theme.key, idea.name, idea.place) == (
        "salt_and_fog",
        "La Lanterne de Sel",
        "le quai d’un village de pêcheurs à marée basse",
    )
    first = imagine(SystemDice(random.Random(7)), "en")
    assert imagine(SystemDice(random.Random(7)), "en") == first


def test_a_chosen_theme_stays() -> None:
    dice = SystemDice(random.Random(1))
    assert {imagine(dice, "en", THEMES[3]).theme for _ in range(20)} == {THEMES[3]}
