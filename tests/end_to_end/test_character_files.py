"""Characters leave in a file and come from one, over the wire."""

from __future__ import annotations

import json

from bot.services.character_files import LARGEST_FILE
from playground.model import Message
from tests.domain.test_sheet_text import AVRAE
from tests.end_to_end.conftest import Seat
from tests.end_to_end.test_stable import asked, made, party


def file_of(seat: Seat, answer: Message) -> tuple[str, bytes]:
    (attached,) = answer.attachments
    return attached.filename, seat.playground.world.files[attached.id]


async def test_a_character_goes_into_a_file_and_comes_back_beside_itself(seat: Seat) -> None:
    await seat.create_campaign()
    await made(seat, seat.kira, "Zoé O’Brien", "wizard")
    await seat.settled()
    name, content = file_of(seat, await asked(seat, seat.kira, "export", character="Zoé O’Brien"))
    assert name == "zoe-o-brien.json"
    sheet = json.loads(content)
    assert (sheet["skald_character"], sheet["name"], sheet["class_"]) == (1, "Zoé O’Brien", "wizard")
    # Nothing in it says whose it was, and where.
    assert not {"id", "account_id", "campaign_id"} & sheet.keys()
    assert "You have no character" in (await asked(seat, seat.bruno, "export", character="Zoé O’Brien")).content
    brought = await asked(seat, seat.bruno, "import", file=(name, content))
    assert "**Zoé O’Brien** is here and rests" in brought.content
    assert await party(seat) == ["Zoé O’Brien"]
    # Two of one name would be hard to tell apart in one party.
    refused = await asked(seat, seat.bruno, "use", character="Zoé O’Brien")
    assert "has somebody called Zoé O’Brien already" in refused.content
    await asked(seat, seat.kira, "transfer", character="Zoé O’Brien")
    assert "comes into play" in (await asked(seat, seat.bruno, "use", character="Zoé O’Brien")).content


async def test_a_sheet_in_plain_text_is_read_and_what_was_not_found_is_named(seat: Seat) -> None:
    await seat.create_campaign()
    answer = await asked(seat, seat.kira, "import", file=("mira.txt", AVRAE.encode()))
    assert "**Mira Fallowmere** is here and rests" in answer.content
    assert "so it is the usual: coins, belongings" in answer.content
    assert "Wizard 5" in answer.embeds[0]["description"]
    # A table that takes guests takes none above its party, whatever a file says.
    assert "may have level 1 at most" in (await asked(seat, seat.kira, "use", character="Mira Fallowmere")).content


async def test_whatever_else_is_brought_gets_a_sentence(seat: Seat) -> None:
    await seat.create_campaign()
    for file, said in (
        (("big.json", b" " * (LARGEST_FILE + 1)), "256 kB at most"),
        (("huge.txt", b"x" * 9_000_000), "256 kB at most"),
        (("bomb.zip", b"PK\x03\x04" + b"\0" * 2_000), "is no text"),
        (("me.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "is no text"),
        (("empty.txt", b"\n"), "is no text"),
        (("odd.txt", bytes(range(1, 256)) * 4), "is no text"),
        (("deep.json", b"[" * 100_000), "holds no character"),
        (("other.json", b'{"skald_character": 2}'), "newer Skald"),
        (("song.txt", b"La la la"), "No character can be read"),
    ):
        answer = await asked(seat, seat.kira, "import", file=file)
        assert said in answer.content, file[0]
    assert "None yet" in (await asked(seat, seat.kira, "list")).embeds[0]["description"]
