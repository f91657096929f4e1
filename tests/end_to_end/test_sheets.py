"""Sheets as pictures over the wire: one's own, another's, by the menu on a user, and shared."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from playground.model import Message
from tests.end_to_end.conftest import Seat, buttons
from tests.end_to_end.test_characters import asked, created, fields

MENU = "Character sheet"


def _pictured(seat: Seat, message: Message) -> str:
    """Look at the picture of a sheet, and return the words for whoever does not see it."""
    (attachment,) = message.attachments
    assert Image.open(BytesIO(seat.playground.world.files[attachment.id])).size == (1000, 700)
    assert attachment.description is not None
    assert len(attachment.description) <= 1024
    return attachment.description


async def test_a_sheet_is_a_picture_with_the_same_as_text_and_its_player_shares_it_also_after_a_restart(
    seat: Seat,
) -> None:
    await seat.create_campaign()
    introduced = await created(seat, seat.kira)
    assert _pictured(seat, introduced).startswith("Sheet of Brom: Dwarf, Fighter 1. Hit points 13/13, armour class 18")
    assert buttons(introduced) == []
    await seat.settled()
    mine = await asked(seat, seat.kira, "show")
    assert mine.seen_by == seat.kira.id
    assert fields(mine)["Hit points"] == "13/13"
    first = _pictured(seat, mine)
    (share,) = buttons(mine)
    await seat.restart()
    await asked(seat, seat.kira, "unequip", item="shield")
    shared = await (await seat.kira.click(mine, share)).reply()
    assert shared.seen_by is None
    assert fields(shared)["Armour class"] == "16"
    assert _pictured(seat, shared) != first, "what is shared is the sheet as it is now"
    assert buttons(shared) == []


async def test_others_of_the_party_are_shown_by_name_and_by_the_menu_on_a_user(seat: Seat) -> None:
    await seat.create_campaign()
    await created(seat, seat.kira)
    await seat.settled()
    offered = await seat.bruno.autocomplete(seat.channel, "character show", "who", "bro")
    assert [choice["name"] for choice in offered] == ["Brom"]
    for answer in (
        await asked(seat, seat.bruno, "show", who=offered[0]["value"]),
        await asked(seat, seat.bruno, "show", who="BROM"),
        await (await seat.bruno.context_menu(seat.channel, MENU, seat.kira)).reply(),
    ):
        assert answer.seen_by == seat.bruno.id
        assert _pictured(seat, answer).startswith("Sheet of Brom")
        assert buttons(answer) == [], "only its player shares a sheet"
    await seat.restart()
    own = await (await seat.kira.context_menu(seat.channel, MENU, seat.kira)).reply()
    (share,) = buttons(own)
    own.seen_by = seat.bruno.id
    stolen = await (await seat.bruno.click(own, share)).reply()
    assert stolen.content == "That sheet is another player’s, and theirs to share."
    assert stolen.seen_by == seat.bruno.id


async def test_whoever_is_not_there_gets_a_sentence(seat: Seat) -> None:
    await seat.create_campaign()
    none = await asked(seat, seat.kira, "show")
    assert "/character create" in none.content
    unknown = await asked(seat, seat.kira, "show", who="@everyone")
    assert unknown.content.startswith("Nobody in this party is called “\\@everyone”.")
    nobody = await (await seat.kira.context_menu(seat.channel, MENU, seat.bruno)).reply()
    assert nobody.content == "Bruno plays nobody in this campaign."
    myself = await (await seat.kira.context_menu(seat.channel, MENU, seat.kira)).reply()
    assert "/character create" in myself.content


async def test_ones_own_at_rest_are_shown_too_and_who_retired_bears_it(seat: Seat) -> None:
    await seat.create_campaign()
    await created(seat, seat.kira)
    await created(seat, seat.kira, name="Old Marsh", class_="bard")
    await seat.settled()
    resting = await asked(seat, seat.kira, "show", who="old marsh")
    before = seat.playground.world.files[resting.attachments[0].id]
    assert _pictured(seat, resting).startswith("Sheet of Old Marsh")
    assert buttons(resting) == [], "who plays nowhere is shown to nobody else"
    await seat.kira.slash(seat.channel, "character retire", character="Old Marsh")
    retired = await asked(seat, seat.kira, "show", who="Old Marsh")
    assert seat.playground.world.files[retired.attachments[0].id] != before
    foreign = await asked(seat, seat.bruno, "show", who="Old Marsh")
    assert foreign.content.startswith("Nobody in this party is called")
