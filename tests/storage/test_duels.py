"""Duels, their ballots and the wishes for them, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot.domain.duel import Choice
from bot.storage import Stores
from bot.storage.tables import campaigns
from tests.duels import FIRST, SECOND, duel_of
from tests.storage.builders import CHANNEL, GUILD, NOON, campaign_of

LATER = NOON + timedelta(minutes=3)


async def voters_of(stores: Stores, count: int) -> list[int]:
    return [await stores.accounts.ensure(number, f"Voter {number}") for number in range(1, count + 1)]


async def test_a_ballot_counts_once_for_each_voter_and_until_the_vote_closes(stores: Stores) -> None:
    campaign, (ada, kira, stranger) = await campaign_of(stores), await voters_of(stores, 3)
    duel = await duel_of(stores, campaign, GUILD, CHANNEL, [ada, kira], closes_at=LATER)
    assert (duel.status, duel.voters, duel.facts["b"]["cost"], duel.frozen) == (
        "voting",
        (ada, kira),
        None,
        {"story": "x"},
    )
    choices: tuple[Choice, ...] = ("a", "bad", "b")
    for choice in choices:
        assert await stores.duels.vote(duel.id, ada, choice, NOON, 20) == "cast"
    assert await stores.duels.vote(duel.id, stranger, "a", NOON, 20) == "stranger"
    assert await stores.duels.vote(duel.id, kira, "a", LATER, 20) == "closed"
    assert await stores.duels.vote(duel.id + 1, kira, "a", NOON, 20) == "closed"
    assert await stores.duels.vote(10**30, kira, "a", NOON, 20) == "closed"
    assert await stores.duels.get(10**30) is None
    closed = await stores.duels.close(duel.id, "a", LATER)
    assert (closed.status, closed.outcome, closed.told, closed.closed_at) == ("closed", "b", "b", LATER)
    assert await stores.duels.vote(duel.id, kira, "a", NOON, 20) == "closed"
    assert await stores.duels.close(duel.id, "a", LATER + timedelta(1)) == closed
    assert await stores.duels.void(duel.id, "stopped", LATER) == closed
    assert await stores.duels.ballots(duel.id) == {ada: "b"}


async def test_a_tie_falls_to_the_coin_and_no_vote_is_no_draw(stores: Stores) -> None:
    campaign, (ada, kira) = await campaign_of(stores), await voters_of(stores, 2)
    tied = await duel_of(stores, campaign, GUILD, CHANNEL, [ada, kira], closes_at=LATER)
    assert await stores.duels.vote(tied.id, ada, "a", NOON, 20) == "cast"
    assert await stores.duels.vote(tied.id, kira, "b", NOON, 20) == "last"
    empty = await duel_of(stores, campaign, GUILD, CHANNEL, [ada], number=8)
    void = await duel_of(stores, campaign, GUILD, CHANNEL, [ada], number=9)
    one, two = await stores.duels.close(tied.id, "b", LATER), await stores.duels.close(empty.id, "a", LATER)
    three = await stores.duels.void(void.id, "stopped", LATER)
    assert [(one.outcome, one.told), (two.outcome, two.told)] == [("tie", "b"), (None, "a")]
    assert (three.status, three.why, three.outcome, three.told) == ("void", "stopped", None, None)
    # Only what somebody voted on tells anything of the two.
    assert await stores.duels.pairs(GUILD) == {frozenset((FIRST, SECOND)): 1}
    with pytest.raises(LookupError):
        await stores.duels.close(999, "a", LATER)


async def test_who_votes_in_very_many_duels_of_a_day_votes_in_no_further_one(stores: Stores) -> None:
    campaign, (ada,) = await campaign_of(stores), await voters_of(stores, 1)
    duels = [await duel_of(stores, campaign, GUILD, CHANNEL, [ada], number=n, closes_at=LATER) for n in (1, 2, 3)]
    for duel in duels[:2]:
        assert await stores.duels.vote(duel.id, ada, "a", NOON, 2) == "last"
    assert await stores.duels.vote(duels[2].id, ada, "a", NOON, 2) == "often"
    assert await stores.duels.vote(duels[0].id, ada, "b", NOON, 2) == "last"
    tomorrow = NOON + timedelta(days=1, seconds=1)
    later = await duel_of(stores, campaign, GUILD, CHANNEL, [ada], number=4, closes_at=tomorrow + timedelta(minutes=1))
    assert await stores.duels.vote(later.id, ada, "a", tomorrow, 2) == "last"


async def test_a_ballot_that_races_the_close_either_counts_or_hears_that_it_is_late(stores: Stores) -> None:
    campaign, voters = await campaign_of(stores), await voters_of(stores, 8)
    duel = await duel_of(stores, campaign, GUILD, CHANNEL, voters, closes_at=LATER)
    pressed = [stores.duels.vote(duel.id, voter, "a", NOON, 20) for voter in voters for _ in range(3)]
    closing = asyncio.create_task(stores.duels.close(duel.id, "b", NOON))
    became, closed = await asyncio.gather(*pressed), await closing
    counted = await stores.duels.ballots(duel.id)
    assert set(became) <= {"cast", "last", "closed"}
    assert bool(counted) == bool({"cast", "last"} & set(became))
    assert closed.outcome == ("a" if counted else None)


async def test_a_wish_stands_until_it_is_dropped_and_a_second_takes_its_place(stores: Stores) -> None:
    campaign, other = await campaign_of(stores), await campaign_of(stores, CHANNEL + 1, "Another")
    assert await stores.duels.wished(campaign.id) is None
    for second in ("x/y", SECOND):
        await stores.duels.wish(
            guild_id=GUILD,
            campaign_id=campaign.id,
            channel_id=CHANNEL,
            language="en",
            model_a=FIRST,
            model_b=second,
            now=NOON,
        )
    wish = await stores.duels.wished(campaign.id)
    assert wish is not None
    assert (wish.model_a, wish.model_b) == (FIRST, SECOND)
    assert await stores.duels.wished(other.id) is None
    assert await stores.duels.concerned() == {campaign.id}
    assert await stores.duels.pairs(GUILD) == {}
    assert not await stores.duels.drop_wish(campaign.id, NOON - timedelta(seconds=1))
    assert await stores.duels.drop_wish(campaign.id, wish.made_at)
    assert not await stores.duels.drop_wish(campaign.id, wish.made_at)
    duel = await duel_of(stores, campaign, GUILD, CHANNEL, [])
    assert await stores.duels.get(duel.id) == duel
    await stores.duels.thawed(duel.id)
    assert await stores.duels.concerned() == set()


async def test_what_was_told_in_a_duel_outlives_its_campaign(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    duel = await duel_of(stores, campaign, GUILD, CHANNEL, [])
    async with stores.database.begin() as connection:
        await connection.execute(delete(campaigns).where(campaigns.c.id == campaign.id))
    left = await stores.duels.get(duel.id)
    assert left is not None
    assert (left.campaign_id, left.guild_id, left.story_a) == (0, GUILD, duel.story_a)
    assert await stores.duels.concerned() == set()
