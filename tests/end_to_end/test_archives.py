"""A campaign is taken along and brought back, over the wire."""

from __future__ import annotations

import json

from playground.model import Message
from tests.end_to_end.conftest import Seat


def file_of(seat: Seat, answer: Message) -> tuple[str, bytes]:
    (item,) = answer.attachments
    return item.filename, seat.playground.world.files[item.id]


async def told(seat: Seat) -> None:
    await seat.create_campaign()
    await (
        await seat.kira.slash(seat.channel, "character create", name="Kira", race="elf", **{"class": "rogue"})
    ).reply()
    await seat.kira.say(seat.channel, "I listen at the cellar door.")
    await seat.told(2)
    await seat.settled()


async def test_a_story_is_handed_over_to_be_read(seat: Seat) -> None:
    await told(seat)
    answer = await (await seat.kira.slash(seat.channel, "campaign export")).reply()
    name, data = file_of(seat, answer)
    assert answer.seen_by == seat.kira.id
    assert name == "the-drowned-bell.md"
    assert "I listen at the cellar door." in data.decode()


async def test_only_the_owner_takes_everything_along(seat: Seat) -> None:
    await told(seat)
    refused = await (await seat.kira.slash(seat.channel, "campaign export", form="json")).reply()
    assert refused.attachments == []
    assert "Only whoever runs this campaign" in refused.content


async def test_what_was_taken_along_goes_on_in_another_channel(seat: Seat) -> None:
    await told(seat)
    given = file_of(seat, await (await seat.ada.slash(seat.channel, "campaign export", form="json")).reply())
    other = seat.playground.channel("general")
    answer = await (await seat.ada.slash(other, "campaign import", file=given)).reply()
    assert "goes on here" in answer.content
    await seat.kira.say(other, "I open the door.")
    await seat.told(1, other)
    await seat.settled()
    _, again = file_of(seat, await (await seat.ada.slash(other, "campaign export", form="json")).reply())
    turns = json.loads(again)["turns"]
    assert [turn["number"] for turn in turns] == [1, 2, 3]
    assert turns[1]["messages"] == json.loads(given[1])["turns"][1]["messages"]


async def test_a_file_that_was_tampered_with_is_refused_with_a_sentence(seat: Seat) -> None:
    await told(seat)
    name, data = file_of(seat, await (await seat.ada.slash(seat.channel, "campaign export", form="json")).reply())
    other = seat.playground.channel("general")
    for file, said in (
        ((name, data.replace(b'"max_hit_points":', b'"max_hit_points":9', 1)), "changed after I wrote it"),
        (("story.zip", b"PK\x03\x04"), "no campaign that I wrote"),
    ):
        answer = await (await seat.ada.slash(other, "campaign import", file=file)).reply()
        assert said in answer.content
    shown = await (await seat.ada.slash(other, "campaign show")).reply()
    assert "No campaign is played" in shown.content
