"""The card of a sheet shows the state, whatever that is."""

from __future__ import annotations

import random
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from bot.domain.character import Affliction, Character
from bot.domain.equipment import piece
from bot.domain.gear import Coins, Item
from bot.domain.skills import SKILL_ABILITY
from bot.pictures.sheet_card import SIZE, draw_sheet
from bot.pictures.sheet_facts import blows, lineage, progress, purse, saves, skills, troubles
from tests.domain.tables import kira
from tests.pictures.names import HOSTILE

# What of the card is where, as (left, top, right, bottom).
PORTRAIT = (50, 50, 320, 250)
BAR = (144, 420, 330, 462)
SLOTS = (679, 460, 960, 545)
TROUBLES = (360, 540, 960, 625)
COINS = (44, 620, 340, 670)
NAME = (360, 40, 960, 145)


def _card(character: Character, language: str = "en", portrait: bytes | None = None) -> Image.Image:
    picture = Image.open(BytesIO(draw_sheet(character, language, portrait)))
    assert (picture.format, picture.size) == ("PNG", SIZE)
    return picture.convert("RGB")


def _changed(one: Image.Image, other: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return ImageChops.difference(one.crop(box), other.crop(box)).getbbox() is not None


@pytest.mark.parametrize(
    ("changes", "box"),
    [
        ({"hit_points": 3}, BAR),
        ({"temporary_hit_points": 5}, BAR),
        ({"slots_spent": (1, 0, 0, 0, 0, 0, 0, 0, 0)}, SLOTS),
        ({"conditions": (Affliction("prone"),)}, TROUBLES),
        ({"exhaustion": 1}, TROUBLES),
        ({"concentration": "bless"}, TROUBLES),
        ({"coins": Coins(gp=26)}, COINS),
    ],
)
def test_what_changes_in_the_state_changes_its_place_on_the_card_and_leaves_the_name(
    changes: dict[str, object], box: tuple[int, int, int, int]
) -> None:
    before, after = _card(kira()), _card(kira(**changes))
    assert _changed(before, after, box)
    assert not _changed(before, after, NAME)


def test_death_saving_throws_take_the_place_of_the_bar() -> None:
    lying = kira(hit_points=0)
    assert _changed(_card(lying), _card(replace(lying, death_failures=2)), BAR)
    assert _changed(_card(lying), _card(replace(lying, stable=True)), (40, 250, 330, 330))


def test_the_colour_goes_out_of_the_card_of_the_dead() -> None:
    def colourful(picture: Image.Image) -> float:
        saturation = picture.convert("HSV").getchannel("S").tobytes()
        return sum(saturation) / len(saturation)

    assert colourful(_card(kira(hit_points=0, dead=True))) < colourful(_card(kira())) / 2


def test_whoever_retired_bears_it_on_the_card() -> None:
    assert draw_sheet(kira(), "en", retired=True) != draw_sheet(kira(), "en")


def test_the_same_state_is_the_same_picture() -> None:
    assert draw_sheet(kira(), "en") == draw_sheet(kira(), "en")
    assert draw_sheet(kira(), "fr") != draw_sheet(kira(), "en")


def test_a_portrait_stands_where_the_arms_would() -> None:
    written = BytesIO()
    Image.new("RGBA", (300, 500), (10, 200, 20, 255)).save(written, "WEBP", lossless=True)
    shown = _card(kira(), portrait=written.getvalue())
    assert shown.getpixel((185, 150)) == (10, 200, 20)


@pytest.mark.parametrize("portrait", [b"", b"nothing", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"<html>" * 9_000])
def test_what_is_no_picture_leaves_the_arms_where_they_are(portrait: bytes) -> None:
    assert draw_sheet(kira(), "en", portrait) == draw_sheet(kira(), "en")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_every_name_fits_into_its_place(name: str) -> None:
    card, plain = _card(kira(name=name)), _card(kira(name="·"))
    beside = ImageChops.difference(card, plain)
    # The portrait differs, because arms follow the name.
    beside.paste((0, 0, 0), (40, 40, 332, 332))
    found = beside.getbbox()
    assert found is None or (found[0] >= 355 and found[1] >= 24 and found[2] <= 970 and found[3] <= 150), found


def test_what_the_card_says_is_what_the_rules_say() -> None:
    hero = kira(
        background="acolyte",
        experience=600,
        level=2,
        exhaustion=1,
        conditions=(Affliction("prone"), Affliction("prone", "a trap")),
        concentration="bless",
        coins=Coins(cp=4, gp=1234),
    )
    assert lineage(hero, "en") == "Half-elf · Wizard 2 · Acolyte"
    assert saves(hero, "en") == "Int +5   Wis +3"
    assert "Arcana +5" in skills(hero, "en")
    assert blows(hero, "en") == [("Quarterstaff", "+1 · 1d8−1")]
    assert troubles(hero, "en") == ["prone", "exhaustion 1", "concentrates on Bless"]
    assert purse(hero, "en") == [("gp", "1,234 gp"), ("cp", "4 cp")]
    assert progress(hero, "en") == (0.5, "600 / 900 XP")
    assert progress(replace(hero, level=20, experience=400_000), "en") == (1.0, "400,000 XP")
    assert progress(replace(hero, level=5), "en")[0] == 0.0


def test_whoever_holds_nothing_has_their_hands() -> None:
    assert [name for name, _ in blows(kira(items=()), "en")] == ["Unarmed strike"]


def test_no_sheet_however_strange_keeps_a_card_from_being_drawn() -> None:
    junk = Item("*_~`|[@everyone](http://x)<#:" * 40, 9_999, equipped=True, weapon=piece("dagger").weapon)
    strange = kira(
        name="‮" * 30 + "x",
        race="?" * 500,
        class_="nobody",
        background="\0" * 50,
        level=20,
        scores=(0, 99, -7, 1000, 3, 3),
        skills=(*SKILL_ABILITY, "nothing"),
        hit_points=10**9,
        max_hit_points=0,
        temporary_hit_points=10**9,
        experience=10**12,
        conditions=tuple(Affliction(f"curse {number} " * 9) for number in range(60)),
        concentration="x" * 900,
        coins=Coins(*[10**12] * 5),
        items=(junk,) * 90,
    )
    for language in ("en", "fr"):
        assert _changed(_card(strange, language), _card(kira(), language), (0, 0, *SIZE))
    chance = random.Random(3)
    for _ in range(12):
        _card(kira(level=chance.randint(1, 20), class_=chance.choice(["bard", "warlock", "monk"]), exhaustion=6))
