"""Sheets over the wire: what a new character has, and what its player arranges."""

from __future__ import annotations

from typing import Any

from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat


async def created(
    seat: Seat, person: Person, name: str = "Brom", race: str = "dwarf", class_: str = "fighter"
) -> Message:
    call = await person.slash(seat.channel, "character create", name=name, race=race, **{"class": class_})
    return await call.reply()


async def asked(seat: Seat, person: Person, command: str, **options: Any) -> Message:
    return await (await person.slash(seat.channel, f"character {command}", **options)).reply()


def fields(message: Message) -> dict[str, str]:
    (embed,) = message.embeds
    return {field["name"]: field["value"] for field in embed["fields"]}


async def test_a_new_fighter_is_armed_and_armoured(seat: Seat) -> None:
    await seat.create_campaign()
    joined = await created(seat, seat.kira)
    assert [item.description for item in joined.attachments]
    assert not joined.embeds
    shown = fields(await asked(seat, seat.kira, "show"))
    # Chain mail 16 and a shield 2; a dwarf fighter has 10 + 3 hit points at level 1.
    assert shown["Armour class"] == "18"
    assert shown["Hit points"] == "13/13"
    assert shown["Equipped"] == "Longsword, Chain mail, Shield"
    assert shown["Purse"] == "15 gp"
    assert shown["Experience"] == "0/300"
    assert shown["Speed"] == "25 feet"


async def test_a_wizard_reads_its_slots_and_spells(seat: Seat) -> None:
    await seat.create_campaign()
    await created(seat, seat.kira, "Kira", "half-elf", "wizard")
    shown = fields(await asked(seat, seat.kira, "show"))
    assert shown["Spell slots"] == "1: ●●"
    (spells,) = [value for name, value in shown.items() if name == "Spells · DC 13, attack +5"]
    assert spells.startswith("Fire bolt, Mage hand, Light, Magic missile")


async def test_a_restart_keeps_what_a_character_wears_and_puts_away(seat: Seat) -> None:
    await seat.create_campaign()
    await created(seat, seat.kira)
    await seat.settled()
    put_away = await asked(seat, seat.kira, "unequip", item="shield")
    assert fields(put_away)["Armour class"] == "16"
    await seat.restart()
    sheet = fields(await asked(seat, seat.kira, "show"))
    assert sheet["Armour class"] == "16"
    assert sheet["Equipped"] == "Longsword, Chain mail"
    assert fields(await asked(seat, seat.kira, "equip", item="shield"))["Armour class"] == "18"


async def test_what_a_character_carries_is_listed_with_its_load(seat: Seat) -> None:
    await seat.create_campaign()
    await created(seat, seat.kira)
    shown = await asked(seat, seat.kira, "items")
    (embed,) = shown.embeds
    assert "• **Longsword** · 1d8 slashing" in embed["description"]
    assert "• **Shield** · AC +2" in embed["description"]
    assert "• Torch ×5" in embed["description"]
    assert fields(shown)["Load"].endswith("of 225 lb")


async def test_only_what_can_be_worn_or_wielded_is_offered_and_taken(seat: Seat) -> None:
    await seat.create_campaign()
    await created(seat, seat.kira)
    await seat.settled()
    offered = await seat.kira.autocomplete(seat.channel, "character equip", "item", "")
    assert [choice["value"] for choice in offered] == ["Light crossbow"]
    assert "can only equip weapons" in (await asked(seat, seat.kira, "equip", item="Torch")).content
    assert "has no “Vorpal sword”" in (await asked(seat, seat.kira, "equip", item="Vorpal sword")).content


async def test_who_has_no_character_is_told_how_to_make_one(seat: Seat) -> None:
    await seat.create_campaign()
    for command, options in (("items", {}), ("show", {}), ("equip", {"item": "Shield"}), ("unequip", {"item": "x"})):
        assert "/character create" in (await asked(seat, seat.bruno, command, **options)).content


async def test_a_second_character_is_refused_and_the_first_one_stays(seat: Seat) -> None:
    await seat.create_campaign()
    await created(seat, seat.kira)
    assert "Brom" in (await created(seat, seat.kira, "Other", "elf", "bard")).content
    sheet = await asked(seat, seat.kira, "show")
    assert sheet.embeds[0]["title"] == "Brom"
