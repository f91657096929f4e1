"""What is said of models is what was measured, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.domain.attempt import Attempt
from bot.domain.campaign import Campaign
from bot.storage import Stores
from bot.storage.comparison import Comparison, TurnTokens
from bot.storage.tables import llm_calls
from tests.storage.builders import CHANNEL, GUILD, NOON, attempt, campaign_of, told, turn

NOTHING = TurnTokens(0, 0, 0, 0, 0, 0)
SINCE = NOON - timedelta(days=30)


async def tell(stores: Stores, campaign: Campaign, number: int, *attempts: Attempt, **of_turn: Any) -> int:
    """Tell one turn with these attempts, and return its id."""
    begun = turn(campaign, number=number, **of_turn)
    turn_id = await stores.turns.open_turn(begun)
    told_turn = told(replace(begun, status="told"), turn_id, attempts=attempts or (attempt(),))
    assert await stores.turns.commit_turn(told_turn)
    return turn_id


async def test_a_server_without_turns_has_nothing_to_compare(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    assert await stores.comparison.first_words(GUILD, SINCE) == {}
    assert await stores.comparison.tokens_of_guild(GUILD) == NOTHING
    assert await stores.comparison.tokens_of_campaign(campaign.id) == NOTHING


async def test_waits_are_listed_by_the_model_that_told(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    for number, (model, wait) in enumerate([("a/one", 300.0), ("a/two", 900.5), ("a/one", 100.25)], 1):
        await tell(stores, campaign, number, model=model, first_word_ms=wait)
    waits = await stores.comparison.first_words(GUILD, SINCE)
    assert {model: sorted(found) for model, found in waits.items()} == {"a/one": [100.25, 300.0], "a/two": [900.5]}
    assert await stores.comparison.first_words(GUILD + 1, SINCE) == {}


async def test_a_turn_with_several_calls_is_one_wait(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, 1, attempt(), attempt(), attempt(), model="a/one", first_word_ms=300.0)
    assert await stores.comparison.first_words(GUILD, SINCE) == {"a/one": [300.0]}


async def test_the_wait_for_a_model_that_failed_is_not_its_fallbacks(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, 1, model="a/fallback", wanted_model="a/dead", first_word_ms=31_000.0)
    await tell(stores, campaign, 2, model="a/fallback", wanted_model="a/fallback", first_word_ms=300.0)
    assert await stores.comparison.first_words(GUILD, SINCE) == {"a/fallback": [300.0]}


async def test_a_turn_that_somebody_had_to_try_again_says_nothing_of_its_models_wait(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, 1, model="a/one", attempt=2, first_word_ms=600_000.0)
    await tell(stores, campaign, 2, model="a/one", first_word_ms=300.0)
    assert await stores.comparison.first_words(GUILD, SINCE) == {"a/one": [300.0]}


async def test_turns_of_long_ago_and_turns_nobody_saw_are_no_waits(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, 1, attempt(started_at=SINCE - timedelta(seconds=1)), model="a/one", first_word_ms=1.0)
    await tell(stores, campaign, 2, attempt(started_at=SINCE), model="a/one", first_word_ms=2.0)
    await tell(stores, campaign, 3, model="a/one", first_word_ms=None)
    assert await stores.comparison.first_words(GUILD, SINCE) == {"a/one": [2.0]}


async def test_only_turns_that_were_told_and_stand_count(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    first = await tell(stores, campaign, 1, model="a/one", first_word_ms=1.0)
    again = turn(campaign, take=2, model="a/two", first_word_ms=2.0)
    again_id = await stores.turns.open_turn(again)
    await stores.turns.commit_turn(told(again, again_id, attempts=(attempt(output_tokens=7),), reverts=(first,)))
    failed = turn(campaign, number=2, model="a/one", first_word_ms=3.0)
    failed_id = await stores.turns.open_turn(failed)
    await stores.turns.fail_turn(replace(failed, status="failed"), failed_id, GUILD, [attempt(output_tokens=90)])
    assert await stores.comparison.first_words(GUILD, SINCE) == {"a/two": [2.0]}
    tokens = await stores.comparison.tokens_of_campaign(campaign.id)
    assert (tokens.turns, tokens.calls, tokens.output_tokens) == (1, 1, 7)


async def test_tokens_are_added_up_over_all_attempts_of_a_turn(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    lost = attempt(usage_source="missing", input_tokens=None, cache_read_tokens=None, output_tokens=None)
    guessed = attempt(usage_source="estimated", input_tokens=10, cache_read_tokens=None, output_tokens=4)
    await tell(stores, campaign, 1, lost, attempt(cache_write_tokens=50), attempt(withdrawn=True, route=1))
    await tell(stores, campaign, 2, guessed)
    expected = TurnTokens(
        turns=2,
        calls=3,
        input_tokens=1200 + 1200 + 10,
        cache_read_tokens=2000,
        cache_write_tokens=50,
        output_tokens=150 + 150 + 4,
    )
    assert await stores.comparison.tokens_of_campaign(campaign.id) == expected
    assert await stores.comparison.tokens_of_guild(GUILD) == expected


async def test_what_the_offline_narrator_told_says_nothing_of_tokens(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, 1, attempt(provider="offline", input_tokens=0, cache_read_tokens=0, output_tokens=0))
    assert await stores.comparison.tokens_of_campaign(campaign.id) == NOTHING


async def test_a_picture_is_no_part_of_a_turns_tokens(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, 1, attempt(), attempt(purpose="image", output_tokens=4000))
    assert (await stores.comparison.tokens_of_campaign(campaign.id)).output_tokens == 150


async def test_a_campaign_has_an_average_of_its_own_within_its_servers(stores: Stores) -> None:
    one, two = await campaign_of(stores), await campaign_of(stores, CHANNEL + 1, "Another")
    await tell(stores, one, 1, attempt(output_tokens=100))
    await tell(stores, two, 1, attempt(output_tokens=300))
    assert (await stores.comparison.tokens_of_campaign(one.id)).output_tokens == 100
    assert (await stores.comparison.tokens_of_campaign(two.id)).output_tokens == 300
    assert (await stores.comparison.tokens_of_guild(GUILD)).output_tokens == 400


async def test_the_newest_calls_are_the_ones_that_count(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    for number in (1, 2, 3):
        at = NOON + timedelta(minutes=number)
        call = attempt(output_tokens=number, started_at=at)
        await tell(stores, campaign, number, call, model="a/one", first_word_ms=float(number))
    newest = Comparison(stores.database, newest=2)
    assert (await newest.tokens_of_guild(GUILD)).output_tokens == 2 + 3
    assert sorted((await newest.first_words(GUILD, SINCE))["a/one"]) == [2.0, 3.0]


async def test_a_call_outside_of_a_turn_is_kept_with_who_asked_and_counts_for_no_turn(stores: Stores) -> None:
    await stores.guilds.greet(GUILD, "The Inn")
    ada = await stores.accounts.ensure(1, "Ada")
    await stores.calls.add(
        [attempt(purpose="test"), attempt(purpose="test", attempt=2)], guild_id=GUILD, account_id=ada
    )
    await stores.calls.add([], guild_id=GUILD)
    async with stores.database.autocommit() as connection:
        rows = (await connection.execute(select(llm_calls).order_by(llm_calls.c.id))).all()
    kept = [(row.purpose, row.attempt, row.guild_id, row.account_id, row.campaign_id, row.turn_id) for row in rows]
    assert kept == [("test", 1, GUILD, ada, None, None), ("test", 2, GUILD, ada, None, None)]
    assert await stores.comparison.tokens_of_guild(GUILD) == NOTHING


async def test_a_server_that_is_greeted_again_keeps_its_choice(stores: Stores) -> None:
    await stores.guilds.choose(GUILD, "The Inn", {"default_model": "vendor/model"})
    await stores.guilds.greet(GUILD, "The Tavern")
    assert (await stores.guilds.settings(GUILD)).default_model == "vendor/model"
