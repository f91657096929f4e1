"""Drawing happens beside the event loop, one picture at a time, and not without end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from bot.services.studio import MOST_WAITING, Studio, StudioBusy
from tests.domain.tables import kira


@pytest.fixture
def studio() -> Iterator[Studio]:
    studio = Studio()
    yield studio
    studio.close()


async def test_a_studio_draws_sheets_arms_emblems_and_themes(studio: Studio) -> None:
    drawn = await asyncio.gather(
        studio.sheet(kira(), "en"), studio.arms(kira()), studio.emblem("x"), studio.theme("salt_and_fog")
    )
    assert [Image.open(BytesIO(data)).size for data in drawn] == [(1000, 700), (1024, 1024), (1024, 1024), (1000, 400)]


async def test_the_event_loop_goes_on_while_sheets_are_drawn(studio: Studio) -> None:
    await studio.sheet(kira(), "en")
    asked = asyncio.gather(*(studio.sheet(kira(id=number), "en") for number in range(10)))
    turns = 0
    while not asked.done():
        await asyncio.sleep(0.001)
        turns += 1
    await asked
    # Were they drawn on the loop, it would come to a turn between two of them at most.
    assert turns > 20


async def test_whoever_comes_when_too_many_wait_is_told_to_come_again(studio: Studio) -> None:
    asked = [asyncio.create_task(studio.sheet(kira(), "en")) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(StudioBusy, match="moment"):
        await studio.arms(kira())
    for one in asked:
        one.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    assert await studio.arms(kira())
