"""Every kind of chart draws whatever it is given, in one look, and lets go of it."""

from __future__ import annotations

import gc
import io
import tomllib
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image

from benchmarks.chart_samples import HOSTILE, every_kind, names
from bot.charts import figures as f
from bot.charts.drawing import draw
from bot.charts.scales import decades, even, money, seconds
from bot.charts.speed_cost import pareto
from bot.charts.theme import DARK, LIGHT, Theme, looks, place, short_names

CATALOGUE = Path("bot/llm/catalogue.toml")
# What dichromats see of linear red, green and blue (Machado and others, 2009).
SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.1523, 1.0526, -0.2049), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.0520)),
    "deutan": ((0.3673, 0.8606, -0.2280), (0.2801, 0.6725, 0.0474), (-0.0118, 0.0429, 0.9689)),
    "tritan": ((1.2555, -0.0767, -0.1788), (-0.0784, 0.9308, 0.1476), (0.0047, 0.6914, 0.3039)),
}


def frame(*, dark: bool = True, language: str = "en", title: str = "A chart") -> f.Frame:
    return f.Frame(title, "This server", "n = 12 turns · 1 Oct – 30 Oct 2026 (UTC)", language, dark)


def opened(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    return picture.convert("RGB")


@pytest.mark.parametrize(("models", "samples"), [(1, 1), (2, 12), (10, 200)])
def test_each_kind_is_drawn_of_few_and_of_many_with_hostile_names(models: int, samples: int) -> None:
    kinds = list(every_kind(models, samples))
    assert {type(figures) for figures in kinds} == set(get_args(f.Figures))
    for figures in kinds:
        picture = opened(draw(figures, frame(dark=samples != 12, language="fr")))
        assert picture.width == 1000
        assert 500 <= picture.height <= 1_500, type(figures)
        assert len(picture.getcolors(1_000_000) or []) > 8, type(figures)


def test_a_chart_stands_on_its_ground_and_nothing_touches_its_edge() -> None:
    for figures in every_kind(6, 30):
        for dark, paper in ((True, DARK.paper), (False, LIGHT.paper)):
            picture = opened(draw(figures, frame(dark=dark, title="W" * 200)))
            ground = tuple(int(paper[at : at + 2], 16) for at in (1, 3, 5))
            wide, high = picture.size
            for box in ((0, 0, wide, 1), (0, high - 1, wide, high), (0, 0, 1, high), (wide - 1, 0, wide, high)):
                assert picture.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), ground)], type(figures)


def test_charts_leave_nothing_behind() -> None:
    kinds = list(every_kind(2, 12))
    kept: list[int] = []
    for _ in range(3):
        for figures in kinds:
            draw(figures, frame())
        gc.collect()
        kept.append(len(gc.get_objects()))
    # A figure alone is thousands of objects.
    assert kept[2] - kept[1] < 500


def test_no_two_models_of_a_vendor_and_no_two_vendors_first_models_share_a_colour() -> None:
    # There are more models than colours that can be told apart; of two others that meet, one has another mark.
    offered: dict[str, list[str]] = {}
    for one in tomllib.loads(CATALOGUE.read_text())["models"]:
        if one["provider"] != "offline":
            offered.setdefault(one["provider"], []).append(f"{one['provider']}/{one['id']}")
    for models in (*offered.values(), [models[0] for models in offered.values()]):
        assert len({place(model) for model in models}) == len(models), f"change _SEED of bot/charts/theme.py: {models}"
    # The narrators are no models, and met by few of them; but they meet each other.
    assert place("offline/narrator") != place("offline/chronicler")


def test_a_model_keeps_its_colour_whatever_stands_beside_it() -> None:
    many = names(200)
    found = looks(many, DARK)
    for model in many:
        assert looks([model], DARK)[model].colour == found[model].colour
    first = many[:14]
    assert len({(look.colour, look.mark) for look in looks(first, LIGHT).values()}) == len(first)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_stay_apart_however_somebody_sees(theme: Theme, sight: str) -> None:
    seen = [_lab(colour, sight) for colour in theme.models]
    for one, other in combinations(seen, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.06


def test_names_are_short_and_still_name_one_model() -> None:
    short = short_names(["openai/gpt-4o", "studio/gpt-4o", "anthropic/claude-opus-5-5", *HOSTILE])
    assert short["openai/gpt-4o"] == "openai/gpt-4o"
    assert short["anthropic/claude-opus-5-5"] == "claude-opus-5-5"
    assert all(0 < len(name) <= 22 for name in short.values())


def test_the_line_of_the_best_has_no_model_that_another_beats() -> None:
    paces = [
        f.Pace("cheap", 9_000, 0.001, 10),
        f.Pace("beaten", 9_500, 0.002, 10),
        f.Pace("quick", 2_000, 0.02, 10),
        f.Pace("offline/narrator", 1, 0, 10),
        f.Pace("free", 30_000, 0, 10),
    ]
    assert [pace.model for pace in pareto(paces)] == ["free", "cheap", "quick"]


def test_numbers_are_written_as_their_reader_writes_them() -> None:
    assert seconds(824, "en") == "0.82\N{NO-BREAK SPACE}s"
    assert seconds(31_400, "en") == "31\N{NO-BREAK SPACE}s"
    assert [money(value, "en") for value in (0, 0.00312, 0.5, 12.4)] == ["$0", "$0.0031", "$0.50", "$12.40"]
    assert even(7.3) == [0, 2, 4, 6]
    assert decades(0.3, 30) == [0.5, 1, 2, 5, 10, 20]


def _lab(colour: str, sight: str) -> tuple[float, ...]:
    linear = [(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in linear]
    seen = _times(SIGHTS[sight], linear)
    cones = _times(
        ((0.4122, 0.5363, 0.0514), (0.2119, 0.6807, 0.1074), (0.0883, 0.2817, 0.6300)),
        [min(1.0, max(0.0, value)) for value in seen],
    )
    roots = [value ** (1 / 3) for value in cones]
    return _times(((0.2105, 0.7936, -0.0041), (1.9780, -2.4286, 0.4506), (0.0259, 0.7828, -0.8087)), roots)


def _times(matrix: tuple[tuple[float, ...], ...], vector: list[float] | tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
