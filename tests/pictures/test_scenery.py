"""Themes and emblems are drawn, each in its own way."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.domain.themes import THEMES
from bot.pictures.scenery import EMBLEM_SIDE, THEME_SIZE, draw_emblem, draw_theme
from bot.pictures.silhouettes import SILHOUETTES


def test_every_theme_has_a_picture_of_its_own() -> None:
    drawn = {theme.key: draw_theme(theme.key) for theme in THEMES}
    assert len({Image.open(BytesIO(data)).reduce(50).tobytes() for data in drawn.values()}) == len(THEMES)
    for data in drawn.values():
        assert Image.open(BytesIO(data)).size == THEME_SIZE
        assert len(data) < 300_000
    assert {theme.motif for theme in THEMES} <= set(SILHOUETTES)


def test_a_theme_that_is_none_has_no_picture() -> None:
    with pytest.raises(KeyError):
        draw_theme("../../etc/passwd")


def test_an_emblem_belongs_to_its_seed() -> None:
    drawn = draw_emblem("The Salt Crown")
    assert drawn == draw_emblem("The Salt Crown")
    assert drawn != draw_emblem("The Salt Crow")
    assert Image.open(BytesIO(drawn)).size == (EMBLEM_SIDE, EMBLEM_SIDE)
    assert len(drawn) < 300_000
    for seed in ("", "\ud800", "x" * 100_000):
        assert draw_emblem(seed)
