"""/help over the wire: whoever reads it finds what they can do where they are."""

from __future__ import annotations

import re

import pytest

from tests.end_to_end.conftest import Seat

NEEDED = (
    "act, character create, character show, character items, campaign settings, campaign export, fight, pass, whisper, "
    "undo, retell, recap, recall, memory show, lookup rule, xcard, safety show, gm take, receipt, roll, dice verify"
)


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_help_names_what_a_player_needs_in_the_evening(seat: Seat, locale: str) -> None:
    seat.kira.locale = locale
    (idle,) = (await (await seat.kira.slash(seat.channel, "help")).reply()).embeds
    assert "</campaign create:" in idle["description"]
    await seat.create_campaign()
    answer = await (await seat.kira.slash(seat.channel, "help")).reply()
    assert answer.seen_by == seat.kira.id
    (playing,) = answer.embeds
    named = set(re.findall(r"</([a-z ]+):\d+>", playing["description"]))
    assert set(NEEDED.split(", ")) <= named
