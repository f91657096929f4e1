"""Accounts and campaigns, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.storage import Stores
from bot.storage.errors import ChannelTaken
from bot.storage.tables import accounts, campaigns, llm_calls
from tests.storage.builders import CHANNEL, USER, campaign_of, saved, told, turn


async def test_a_person_has_one_account_however_often_they_come(stores: Stores) -> None:
    first = await stores.accounts.ensure(USER, "Ada")
    assert await stores.accounts.ensure(USER, "Ada, renamed") == first
    assert await stores.accounts.ensure(USER + 1, "Ben") != first


async def test_a_person_who_comes_many_times_at_once_has_one_account(stores: Stores) -> None:
    found = await asyncio.gather(*(stores.accounts.ensure(USER, "Ada") for _ in range(10)))
    async with stores.database.autocommit() as connection:
        total = (await connection.execute(select(func.count()).select_from(accounts))).scalar_one()
    assert (len(set(found)), total) == (1, 1)


async def test_a_campaign_comes_back_as_it_was_made(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    assert campaign.themes == ("sea", "ruins")
    assert campaign.secret == b"\x00\xff" * 16
    assert await stores.campaigns.get(campaign.id) == campaign
    assert await stores.channels.bindings() == {CHANNEL: campaign.id}


async def test_an_unknown_campaign_is_a_lookup_error(stores: Stores) -> None:
    with pytest.raises(LookupError, match="no campaign 12345"):
        await stores.campaigns.get(12345)


async def test_a_channel_tells_one_campaign_and_says_which(stores: Stores) -> None:
    await campaign_of(stores, name="The Salt Road")
    with pytest.raises(ChannelTaken, match="The Salt Road"):
        await campaign_of(stores, name="Another")
    async with stores.database.autocommit() as connection:
        assert (await connection.execute(select(campaigns.c.name))).scalars().all() == ["The Salt Road"]


async def test_of_two_campaigns_made_at_once_in_a_channel_one_wins(stores: Stores) -> None:
    made = await asyncio.gather(
        *(campaign_of(stores, name=f"Story {number}") for number in range(4)), return_exceptions=True
    )
    winners = [one for one in made if not isinstance(one, BaseException)]
    losers = [one for one in made if isinstance(one, ChannelTaken)]
    assert (len(winners), len(losers)) == (1, 3)
    assert {one.values["campaign"] for one in losers} == {winners[0].name}


async def test_a_channel_that_was_let_go_can_tell_another(stores: Stores) -> None:
    await campaign_of(stores)
    await stores.channels.unbind(CHANNEL)
    again = await campaign_of(stores, name="Another")
    assert await stores.channels.bindings() == {CHANNEL: again.id}


async def test_the_model_of_a_campaign_can_be_chosen_and_given_up(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await stores.campaigns.set_model(campaign.id, "gpt")
    assert await stores.campaigns.get(campaign.id) == replace(campaign, model="gpt")
    await stores.campaigns.set_model(campaign.id, None)
    assert (await stores.campaigns.get(campaign.id)).model is None


async def test_the_owner_is_a_member_and_others_join_once(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    ben = await stores.accounts.ensure(USER + 1, "Ben")
    await asyncio.gather(*(stores.campaigns.ensure_member(campaign.id, ben) for _ in range(3)))
    await stores.campaigns.ensure_member(campaign.id, campaign.owner_id)
    found = [(one.name, one.discord_ids, one.role) for one in await stores.campaigns.members(campaign.id)]
    assert found == [("Ada", (USER,), "owner"), ("Ben", (USER + 1,), "player")]


async def test_measurements_outlive_the_campaign_they_were_taken_in(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign, (await saved(stores, campaign),))
    await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun)))
    async with stores.database.begin() as connection:
        await connection.execute(campaigns.delete())
    async with stores.database.autocommit() as connection:
        rows = (await connection.execute(select(llm_calls.c.campaign_id, llm_calls.c.turn_id))).all()
    assert rows == [(None, None)]
    assert await stores.actions.pending(campaign.id) == []
