"""The languages that people, servers and campaigns chose, and the turn a message tells, on both databases."""

from __future__ import annotations

from dataclasses import replace

from bot.storage import Stores
from bot.storage.languages import Speaker
from tests.storage.builders import campaign_of, saved, turn

REPLY = 1_173_601_894_616_530_944


async def test_a_choice_is_kept_and_taken_back(stores: Stores) -> None:
    kira = await stores.accounts.ensure(1007, "Kira")
    await stores.accounts.ensure(1008, "Bruno")
    await stores.languages.choose(kira, "fr")
    assert await stores.languages.people() == [Speaker(1007, kira, "fr")]
    await stores.languages.choose(kira, None)
    assert await stores.languages.people() == []


async def test_every_campaign_has_a_language_and_a_server_one_that_it_chose(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    assert await stores.languages.campaigns() == {campaign.id: campaign.language}
    assert await stores.languages.servers() == {}


async def test_a_message_names_the_newest_turn_it_tells(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign, (await saved(stores, campaign),), 1)
    await stores.turns.open_turn(replace(begun, reply_ids=(REPLY, REPLY + 1)))
    await stores.turns.open_turn(replace(turn(campaign, number=1, take=2), reply_ids=(REPLY + 1, REPLY + 2)))
    found = [await stores.receipts.of_message(campaign.id, REPLY + place) for place in range(4)]
    assert found == [(1, 1), (1, 2), (1, 2), None]
    assert await stores.receipts.of_message(campaign.id + 1, REPLY) is None
