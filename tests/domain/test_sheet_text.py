"""Characters out of plain text, as D&D Beyond and Avrae show them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.gear import Coins
from bot.domain.rules.bounds import wrong_with
from bot.domain.sheet_file import read_sheet, written
from bot.domain.sheet_text import NoSheetInText, read_text
from bot.errors import SkaldError

AVRAE = """**Mira Fallowmere**
**Half-Elf Wizard 5**
**AC:** 12
**HP:** 27/32
**STR**: 8 (-1) **DEX**: 14 (+2) **CON**: 14 (+2)
**INT**: 18 (+4) **WIS**: 12 (+1) **CHA**: 10 (+0)
**Skills**: Arcana +7, Investigation +7, Sleight of Hand +5
"""

BEYOND = """Character Name: Brom Ironbeard
Race: Hill Dwarf
Class & Level: Fighter 3 / Rogue 1
Background: Soldier
Strength 17 +3
Dexterity 12 +1
Constitution 16 +3
Intelligence 9 -1
Wisdom 13 +1
Charisma 8 -1
Armor Class: 18
Hit Point Maximum: 31
Proficiencies: Athletics (proficient)
GP: 45
12 sp
Equipment:
- Longsword
- 2x Handaxe
- Torch (5)
- Grandfather's Pipe
Features:
- Second Wind
"""

FRENCH = """Nom : Zoé
Race : Demi-orc
Classe : Barbare
Niveau : 2
Force 16, Dextérité 13, Constitution 15, Intelligence 8, Sagesse 10, Charisme 12
PV : 25
Compétences : Athlétisme, Survie
"""


def test_what_avrae_shows_becomes_a_sheet() -> None:
    reading = read_text(AVRAE, 7)
    sheet = reading.character
    assert (sheet.name, sheet.race, sheet.class_, sheet.level) == ("Mira Fallowmere", "half-elf", "wizard", 5)
    assert sheet.scores == (8, 14, 14, 18, 12, 10)
    assert sheet.max_hit_points == 32
    assert sheet.skills == ("arcana", "investigation", "sleight-of-hand")
    assert sheet.experience == 6_500
    assert "fireball" in sheet.spells
    assert reading.unread == ("coins", "belongings")
    assert reading.put_right == ()


def test_what_dnd_beyond_prints_becomes_a_sheet() -> None:
    sheet = read_text(BEYOND, 7).character
    assert (sheet.name, sheet.race, sheet.class_, sheet.level) == ("Brom Ironbeard", "dwarf", "fighter", 3)
    assert sheet.scores == (17, 12, 16, 9, 13, 8)
    assert sheet.max_hit_points == 31
    assert sheet.skills == ("athletics",)
    assert sheet.coins == Coins(gp=45, sp=12)
    carried = [(item.name, item.quantity) for item in sheet.items]
    assert carried == [("Longsword", 1), ("Handaxe", 2), ("Torch", 5), ("Grandfather's Pipe", 1)]
    assert sheet.items[0].weapon is not None


def test_french_is_read_as_well() -> None:
    sheet = read_text(FRENCH, 7).character
    assert (sheet.name, sheet.race, sheet.class_, sheet.level) == ("Zoé", "half-orc", "barbarian", 2)
    assert sheet.scores == (16, 13, 15, 8, 10, 12)
    assert sheet.max_hit_points == 25
    assert sheet.skills == ("athletics", "survival")


def test_what_cannot_be_read_is_named_and_the_usual_stands_there() -> None:
    reading = read_text("Name: Ulf\nHuman\nFighter", 7)
    assert set(reading.unread) == {"level", "ability scores", "skills", "hit points", "coins", "belongings"}
    assert wrong_with(reading.character) == ()
    with pytest.raises(NoSheetInText, match="race, class") as refused:
        read_text("Name: Ulf\nA wonderful person.", 7)
    assert "race" in str(refused.value)


def test_numbers_beyond_the_rules_are_put_right_and_named() -> None:
    reading = read_text(
        "Name: God\nElf Wizard 99\nSTR 99 DEX 1 CON 14 INT 20 WIS 10 CHA 10\nHP: 9999\nPP: 999999999\nSkills: Arcana", 7
    )
    sheet = reading.character
    assert (sheet.level, sheet.scores[:2]) == (20, (20, 3))
    assert sheet.max_hit_points == 20 * 8
    assert {"level", "ability scores", "hit points", "coins"} <= set(reading.put_right)
    assert wrong_with(sheet) == ()


@settings(deadline=None)
@given(
    st.text(max_size=300) | st.lists(st.sampled_from((AVRAE + BEYOND + FRENCH).split(" ")), max_size=80).map(" ".join)
)
def test_any_text_is_a_sound_character_or_a_sentence(text: str) -> None:
    try:
        sheet = read_text("Name: X\nElf Monk 3\n" + text, 7).character
    except SkaldError:
        return
    assert wrong_with(sheet) == ()
    assert read_sheet(written(sheet).decode(), 7) == sheet


def test_a_huge_text_takes_no_time() -> None:
    text = "Name: X\nElf Monk 3\n" + "Skills: " + "a" * 100_000 + "\n" + "1 " * 50_000 + "\n" + "- x (\n" * 20_000
    assert read_text(text, 7).character.name == "X"
