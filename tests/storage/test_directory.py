"""Campaigns of a server are found, closed, opened and removed, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.campaign import TableRules
from bot.storage import Stores
from bot.storage.errors import ChannelTaken
from tests.storage.builders import CHANNEL, GUILD, USER, campaign_of, character, turn

DAY = timedelta(days=1)


async def test_a_server_lists_its_campaigns_with_the_readers_role_and_their_channels(stores: Stores) -> None:
    first = await campaign_of(stores)
    second = await campaign_of(stores, CHANNEL + 1, "The Other Road")
    await stores.channels.bind(second.id, CHANNEL + 2)
    await stores.campaigns.set_rules(second.id, TableRules(entry="invited"))
    kira = await stores.accounts.ensure(USER + 1, "Kira")
    await stores.campaigns.set_role(second.id, kira, "spectator")
    found = await stores.directory.of_guild(GUILD, kira)
    assert [(one.id, one.entry, one.role, one.channels, one.heads) for one in found] == [
        (first.id, "open", None, (CHANNEL,), 1),
        (second.id, "invited", "spectator", (CHANNEL + 1, CHANNEL + 2), 1),
    ]
    assert await stores.directory.of_guild(GUILD + 1, kira) == []
    assert await stores.directory.channels(second.id) == (CHANNEL + 1, CHANNEL + 2)


async def test_a_campaign_that_is_put_away_frees_its_channels_and_comes_back_once(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await stores.channels.bind(campaign.id, CHANNEL + 1)
    assert not await stores.directory.reopen(campaign.id, CHANNEL + 5)
    assert set(await stores.directory.close(campaign.id, "archived")) == {CHANNEL, CHANNEL + 1}
    assert await stores.channels.bindings() == {}
    other = await campaign_of(stores, name="Somebody Else")
    with pytest.raises(ChannelTaken, match="Somebody Else"):
        await stores.directory.reopen(campaign.id, CHANNEL)
    assert (await stores.campaigns.get(campaign.id)).status == "archived"
    assert await stores.directory.reopen(campaign.id, CHANNEL + 1)
    assert not await stores.directory.reopen(campaign.id, CHANNEL + 1)
    assert (await stores.campaigns.get(campaign.id)).status == "open"
    assert await stores.channels.bindings() == {CHANNEL: other.id, CHANNEL + 1: campaign.id}


async def test_a_deleted_campaign_is_there_for_a_day_and_its_characters_outlive_it(stores: Stores) -> None:
    campaign, now = await campaign_of(stores), datetime.now(UTC)
    playing = await stores.characters.create(character(campaign), playing=True)
    resting = await stores.characters.create(character(campaign, name="Zora"))
    await stores.directory.close(campaign.id, "deleted", now + DAY)
    assert await stores.directory.due(now) == []
    assert not await stores.directory.purge(campaign, now, [playing])
    kept = await stores.characters.get(playing.id)
    assert kept is not None
    assert kept.campaign_id == campaign.id
    later = now + DAY
    assert await stores.directory.due(later) == [campaign.id]
    assert await stores.directory.purge(campaign, later, [playing])
    assert await stores.directory.due(later) == []
    with pytest.raises(LookupError):
        await stores.campaigns.get(campaign.id)
    for one in (playing, resting):
        kept = await stores.characters.get(one.id)
        assert kept is not None
        assert kept.campaign_id is None
        assert kept.sheet is not None


async def test_a_deleted_campaign_whose_day_is_over_does_not_come_back(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await stores.directory.close(campaign.id, "deleted", datetime.now(UTC) - timedelta(seconds=1))
    assert not await stores.directory.reopen(campaign.id, CHANNEL)
    assert await stores.channels.bindings() == {}


async def test_only_a_member_can_be_handed_a_campaign(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    kira = await stores.accounts.ensure(USER + 1, "Kira")
    assert not await stores.members.hand_over(campaign.id, kira)
    await stores.campaigns.set_role(campaign.id, kira, "player")
    assert await stores.members.hand_over(campaign.id, kira)
    roles = {one.account_id: one.role for one in await stores.campaigns.members(campaign.id)}
    assert roles == {campaign.owner_id: "gm", kira: "owner"}
    assert (await stores.campaigns.get(campaign.id)).owner_id == kira
    await stores.members.drop(campaign.id, campaign.owner_id)
    assert [one.account_id for one in await stores.campaigns.members(campaign.id)] == [kira]


async def test_it_is_known_where_a_campaign_was_told(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    assert not await stores.directory.told_in(campaign.id, CHANNEL)
    await stores.turns.open_turn(turn(campaign))
    assert await stores.directory.told_in(campaign.id, CHANNEL)
    assert not await stores.directory.told_in(campaign.id, CHANNEL + 1)


async def test_a_campaign_that_is_removed_at_once_takes_who_plays_in_it_along(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    playing = await stores.characters.create(character(campaign), playing=True)
    await stores.campaigns.remove(campaign.id)
    assert await stores.characters.get(playing.id) is None
