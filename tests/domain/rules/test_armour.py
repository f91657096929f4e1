"""Armour class, weapons at hand, and putting them there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.character import Affliction, Character
from bot.domain.combat import Combat, Combatant
from bot.domain.equipment import piece
from bot.domain.gear import Item
from bot.domain.rules.armour import armour_class, proficient_with, weapons
from bot.domain.rules.encumbrance import speed
from bot.domain.rules.inventory import CannotUse, NoSuchItem
from bot.domain.rules.wielding import ArmourInFight, NothingToWield, equip, unequip
from bot.domain.state import GameState
from tests.domain.tables import kira, state


def wearing(*items: str, **changes: object) -> Character:
    return kira(items=tuple(piece(index, equipped=True) for index in items), **changes)


@pytest.mark.parametrize(
    ("items", "scores", "expected"),
    [
        ((), (10, 14, 10, 10, 10, 10), 12),
        ((), (10, 7, 10, 10, 10, 10), 8),
        (("leather-armor",), (10, 18, 10, 10, 10, 10), 15),
        (("hide-armor",), (10, 18, 10, 10, 10, 10), 14),
        (("hide-armor",), (10, 6, 10, 10, 10, 10), 10),
        (("chain-mail",), (10, 18, 10, 10, 10, 10), 16),
        (("chain-mail",), (10, 6, 10, 10, 10, 10), 16),
        (("chain-mail", "shield"), (10, 10, 10, 10, 10, 10), 18),
        (("chain-mail", "shield", "shield", "leather-armor"), (10, 10, 10, 10, 10, 10), 18),
    ],
)
def test_armour_class_is_what_is_worn(items: tuple[str, ...], scores: tuple[int, ...], expected: int) -> None:
    assert armour_class(wearing(*items, scores=scores)) == expected


def test_barbarians_and_monks_do_without_armour() -> None:
    scores = (10, 14, 16, 10, 18, 10)
    assert armour_class(wearing(class_="barbarian", scores=scores)) == 15
    assert armour_class(wearing("shield", class_="barbarian", scores=scores)) == 17
    assert armour_class(wearing(class_="monk", scores=scores)) == 16
    assert armour_class(wearing("shield", class_="monk", scores=scores)) == 14
    assert armour_class(wearing("leather-armor", class_="monk", scores=scores)) == 13


def test_what_lies_in_the_pack_protects_nobody() -> None:
    assert armour_class(kira(items=(piece("plate-armor"), piece("shield")))) == 11


def test_the_unarmed_strike_is_always_there_and_a_monks_grows() -> None:
    assert [item.index for item in weapons(wearing("dagger"))] == ["dagger", "unarmed-strike"]
    strikes = [weapons(wearing(class_="monk", level=level))[-1].weapon for level in (1, 5, 11, 17)]
    assert [strike.damage for strike in strikes if strike] == ["1d4", "1d6", "1d8", "1d10"]


def test_training_comes_from_class_or_race() -> None:
    assert not proficient_with(kira(), piece("longsword"))
    assert proficient_with(kira(race="elf"), piece("longsword"))
    assert proficient_with(kira(), piece("dagger"))
    assert not proficient_with(kira(class_="rogue"), piece("greataxe"))
    assert proficient_with(kira(class_="fighter"), piece("greataxe"))


def test_heavy_armour_slows_whoever_is_too_weak_for_it() -> None:
    assert speed(wearing("plate-armor")) == 20
    assert speed(wearing("plate-armor", race="dwarf")) == 25
    assert speed(wearing("plate-armor", scores=(15, 10, 10, 10, 10, 10))) == 30


def _equipped(after: GameState) -> set[str]:
    return {item.index for item in after.party[0].items if item.equipped}


def test_a_second_armour_takes_the_place_of_the_first() -> None:
    before = state(kira(items=(piece("leather-armor", equipped=True), piece("chain-shirt"))))
    after, (event,) = equip(before, "pc:11", "chain shirt")
    assert _equipped(after) == {"chain-shirt"}
    assert event.detail["put_away"] == [["Leather armor", "leather-armor"]]
    assert (event.detail["armour_class_before"], event.detail["armour_class"]) == (12, 14)


def test_no_shield_goes_with_what_needs_two_hands() -> None:
    before = state(kira(items=(piece("greataxe"), piece("shield", equipped=True))))
    axe, _ = equip(before, "pc:11", "greataxe")
    assert _equipped(axe) == {"greataxe"}
    shield, _ = equip(axe, "pc:11", "bouclier")
    assert _equipped(shield) == {"shield"}


def test_three_weapons_are_at_hand_at_most() -> None:
    held = [piece(index, equipped=True) for index in ("dagger", "mace", "club")]
    after, _ = equip(state(kira(items=(*held, piece("rapier")))), "pc:11", "rapier")
    assert _equipped(after) == {"mace", "club", "rapier"}


def test_what_is_on_already_changes_nothing() -> None:
    before = state(wearing("dagger"))
    assert equip(before, "pc:11", "dagger") == (before, ())
    away, _ = unequip(before, "pc:11", "dagger")
    assert unequip(away, "pc:11", "dagger") == (away, ())


def test_armour_takes_longer_than_a_fight() -> None:
    fight = Combat(1, 0, (Combatant("pc:11", 10, 10),), ())
    before = replace(state(kira(items=(piece("chain-mail"), piece("shield")))), combat=fight)
    with pytest.raises(ArmourInFight):
        equip(before, "pc:11", "chain mail")
    assert _equipped(equip(before, "pc:11", "shield")[0]) == {"shield"}


def test_only_weapons_and_armour_are_wielded_by_those_who_can() -> None:
    with pytest.raises(NothingToWield):
        equip(state(kira(items=(Item("Old map"),))), "pc:11", "map")
    with pytest.raises(NoSuchItem, match="Old map"):
        equip(state(kira(items=(Item("Old map"),))), "pc:11", "sword")
    for helpless in (kira(hit_points=0), kira(hit_points=0, dead=True), kira(conditions=(Affliction("stunned"),))):
        with pytest.raises(CannotUse):
            equip(state(helpless), "pc:11", "dagger")
