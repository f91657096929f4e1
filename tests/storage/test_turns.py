"""Actions and turns, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.tables import ledger, llm_calls, messages, turns
from tests.storage.builders import CHANNEL, GUILD, NOON, action, attempt, campaign_of, saved, told, turn


async def counted(stores: Stores) -> dict[str, int]:
    async with stores.database.autocommit() as connection:
        tables = (turns, messages, ledger, llm_calls)
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in tables
        }


async def test_an_action_comes_back_as_it_was_kept(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    new = action(campaign, text="J’ouvre la porte 🗝️\n«doucement»")
    kept = await stores.actions.save_action(new)
    assert kept is not None
    assert replace(kept, id=0) == new
    assert await stores.actions.pending(campaign.id) == [kept]


async def test_the_same_discord_message_is_kept_once(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    assert await stores.actions.save_action(action(campaign, 77)) is not None
    assert await stores.actions.save_action(action(campaign, 77, "edited since")) is None
    assert [one.text for one in await stores.actions.pending(campaign.id)] == ["I open the door."]


async def test_a_message_that_arrives_many_times_at_once_is_kept_once(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    kept = await asyncio.gather(*(stores.actions.save_action(action(campaign, 77)) for _ in range(12)))
    assert sum(one is not None for one in kept) == 1


@pytest.mark.parametrize("discord_id", [1, 2**53 + 1, 2**63 - 1])
async def test_every_snowflake_fits(stores: Stores, discord_id: int) -> None:
    campaign = await campaign_of(stores, channel_id=discord_id)
    kept = await saved(stores, campaign, discord_id=discord_id, channel_id=discord_id)
    assert await stores.actions.pending(campaign.id) == [kept]
    assert await stores.turns.latest_discord_ids() == {discord_id: discord_id}


async def test_a_time_from_another_zone_comes_back_in_utc(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    paris = NOON.astimezone(timezone(timedelta(hours=1)))
    await saved(stores, campaign, received_at=paris)
    (kept,) = await stores.actions.pending(campaign.id)
    assert (kept.received_at, kept.received_at.utcoffset()) == (NOON, timedelta(0))


async def test_a_time_without_a_zone_is_refused(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    with pytest.raises(Exception, match="without a zone"):
        await saved(stores, campaign, received_at=NOON.replace(tzinfo=None))
    assert await stores.actions.pending(campaign.id) == []


async def test_a_told_turn_answers_its_actions_and_leaves_its_story(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    one, two, late = await saved(stores, campaign), await saved(stores, campaign), await saved(stores, campaign)
    begun = turn(campaign, (one, two), reply_ids=(5, 6))
    turn_id = await stores.turns.open_turn(begun)
    ended = replace(begun, first_word_ms=310.5, last_word_ms=2790.0, delivered=True)
    assert await stores.turns.commit_turn(told(ended, turn_id))

    assert await stores.actions.pending(campaign.id) == [late]
    assert await stores.turns.last_turn(campaign.id) == replace(ended, status="told")
    story = await stores.turns.transcript(campaign.id, 10)
    assert [(line.role, line.author, line.turn) for line in story] == [("user", "Ada", 1), ("assistant", None, 1)]
    assert await counted(stores) == {"turns": 1, "messages": 2, "ledger": 1, "llm_calls": 1}


async def test_what_was_measured_and_rolled_is_kept_exactly(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign)
    turn_id = await stores.turns.open_turn(begun)
    failed = attempt(attempt=1, cost_usd=None, error_class="RateLimited", http_status=429, ttft_ms=None)
    await stores.turns.commit_turn(told(begun, turn_id, attempts=(failed, attempt(attempt=2))))
    async with stores.database.autocommit() as connection:
        calls = (await connection.execute(select(llm_calls).order_by(llm_calls.c.attempt))).mappings().all()
        roll = (await connection.execute(select(ledger))).mappings().one()
    assert [(row["turn_id"], row["guild_id"], row["campaign_id"]) for row in calls] == [
        (turn_id, GUILD, campaign.id)
    ] * 2
    for row, expected in zip(calls, (failed, attempt(attempt=2)), strict=True):
        assert {name: row[name] for name in type(expected).__dataclass_fields__} == {
            name: getattr(expected, name) for name in type(expected).__dataclass_fields__
        }
    assert (roll["detail"], roll["turn_id"]) == ({"dice": "d20", "total": 17}, turn_id)


async def test_a_turn_without_rolls_or_actions_is_kept(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign)
    turn_id = await stores.turns.open_turn(begun)
    assert await stores.turns.commit_turn(told(begun, turn_id, entries=(), messages=(), attempts=()))
    assert await counted(stores) == {"turns": 1, "messages": 0, "ledger": 0, "llm_calls": 0}


async def test_a_turn_committed_twice_is_kept_once(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign, (await saved(stores, campaign),))
    whole = told(begun, await stores.turns.open_turn(begun))
    assert await stores.turns.commit_turn(whole) is True
    assert await stores.turns.commit_turn(replace(whole, narration="another story")) is False
    assert await counted(stores) == {"turns": 1, "messages": 2, "ledger": 1, "llm_calls": 1}


async def test_a_turn_committed_many_times_at_once_is_kept_once(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign, (await saved(stores, campaign),))
    whole = told(begun, await stores.turns.open_turn(begun))
    assert sum(await asyncio.gather(*(stores.turns.commit_turn(whole) for _ in range(8)))) == 1
    assert await counted(stores) == {"turns": 1, "messages": 2, "ledger": 1, "llm_calls": 1}


async def test_a_told_turn_cannot_be_opened_again(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign)
    await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun)))
    with pytest.raises(LookupError, match=r"turn 1 .* was told already"):
        await stores.turns.open_turn(replace(begun, attempt=2))


async def test_a_turn_begun_again_keeps_its_id_and_takes_the_new_reply(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    one = await saved(stores, campaign)
    first = await stores.turns.open_turn(turn(campaign, (one,), reply_ids=(5,)))
    again = turn(campaign, (one, await saved(stores, campaign)), attempt=2, reply_ids=(8,), model="gpt")
    assert await stores.turns.open_turn(again) == first
    kept = await stores.turns.last_turn(campaign.id)
    assert kept == replace(again, delivered=False)


async def test_a_failed_turn_keeps_its_actions_and_its_attempts(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    one = await saved(stores, campaign)
    begun = turn(campaign, (one,))
    turn_id = await stores.turns.open_turn(begun)
    failed = replace(begun, error="The model is busy.")
    assert await stores.turns.fail_turn(failed, turn_id, GUILD, (attempt(error_class="RateLimited"),))
    assert await stores.actions.pending(campaign.id) == [one]
    last = await stores.turns.last_turn(campaign.id)
    assert last is not None
    assert (last.status, last.error) == ("failed", "The model is busy.")
    assert await counted(stores) == {"turns": 1, "messages": 0, "ledger": 0, "llm_calls": 1}


async def test_a_told_turn_cannot_fail_afterwards(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign)
    turn_id = await stores.turns.open_turn(begun)
    await stores.turns.commit_turn(told(begun, turn_id))
    assert await stores.turns.fail_turn(replace(begun, error="late"), turn_id, GUILD, (attempt(),)) is False
    assert (await counted(stores))["llm_calls"] == 1


async def test_the_campaigns_with_work_are_those_with_waiting_actions_or_a_turn_in_hand(stores: Stores) -> None:
    waiting = await campaign_of(stores, CHANNEL)
    telling = await campaign_of(stores, CHANNEL + 1)
    idle = await campaign_of(stores, CHANNEL + 2)
    assert await stores.turns.campaigns_with_work() == []
    await saved(stores, waiting)
    await saved(stores, waiting)
    await stores.turns.open_turn(turn(telling))
    done = turn(idle, (await saved(stores, idle),))
    await stores.turns.commit_turn(told(done, await stores.turns.open_turn(done)))
    assert await stores.turns.campaigns_with_work() == [waiting.id, telling.id]


async def test_a_story_that_did_not_arrive_is_found_with_its_text_until_it_did(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign, reply_ids=(5,), delivered=False)
    await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun)))
    (late,) = await stores.turns.undelivered()
    assert (late.turn.number, late.turn.reply_ids, late.story) == (1, (5,), "The door opens.")
    assert late.summaries == tuple(f"🎲 {entry.summary}" for entry in told(begun, 1).entries)
    await stores.turns.mark_delivered(begun, (6,))
    assert await stores.turns.undelivered() == []
    last = await stores.turns.last_turn(campaign.id)
    assert last is not None
    assert last.reply_ids == (6,)


async def test_the_transcript_is_the_newest_part_in_order(stores: Stores) -> None:
    campaign, other = await campaign_of(stores), await campaign_of(stores, CHANNEL + 1)
    for number in (1, 2, 3):
        for each in (campaign, other):
            begun = turn(each, number=number)
            await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun)))
    story = await stores.turns.transcript(campaign.id, 3)
    assert [(line.turn, line.role) for line in story] == [(2, "assistant"), (3, "user"), (3, "assistant")]


async def test_the_newest_known_id_of_a_channel_is_an_action_or_a_reply(stores: Stores) -> None:
    acted, answered = await campaign_of(stores, CHANNEL), await campaign_of(stores, CHANNEL + 1)
    await campaign_of(stores, CHANNEL + 2)
    await saved(stores, acted, discord_id=50)
    await saved(stores, acted, discord_id=40)
    await saved(stores, acted, discord_id=45, kind="opening")
    begun = turn(answered, channel_id=CHANNEL + 1, reply_ids=(60, 61))
    await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun)))
    await saved(stores, answered, discord_id=55, channel_id=CHANNEL + 1)
    assert await stores.turns.latest_discord_ids() == {CHANNEL: 50, CHANNEL + 1: 61}


async def test_after_a_reply_that_was_begun_nothing_of_a_channel_is_known_for_sure(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await saved(stores, campaign, discord_id=50)
    begun = turn(campaign, reply_ids=(60,))
    await stores.turns.open_turn(begun)
    await saved(stores, campaign, discord_id=70)
    assert await stores.turns.latest_discord_ids() == {CHANNEL: 60}
    await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun)))
    assert await stores.turns.latest_discord_ids() == {CHANNEL: 70}


async def test_a_new_campaign_has_no_turn_and_no_story(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    assert await stores.turns.last_turn(campaign.id) is None
    assert await stores.turns.transcript(campaign.id, 5) == []


async def test_what_a_turn_looks_for_is_found_by_an_index(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    stores = Stores.over(database)
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    await stores.actions.pending(1)
    await stores.turns.last_turn(1)
    await stores.turns.transcript(1, 40)
    await stores.turns.campaigns_with_work()
    await stores.turns.undelivered()
    await stores.turns.latest_discord_ids()
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    plans: list[str] = []
    for statement, parameters in asked:
        async with database.autocommit() as connection:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row.detail for row in plan)
    await database.close()
    assert len(asked) == 6
    # Every bound channel is asked for, so that one table is read whole.
    assert [plan for plan in plans if plan.startswith("SCAN") and "INDEX" not in plan] == ["SCAN campaign_channels"]
    assert [plan for plan in plans if "TEMP B-TREE FOR ORDER BY" in plan] == []
