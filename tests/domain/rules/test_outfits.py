"""What new characters begin with, held against the SRD's own tables."""

from __future__ import annotations

import pytest
from tinys_srd import Equipment, Levels, Spells

from bot.domain.equipment import common, item_name, piece
from bot.domain.gear import Item
from bot.domain.outfits import OUTFITS
from bot.domain.rules.armour import armour_class, proficient_with, weapons
from bot.domain.rules.bounds import broken
from bot.domain.rules.encumbrance import capacity, load
from bot.domain.rules.slots import slots
from bot.domain.sheet import new_sheet
from bot.domain.spellbooks import BOOKS, spells_known
from bot.domain.srd import CLASSES, RACES
from tests.domain.tables import state

_BOOK = {one.index: one for one in (getattr(Equipment, name) for name in Equipment.entries)}
_SPELLS = {one.index: one for one in (getattr(Spells, name) for name in Spells.entries)}
_LEVELS = [one for one in (getattr(Levels, name) for name in Levels.entries) if not hasattr(one, "subclass")]


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize("class_", CLASSES)
def test_every_new_character_is_one_the_rules_know_and_can_fight(race: str, class_: str) -> None:
    sheet = new_sheet(1, 7, "Nobody", race, class_)
    assert broken(state(sheet)) == ()
    assert 10 <= sheet.coins.gp <= 25
    assert load(sheet) <= capacity(sheet)
    held = weapons(sheet)
    assert len(held) >= 2
    assert all(proficient_with(sheet, item) for item in held)
    assert 10 <= armour_class(sheet) <= 18


def test_a_races_resistance_is_on_the_sheet() -> None:
    assert new_sheet(1, 7, "A", "dwarf", "bard").resistances == ("poison",)
    assert new_sheet(1, 7, "A", "tiefling", "bard").resistances == ("fire",)
    assert new_sheet(1, 7, "A", "elf", "bard").resistances == ()


def test_the_slots_are_those_of_the_book_at_every_level() -> None:
    for level in _LEVELS:
        spellcasting = getattr(level, "spellcasting", None) or {}
        expected = tuple(spellcasting.get(f"spell_slots_level_{of}", 0) for of in range(1, 10))
        assert slots(level.class_["index"], level.level) == expected, level.index


def test_who_learns_spells_by_heart_knows_as_many_as_the_book_says() -> None:
    for level in _LEVELS:
        if "spells_known" in (getattr(level, "spellcasting", None) or {}):
            assert spells_known(level.class_["index"], level.level, 3) == level.spellcasting["spells_known"], (
                level.index
            )


@pytest.mark.parametrize("class_", BOOKS)
def test_the_usual_spells_are_of_the_class_and_of_their_level(class_: str) -> None:
    for level, page in enumerate(BOOKS[class_]):
        for index in page.split():
            assert _SPELLS[index].level == level, index
            assert class_ in [one["index"] for one in _SPELLS[index].classes], index


def test_the_common_weapons_and_armours_are_as_in_the_book() -> None:
    for index, entry in _BOOK.items():
        item = common(index)
        if item is None or index in ("net", "trident"):
            continue
        assert item.index == index
        if item.weapon is not None:
            assert item.weapon.category == entry.weapon_category.lower()
            assert (item.weapon.damage, item.weapon.damage_type) == (
                entry.damage["damage_dice"],
                entry.damage["damage_type"]["index"],
            )
            assert list(item.weapon.properties) == [one["index"] for one in entry.properties]
            assert item.weight == entry.weight * 100
        if item.armour is not None:
            assert (item.armour.base, item.armour.strength) == (entry.armor_class["base"], entry.str_minimum)
            assert item.armour.stealth_disadvantage == entry.stealth_disadvantage
    # The data set has the trident as slashing; the book says piercing.
    trident = piece("trident").weapon
    assert trident is not None
    assert trident.damage_type == "piercing"


def test_all_weapons_and_armours_of_the_book_are_common() -> None:
    kinds = {"weapon", "armor"}
    expected = {index for index, one in _BOOK.items() if one.equipment_category["index"] in kinds}
    assert all(common(index) is not None for index in expected)


def test_things_are_named_and_understood_in_both_languages() -> None:
    assert item_name(piece("longsword"), "fr") == "Épée longue"
    assert item_name(piece("longsword"), "en") == "Longsword"
    assert common("épée longue") == common("LONGSWORD") == piece("longsword")
    assert common("sword of kings") is None
    assert common("") is None
    # What somebody renamed keeps its name.
    assert item_name(Item("Frostbite", index="longsword"), "fr") == "Frostbite"


def test_there_is_an_outfit_for_every_class() -> None:
    assert set(OUTFITS) == set(CLASSES)
