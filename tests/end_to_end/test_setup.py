"""/setup over the wire: an admin is ready in a few steps, and what was chosen stands."""

from __future__ import annotations

from typing import Any

from playground.model import Message
from playground.permissions import bits
from tests.end_to_end.conftest import Seat

FORM = {"theme": "surprise", "manner": "en:", "where": "thread"}


def fields(message: Message) -> dict[str, str]:
    (embed,) = message.embeds
    return {field["name"]: field["value"] for field in embed["fields"]}


async def opened(seat: Seat, **options: Any) -> Message:
    return await (await seat.ada.slash(seat.channel, "setup", **options)).reply()


async def test_from_setup_to_the_first_scene_an_admin_takes_three_steps(seat: Seat) -> None:
    before = len(seat.playground.world.interactions)
    shown = await opened(seat)
    assert shown.seen_by == seat.ada.id
    form = await seat.ada.click(shown, "skald:setup:start")
    call = await seat.ada.submit(form, FORM)
    told = await call.reply()
    assert len(seat.playground.world.interactions) - before == 3
    assert told.seen_by == seat.ada.id
    place = next(place for place in seat.playground.guild.places() if f"<#{place.id}>" in told.content)
    assert place.thread is not None
    scene = await seat.told(2, place)
    assert len(scene.content) > 100
