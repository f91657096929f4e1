"""A level taken step by step, with buttons and lists."""

from __future__ import annotations

from typing import Any

from playground.model import Message
from tests.end_to_end.conftest import Seat, buttons
from tests.end_to_end.test_stable import asked, experienced, made, ruled


def fields(message: Message) -> dict[str, str]:
    return {field["name"]: field["value"] for field in message.embeds[0]["fields"]}


async def ready(seat: Seat, class_: str, points: int) -> None:
    await seat.create_campaign()
    await made(seat, seat.kira, "Brom", class_)
    await seat.settled()
    await ruled(seat, levels="players")
    await experienced(seat, points)


async def pressed(seat: Seat, message: Message, which: str, values: list[Any] | None = None) -> None:
    if values is None:
        await (await seat.kira.click(message, which)).answered()
    else:
        await (await seat.kira.select(message, which, values)).answered()


async def test_a_wizard_rolls_once_picks_spells_and_takes_the_level(seat: Seat) -> None:
    await ready(seat, "wizard", 300)
    shown = await asked(seat, seat.kira, "levelup")
    assert shown.embeds[0]["title"] == "Brom: level 2"
    assert fields(shown)["New spells (0/2)"] == "the usual ones"
    me = buttons(shown)[0].rsplit(":", 1)[1]
    await pressed(seat, shown, f"skald:level:roll:{me}")
    rolled = fields(shown)["Hit points"]
    assert rolled.startswith("d6 rolled: ")
    await pressed(seat, shown, f"skald:level:spells:{me}", ["identify", "grease"])
    assert fields(shown)["New spells (2/2)"] == "Identify, Grease"
    # The die lies as it fell, after a restart and when the command is used again.
    await seat.restart()
    again = await asked(seat, seat.kira, "levelup")
    assert fields(again)["Hit points"] == rolled
    await pressed(seat, shown, f"skald:level:confirm:{me}")
    assert shown.embeds[0]["title"] == "Brom"
    sheet = await asked(seat, seat.kira, "levelup")
    assert "Brom has 300 of the 900 experience points" in sheet.content
    # The message of before is old now.
    old = await seat.kira.click(again, f"skald:level:confirm:{me}")
    assert "Brom has 300 of the 900" in (await old.reply()).content or "taken already" in (await old.reply()).content


async def test_a_cantrip_is_picked_and_a_long_list_of_spells_has_more_pages(seat: Seat) -> None:
    await ready(seat, "wizard", 2_700)
    for _ in range(2):
        shown = await asked(seat, seat.kira, "levelup")
        me = buttons(shown)[0].rsplit(":", 1)[1]
        await pressed(seat, shown, f"skald:level:average:{me}")
        await pressed(seat, shown, f"skald:level:confirm:{me}")
    shown = await asked(seat, seat.kira, "levelup")
    me = buttons(shown)[0].rsplit(":", 1)[1]

    def offered(what: str) -> list[str]:
        items = [item for row in shown.components for item in row["components"]]
        (menu,) = [item for item in items if item["custom_id"] == f"skald:level:{what}:{me}"]
        return [option["value"] for option in menu["options"]]

    cantrip, first = offered("cantrips")[0], offered("spells")
    await pressed(seat, shown, f"skald:level:cantrips:{me}", [cantrip])
    assert "(1/1)" in " ".join(fields(shown))
    await pressed(seat, shown, f"skald:level:page:{me}")
    assert not set(offered("spells")) & set(first)


async def test_an_improvement_is_chosen_before_the_level_can_be_taken(seat: Seat) -> None:
    await ready(seat, "fighter", 2_700)
    me = ""
    for _ in range(2):
        shown = await asked(seat, seat.kira, "levelup")
        me = buttons(shown)[0].rsplit(":", 1)[1]
        await pressed(seat, shown, f"skald:level:average:{me}")
        await pressed(seat, shown, f"skald:level:confirm:{me}")
    shown = await asked(seat, seat.kira, "levelup")
    await pressed(seat, shown, f"skald:level:average:{me}")
    row = [item for part in shown.components for item in part["components"]]
    assert [item["disabled"] for item in row if item["custom_id"].startswith("skald:level:confirm")] == [True]
    await pressed(seat, shown, f"skald:level:scores:{me}", ["str,con"])
    assert fields(shown)["Ability scores"] == "Str +1, Con +1"
    await pressed(seat, shown, f"skald:level:confirm:{me}")
    assert "Fighter 4" in shown.embeds[0]["description"]

    def announced() -> bool:
        return any(message.content.startswith("⭐ Brom · **level 4**") for message in seat.channel.messages)

    await seat.playground.wait_for(announced, what="the level")


async def test_where_levels_come_by_themselves_the_command_says_so(seat: Seat) -> None:
    await ready(seat, "fighter", 10)
    assert "10 of the 300" in (await asked(seat, seat.kira, "levelup")).content
    await ruled(seat, levels="automatic")
    assert "come by themselves" in (await asked(seat, seat.kira, "levelup")).content
    assert "/character create" in (await asked(seat, seat.bruno, "levelup")).content


async def test_an_old_message_about_another_character_loses_nothing_of_this_ones_level(seat: Seat) -> None:
    await ready(seat, "fighter", 300)
    old = await asked(seat, seat.kira, "levelup")
    brom = buttons(old)[0].rsplit(":", 1)[1]
    await pressed(seat, old, f"skald:level:average:{brom}")
    await made(seat, seat.kira, "Cara", "fighter")
    await asked(seat, seat.kira, "use", character="Cara")
    await experienced(seat, 300)
    shown = await asked(seat, seat.kira, "levelup")
    await pressed(seat, shown, f"skald:level:average:{buttons(shown)[0].rsplit(':', 1)[1]}")
    chosen = fields(shown)
    refused = await seat.kira.click(old, f"skald:level:confirm:{brom}")
    assert "somebody else" in (await refused.reply()).content
    assert fields(await asked(seat, seat.kira, "levelup")) == chosen
