"""A table plays, over the wire."""

from __future__ import annotations

from tests.end_to_end.conftest import Seat, Sitting


async def test_a_campaign_opens_with_a_first_scene_in_its_channel(seat: Seat) -> None:
    scene = await seat.create_campaign()
    assert scene.channel is seat.channel
    assert len(scene.content) > 100


async def test_a_message_in_a_bound_channel_is_answered_with_story(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.kira.say(seat.channel, "I look around and listen.")
    story = await seat.told(2)
    assert len(story.content) > 50
    assert len(seat.stories()) == 2
