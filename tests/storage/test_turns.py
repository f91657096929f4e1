"""Actions and turns, on both databases."""

from __future__ import annotations

from bot.storage import Stores
from tests.storage.builders import campaign_of, saved, told, turn


async def test_a_told_turn_answers_its_actions_and_leaves_its_story(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    one, two = await saved(stores, campaign), await saved(stores, campaign)
    begun = turn(campaign, (one, two), reply_ids=(5, 6))
    turn_id = await stores.turns.open_turn(begun)
    assert await stores.turns.commit_turn(told(begun, turn_id))
    assert await stores.turns.pending(campaign.id) == []
    assert [line.content for line in await stores.turns.transcript(campaign.id, 10)] == [
        "I open the door.",
        "The door opens.",
    ]
