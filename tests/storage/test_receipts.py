"""The receipts of turns, on both databases."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.campaign import Campaign
from bot.domain.turn import LedgerEntry
from bot.storage import Stores
from tests.storage.builders import CHANNEL, GUILD, attempt, campaign_of, saved, told, turn

MEMORIES = {"messages": 34, "from_turn": 3, "to_turn": 19}
ROLLS = tuple(LedgerEntry("roll", "Ada", f"d20: {number}", {"total": number}) for number in (17, 3, 20))


async def tell(stores: Stores, campaign: Campaign, number: int = 1, take: int = 1, **kept: Any) -> int:
    """Keep a told turn and return its id."""
    begun = turn(campaign, (await saved(stores, campaign),), number, take=take)
    turn_id = await stores.turns.open_turn(begun)
    ended = replace(begun, model="a/b", wanted_model="a/c", first_word_ms=900.5, last_word_ms=12_000.0)
    assert await stores.turns.commit_turn(told(replace(ended, memories=MEMORIES), turn_id, **kept))
    return turn_id


async def test_a_receipt_holds_the_turn_its_attempts_and_its_ledger_in_their_order(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    attempts = (
        attempt(model="c", error_class="RateLimited", http_status=429, cost_usd=Decimal(0), attempt=1),
        attempt(model="c", error_class="Interrupted", withdrawn=True, cost_usd=None, attempt=2),
        attempt(model="b", route=1),
    )
    await tell(stores, campaign, entries=ROLLS, attempts=attempts)
    receipt = await stores.receipts.of(campaign.id, 1, 1)
    assert receipt is not None
    assert (receipt.campaign_id, receipt.channel_id, receipt.number, receipt.take) == (campaign.id, CHANNEL, 1, 1)
    assert (receipt.status, receipt.standing_take) == ("told", 1)
    assert (receipt.model, receipt.wanted_model) == ("a/b", "a/c")
    assert (receipt.first_word_ms, receipt.last_word_ms, receipt.memories) == (900.5, 12_000.0, MEMORIES)
    assert receipt.attempts == attempts
    assert receipt.summaries == ("🎲 d20: 17", "🎲 d20: 3", "🎲 d20: 20")


async def test_a_turn_without_dice_or_calls_has_a_receipt_all_the_same(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, entries=(), attempts=())
    receipt = await stores.receipts.last_told(campaign.id)
    assert receipt is not None
    assert (receipt.attempts, receipt.summaries) == ((), ())


async def test_a_telling_that_another_took_the_place_of_names_it(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    first = await tell(stores, campaign)
    await tell(stores, campaign, take=2, reverts=(first,), entries=ROLLS[:1])
    again = await stores.turns.open_turn(turn(campaign, number=1, take=3))
    await stores.turns.fail_turn(turn(campaign, number=1, take=3), again, GUILD, ())
    old, new = await stores.receipts.of(campaign.id, 1, 1), await stores.receipts.of(campaign.id, 1, 2)
    assert old is not None
    assert new is not None
    assert (old.take, old.standing_take, new.standing_take) == (1, 2, 2)
    assert new.summaries == ("🎲 d20: 17",)
    assert await stores.receipts.last_told(campaign.id) == new


async def test_the_last_told_turn_is_the_one_before_a_turn_that_is_being_told(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    assert await stores.receipts.last_told(campaign.id) is None
    await tell(stores, campaign)
    await stores.turns.open_turn(turn(campaign, number=2))
    last = await stores.receipts.last_told(campaign.id)
    telling = await stores.receipts.of(campaign.id, 2, 1)
    assert last is not None
    assert last.number == 1
    assert telling is not None
    assert (telling.status, telling.standing_take) == ("telling", None)


async def test_another_campaigns_turns_are_not_mixed_in(stores: Stores) -> None:
    campaign, other = await campaign_of(stores), await campaign_of(stores, CHANNEL + 1, "Another")
    await tell(stores, campaign, entries=ROLLS[:1])
    await tell(stores, other, entries=ROLLS)
    receipt = await stores.receipts.of(campaign.id, 1, 1)
    assert receipt is not None
    assert len(receipt.summaries) == len(receipt.attempts) == 1


@pytest.mark.parametrize("number", [0, -1, 2, 2**31, 2**63, 10**30])
async def test_numbers_that_no_turn_has_are_no_receipt(stores: Stores, number: int) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign)
    assert await stores.receipts.of(campaign.id, number, 1) is None
    assert await stores.receipts.of(campaign.id, 1, number) is None
    assert await stores.receipts.of(campaign.id + (number or 1), 1, 1) is None


async def test_a_receipt_takes_two_statements_whatever_it_holds(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, entries=ROLLS * 4, attempts=(attempt(),) * 9)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = stores.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await stores.receipts.of(campaign.id, 1, 1)
    await stores.receipts.last_told(campaign.id)
    event.remove(engine, "before_cursor_execute", note)
    assert len(statements) == 4
