"""Sheets made by the book."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.sheet import (
    CharacterNameTooLong,
    DescriptionTooLong,
    NamelessCharacter,
    UnknownClass,
    UnknownRace,
    check_modifier,
    class_choices,
    class_name,
    modifier,
    new_sheet,
    proficiency,
    race_choices,
    race_name,
)
from bot.domain.skills import SKILL_ABILITY, ability_of, check_name, find_check
from bot.domain.srd import CLASSES, RACES
from bot.errors import SkaldError
from tests.domain.tables import kira


def test_a_half_elf_wizard_is_made_as_the_book_says() -> None:
    sheet = new_sheet(1, 7, "Kira", "half-elf", "wizard", "Curious.")
    # Int 15, Con 14, Dex 13, Wis 12, Cha 10, Str 8; half-elf: Cha +2, and 1 each for Int and Con.
    assert sheet.scores == (8, 13, 15, 16, 12, 12)
    assert (sheet.hit_points, sheet.max_hit_points) == (8, 8)
    assert sheet.skills == ("arcana", "history", "insight", "investigation")
    assert (sheet.id, sheet.level, sheet.race, sheet.class_) == (0, 1, "half-elf", "wizard")


def test_a_dwarf_barbarian_begins_with_fifteen_hit_points() -> None:
    sheet = new_sheet(1, 7, "Brom", "Dwarf", "Barbarian")
    assert sheet.scores == (15, 13, 16, 8, 12, 10)
    assert sheet.max_hit_points == 15


def test_races_give_the_skills_they_are_known_for() -> None:
    assert "perception" in new_sheet(1, 7, "A", "elf", "wizard").skills
    assert "intimidation" in new_sheet(1, 7, "A", "half-orc", "wizard").skills


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize("class_", CLASSES)
def test_every_race_goes_with_every_class(race: str, class_: str) -> None:
    sheet = new_sheet(1, 7, "Nobody", race, class_)
    assert sum(sheet.scores) == 72 + sum(RACES[race].bonuses.values()) + RACES[race].free
    expected = CLASSES[class_].picks + len(RACES[race].skills) + RACES[race].free_skills
    assert len(set(sheet.skills)) == len(sheet.skills) == expected
    assert set(sheet.skills) <= set(SKILL_ABILITY)
    assert 1 <= sheet.hit_points == sheet.max_hit_points <= 15


@pytest.mark.parametrize(
    ("race", "class_"), [("Demi-elfe", "Magicien"), ("DEMI ELFE", "magicien"), ("half-elf", "Wizard")]
)
def test_races_and_classes_are_understood_in_any_language(race: str, class_: str) -> None:
    sheet = new_sheet(1, 7, "Kira", race, class_)
    assert (sheet.race, sheet.class_) == ("half-elf", "wizard")


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200d", "!!!", "\x00\x07", "***"])
def test_a_name_needs_a_letter(name: str) -> None:
    with pytest.raises(NamelessCharacter, match="needs a name"):
        new_sheet(1, 7, name, "elf", "bard")


def test_a_name_is_cleaned_of_what_nobody_sees() -> None:
    assert new_sheet(1, 7, " K\u200bi\u202era\n\tof  the\x07 North ", "elf", "bard").name == "Kira of the North"


def test_a_long_name_and_a_long_description_are_refused_with_the_limit() -> None:
    with pytest.raises(CharacterNameTooLong, match="81 characters; 80 is the most"):
        new_sheet(1, 7, "K" * 81, "elf", "bard")
    with pytest.raises(DescriptionTooLong, match="1001 characters; 1000 is the most"):
        new_sheet(1, 7, "Kira", "elf", "bard", "d" * 1001)


def test_an_unknown_race_or_class_lists_what_exists_in_the_readers_language() -> None:
    with pytest.raises(UnknownRace) as race:
        new_sheet(1, 7, "Kira", "**orc**", "bard")
    assert r"\*\*orc\*\*" in race.value.say("en")
    assert "Half-elf" in race.value.say("en")
    assert "Demi-elfe" in race.value.say("fr")
    with pytest.raises(UnknownClass) as class_:
        new_sheet(1, 7, "Kira", "elf", "x" * 500)
    assert "Sorcerer" in str(class_.value)
    assert len(str(class_.value)) < 300


def test_choices_are_named_and_sorted_for_the_reader() -> None:
    assert len(race_choices("en")) == 9
    assert len(class_choices("fr")) == 12
    assert ("half-elf", "Demi-elfe") in race_choices("fr")
    assert [name for _, name in class_choices("en")] == sorted(name for _, name in class_choices("en"))
    assert (race_name("elf", "fr"), class_name("bard", "fr")) == ("Elfe", "Barde")
    assert (race_name("owl", "fr"), class_name("chef", "fr")) == ("owl", "chef")


def test_modifiers_and_proficiency_follow_the_tables() -> None:
    assert [modifier(score) for score in (1, 8, 9, 10, 11, 15, 20, 30)] == [-5, -1, -1, 0, 0, 2, 5, 10]
    assert [proficiency(level) for level in (1, 4, 5, 8, 9, 13, 17, 20)] == [2, 2, 3, 3, 4, 5, 6, 6]


def test_a_skill_adds_proficiency_only_where_trained() -> None:
    assert check_modifier(kira(), "arcana") == 3 + 2
    assert check_modifier(kira(), "int") == 3
    assert check_modifier(kira(), "stealth") == 1


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Wisdom", "wis"),
        ("sag", "wis"),
        ("FOR", "str"),
        ("Dextérité", "dex"),
        ("perception", "perception"),
        ("Perception (Wis)", "perception"),
        ("Dexterity (Stealth) check", "stealth"),
        ("jet de Discrétion", "stealth"),
        ("sleight_of_hand", "sleight-of-hand"),
        ("Animal Handling", "animal-handling"),
        ("Strength saving throw", "str"),
    ],
)
def test_checks_are_understood_as_people_write_them(said: str, meant: str) -> None:
    assert find_check(said) == meant


@pytest.mark.parametrize("said", ["", "luck", "for the king", "x" * 10_000, "\x00", "(((", "con artist"])
def test_what_is_no_check_is_none(said: str) -> None:
    assert find_check(said) is None


def test_checks_have_a_name_in_each_language() -> None:
    assert check_name("perception", "en") == "Perception (Wis)"
    assert check_name("perception", "fr") == "Perception (Sag)"
    assert check_name("dex", "fr") == "Dextérité"
    assert ability_of("athletics") == "str"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), st.sampled_from(list(RACES)) | st.text(max_size=30), st.text(max_size=1100))
def test_any_text_makes_a_sheet_or_a_sentence(name: str, race: str, description: str) -> None:
    try:
        sheet = new_sheet(1, 7, name, race, "bard", description)
    except SkaldError as refused:
        said = str(refused)
    else:
        said = sheet.name
        assert len(said) <= 80
        assert said.isprintable()
    assert 0 < len(said) < 400
