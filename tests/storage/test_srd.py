"""Every row of the rule book is what the rules can read."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from bot.domain.character import ABILITIES
from bot.domain.combat import StatBlock
from bot.domain.dice import parse
from bot.domain.gear import Item
from bot.domain.spell import Spell
from bot.domain.srd_french import meant_in_french
from bot.domain.values import read
from bot.storage.srd.rows import rows

KINDS = {"monster": StatBlock, "spell": Spell, "item": Item}


@pytest.fixture(scope="module")
def book() -> dict[tuple[str, str], dict[str, Any]]:
    written = [json.loads(json.dumps(row)) for row in rows()]
    assert len({(row["kind"], row["index"]) for row in written}) == len(written)
    return {(row["kind"], row["index"]): row for row in written}


Book = dict[tuple[str, str], dict[str, Any]]


def values(book: Book, kind: str) -> list[Any]:
    return [read(KINDS[kind], row["rules"]) for (of, _), row in book.items() if of == kind]


def block(book: Book, index: str) -> StatBlock:
    return read(StatBlock, book["monster", index]["rules"])


def spell(book: Book, index: str) -> Spell:
    return read(Spell, book["spell", index]["rules"])


def test_the_whole_book_is_there(book: Book) -> None:
    counted = Counter(kind for kind, _ in book)
    assert counted["monster"] == 334
    assert counted["spell"] == 319
    assert counted["item"] == 237
    assert counted["magic-item"] == 362
    assert counted["condition"] == 15
    assert all(row["folded"] and row["name"] for row in book.values())
    read_only = [row for (kind, _), row in book.items() if kind not in KINDS]
    assert all(row["text"] for row in read_only)


def test_every_monster_reads_back_and_its_dice_can_be_rolled(book: Book) -> None:
    for monster in values(book, "monster"):
        assert monster.hit_points > 0
        parse(monster.hit_dice)
        for attack in monster.attacks:
            assert attack.damage
            assert bool(attack.save_dc) == (attack.save_ability in ABILITIES)
            for harm in attack.damage:
                parse(harm.dice)
        assert set(monster.multiattack) <= {attack.name for attack in monster.attacks}


def test_nearly_every_monster_can_do_harm(book: Book) -> None:
    harmless = {monster.index for monster in values(book, "monster") if not monster.attacks}
    assert harmless == {"frog", "rug-of-smothering", "sea-horse", "shrieker", "vampire-mist"}


def test_every_spell_reads_back_and_its_dice_can_be_rolled(book: Book) -> None:
    for each in values(book, "spell"):
        assert each.save in ("", *ABILITIES)
        for _, dice in (*each.damage, *each.healing):
            parse(dice.replace("MOD", "3"))


def test_every_piece_of_equipment_reads_back(book: Book) -> None:
    items = values(book, "item")
    assert all(item.name and item.index and item.weight >= 0 for item in items)
    armed = [item.weapon for item in items if item.weapon]
    assert {weapon.damage_type for weapon in armed} <= {"bludgeoning", "piercing", "slashing", ""}
    assert len(armed) == 36  # all of the table but the net, which does no damage
    for weapon in armed:
        parse(weapon.damage)


def test_a_goblin_is_the_one_of_the_book(book: Book) -> None:
    goblin = block(book, "goblin")
    assert (goblin.armour_class, goblin.hit_points, goblin.hit_dice) == (15, 7, "2d6")
    assert (goblin.challenge, goblin.experience) == (2, 50)
    assert goblin.scores == (8, 14, 10, 10, 8, 8)
    sword, bow = goblin.attacks
    assert (sword.name, sword.to_hit, sword.damage[0].dice, sword.range) == ("Scimitar", 4, "1d6+2", 0)
    assert (bow.name, bow.range) == ("Shortbow", 80)


def test_a_dragon_bites_claws_and_breathes(book: Book) -> None:
    dragon = block(book, "adult-red-dragon")
    assert dragon.multiattack == ("Bite", "Claw", "Claw")
    breath = dragon.attacks[-1]
    assert (breath.name, breath.save_dc, breath.save_ability, breath.half) == (
        "Fire Breath (Recharge 5–6)",
        21,
        "dex",
        True,
    )
    assert breath.damage[0].dice == "18d6"
    assert dragon.immunities == ("fire",)
    assert dict(dragon.saves)["dex"] == 6


@pytest.mark.parametrize(
    ("index", "name", "dice"),
    [
        ("assassin", "Shortsword", ["1d6+3"]),  # its poison needs a failed saving throw
        ("erinyes", "Longsword", ["1d8+4", "3d8"]),  # the second die is that of two hands
        ("ettercap", "Bite", ["1d8+2", "1d8"]),
        ("fire-elemental", "Touch", ["2d6+3"]),  # what burns, burns later
        ("rat", "Bite", ["1"]),
    ],
)
def test_a_hit_does_at_once_what_the_text_says(book: Book, index: str, name: str, dice: list[str]) -> None:
    attack = next(attack for attack in block(book, index).attacks if attack.name == name)
    assert [harm.dice for harm in attack.damage] == dice


def test_weapons_and_armour_are_those_of_the_book(book: Book) -> None:
    sword = read(Item, book["item", "longsword"]["rules"])
    assert sword.weapon is not None
    assert (sword.weapon.damage, sword.weapon.versatile, sword.weapon.range, sword.weight) == ("1d8", "1d10", 0, 300)
    dagger = read(Item, book["item", "dagger"]["rules"])
    assert dagger.weapon is not None
    assert (dagger.weapon.range, dagger.weapon.long_range) == (20, 60)
    mail = read(Item, book["item", "half-plate-armor"]["rules"])
    assert mail.armour is not None
    assert (mail.armour.base, mail.armour.dexterity, mail.armour.stealth_disadvantage) == (15, 2, True)
    assert read(Item, book["item", "arrow"]["rules"]).weight == 5


def test_spells_do_what_their_text_says(book: Book) -> None:
    fireball = spell(book, "fireball")
    assert (fireball.save, fireball.half, dict(fireball.damage)[4], fireball.area) == ("dex", True, "9d6", True)
    assert dict(spell(book, "magic-missile").rays)[3] == 5
    assert spell(book, "scorching-ray").attack == "ranged"
    assert spell(book, "hold-person").conditions == ("paralyzed",)
    assert spell(book, "hold-person").concentration
    assert dict(spell(book, "cure-wounds").healing)[2] == "2d8+MOD"
    assert dict(spell(book, "eldritch-blast").rays)[17] == 4
    assert not spell(book, "hunters-mark").damage


def test_every_french_name_is_one_of_an_entry(book: Book) -> None:
    named = meant_in_french(("monster", "spell", "condition", "rule"), "")
    assert len(named) > 300
    assert [entry for entry in named if entry not in book] == []


def test_pages_are_in_plain_words(book: Book) -> None:
    assert "**Armor Class** 15" in book["monster", "goblin"]["text"]
    assert "***At Higher Levels.***" in book["spell", "fireball"]["text"]
    assert "roll again" not in book["rule", "cover"]["text"]
    assert book["rule", "making-an-attack/attack-rolls"]["name"] == "Attack Rolls"
