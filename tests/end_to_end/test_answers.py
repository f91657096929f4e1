"""Answers when the work behind a command takes long."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import Seat

MESSAGE, DEFERRED = 4, 5


async def test_a_quick_answer_is_the_acknowledgement(seat: Seat) -> None:
    await seat.create_campaign()
    call = await seat.kira.slash(seat.channel, "act", action="I listen.")
    assert call.acknowledged == MESSAGE
    assert "I listen." in (await call.reply()).content


async def test_work_that_takes_long_is_acknowledged_first_and_answered_after(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seat.create_campaign()
    monkeypatch.setattr("bot.ui.answers.PATIENCE", 0.0)
    call = await seat.kira.slash(seat.channel, "act", action="I listen.")
    assert call.acknowledged == DEFERRED
    assert "I listen." in (await call.reply()).content
    assert (await seat.told(2)).content


async def test_a_refusal_after_a_long_wait_is_told_to_one_person_and_leaves_nobody_thinking(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seat.create_campaign()
    monkeypatch.setattr("bot.ui.answers.PATIENCE", 0.0)
    call = await seat.ada.slash(seat.channel, "campaign create", name="Another", themes="")
    assert call.acknowledged == DEFERRED
    told = await call.reply()
    assert "The Drowned Bell" in told.content
    assert told.seen_by == seat.ada.id
    assert not [message for message in seat.channel.messages if message.loading]
