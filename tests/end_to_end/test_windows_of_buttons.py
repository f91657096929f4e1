"""A button cannot ask for a window that nobody could have typed."""

from __future__ import annotations

import pytest

from playground.messages import Draft, post
from tests.end_to_end.conftest import Seat

FORGED = [
    "skald:chart:cost-days:0:9999999::0:",  # eleven centuries, a day each
    "skald:chart:first-word:499990:490000::0:",
    "skald:stats:1:0:9999999::::0",
    "skald:stats:1:490000:490000::::0",
]


@pytest.mark.parametrize("custom_id", FORGED)
async def test_a_forged_window_gets_a_sentence_at_once(seat: Seat, custom_id: str) -> None:
    button = {"type": 2, "id": 2, "style": 2, "label": "?", "custom_id": custom_id}
    row = {"type": 1, "id": 1, "components": [button]}
    forged = post(seat.channel, seat.playground.world.application.bot, Draft("?", components=[row]))
    answer = await (await seat.ada.click(forged, custom_id)).reply()
    assert answer.content == "Figures reach over 1 to 400 days. Choose a number of days between them."
