"""Arms are the same for the same character, and others for everybody else."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bot.domain.character import Character
from bot.domain.srd import CLASSES, RACES
from bot.pictures.blazon import arms_of, chosen
from bot.pictures.charges import CHARGES
from bot.pictures.heraldry import SIDE, draw_arms, paint_arms
from bot.pictures.lots import Lots
from bot.pictures.places import CHARGE_PLACES
from bot.pictures.tints import COLOURS, METALS
from tests.domain.tables import kira
from tests.pictures.names import HOSTILE


def _people(count: int) -> list[Character]:
    races, classes = sorted(RACES), sorted(CLASSES)
    return [
        kira(id=number, race=races[number % len(races)], class_=classes[number % len(classes)])
        for number in range(count)
    ]


def test_a_thousand_people_of_one_name_have_a_thousand_arms_that_differ_even_when_they_are_tiny() -> None:
    seen = {paint_arms(arms_of(one), 128, "").reduce(8).tobytes() for one in _people(1000)}
    assert len(seen) == 1000


def test_arms_are_drawn_the_same_every_time_and_do_not_follow_what_happens_to_somebody() -> None:
    hero = kira()
    hurt = replace(hero, hit_points=1, level=5, experience=9000, coins=replace(hero.coins, gp=7))
    assert draw_arms(hero) == draw_arms(hurt)
    assert draw_arms(hero) != draw_arms(replace(hero, name="Kyra"))


def test_the_picture_is_square_large_and_light_to_send() -> None:
    drawn = draw_arms(kira())
    picture = Image.open(BytesIO(drawn))
    assert (picture.format, picture.size) == ("PNG", (SIDE, SIDE))
    assert len(drawn) < 300_000


def test_what_lies_on_a_field_is_seen_from_afar() -> None:
    for number in range(2000):
        arms = chosen(Lots("rule", number), tuple(CHARGES))
        kinds = {name in METALS for name in arms.field}
        assert set(arms.field) <= {*METALS, *COLOURS}
        if len(kinds) == 1 and arms.ordinary not in ("pale", "pile"):
            assert (arms.charge_tincture in METALS) not in kinds, arms
        if len(kinds) == 2:
            # On a field of both a third tincture carries what stands there.
            assert arms.ordinary, arms
            assert arms.ordinary_tincture not in arms.field, arms
            assert (arms.charge_tincture in METALS) != (arms.ordinary_tincture in METALS), arms
        assert arms.layout in CHARGE_PLACES
        assert len({arms.charge, arms.small, arms.crest}) == 3


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_keeps_arms_from_being_drawn(name: str) -> None:
    assert Image.open(BytesIO(draw_arms(kira(name=name)))).size == (SIDE, SIDE)


def test_people_of_no_known_race_or_class_have_arms_too() -> None:
    assert draw_arms(kira(race="<script>", class_=""))
