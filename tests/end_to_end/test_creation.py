"""Characters made over the wire: at once, by the dice, in one's own words, and step by step."""

from __future__ import annotations

import re
from typing import Any

from playground.call import Call
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat


async def opened(seat: Seat, person: Person, **options: Any) -> Message:
    """Open a workshop."""
    return await (await person.slash(seat.channel, "character create", **options)).reply()


def labels(message: Message) -> list[str]:
    return [str(item.get("label")) for row in message.components for item in row["components"]]


async def press(seat: Seat, person: Person, message: Message, label: str) -> Call:
    """Press a button of a workshop by its label, and wait until the message shows what came of it."""
    was = message.content, message.embeds, message.components
    call = await person.click(message, label)
    if call.modal is None:
        await seat.playground.wait_for(lambda: (message.content, message.embeds, message.components) != was, what=label)
    return call


async def test_a_newcomer_plays_after_three_interactions(seat: Seat) -> None:
    await seat.create_campaign()
    message = await opened(seat, seat.kira)
    assert message.seen_by == seat.kira.id
    assert message.embeds[0]["title"] == "Nobody yet"
    await press(seat, seat.kira, message, "Roll me one")
    name = message.embeds[0]["title"]
    assert "Again" in labels(message)
    call = await press(seat, seat.kira, message, "Finish")
    told = await seat.playground.wait_for(lambda: call.followups and call.followups[0], what="the newcomer")
    assert told.content == f"**{name}** joins the party."
    assert told.seen_by is None
