"""What a process takes of budgets in advance: cheap where plenty is left, and never more than there is."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.budget import Budget, Spender, turn_holder
from bot.domain.campaign import Campaign
from bot.services.budgets import BudgetService
from bot.services.overspending import OverBudget
from bot.storage import Stores
from tests.storage.builders import GUILD, NOON, attempt, campaign_of, told, turn

CENT = Decimal("0.01")
_numbers = count(1)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budgets(stores: Stores, clock: Clock) -> BudgetService:
    return BudgetService(stores, now=clock.now, clock=clock)


@pytest.fixture
async def campaign(stores: Stores) -> Campaign:
    return await campaign_of(stores)


@pytest.fixture
def spender(campaign: Campaign) -> Spender:
    return Spender(GUILD, campaign.id, (campaign.owner_id,))


async def limit(stores: Stores, campaign: Campaign, amount: str, unit: str = "dollars", **other: Any) -> None:
    values: dict[str, Any] = {
        "id": 0, "guild_id": GUILD, "scope": "server", "subject": GUILD, "period": "month", "unit": unit,
        "amount": Decimal(amount),
    }  # fmt: skip
    wanted = Budget(**(values | other))
    await stores.budgets.set(wanted, guild_name="The Inn", set_by=campaign.owner_id, now=NOON)


async def tell(stores: Stores, campaign: Campaign, cost: Decimal, number: int | None = None) -> None:
    begun = turn(campaign, number=next(_numbers) if number is None else number)
    turn_id = await stores.turns.open_turn(begun)
    assert await stores.turns.commit_turn(told(begun, turn_id, attempts=(attempt(cost_usd=cost),)))


def statements(stores: Stores) -> list[str]:
    said: list[str] = []
    event.listen(
        stores.database.engine.sync_engine, "before_cursor_execute", lambda _c, _k, text, *_: said.append(text)
    )
    return said


async def test_where_plenty_is_left_one_look_at_the_database_serves_many_turns(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender, clock: Clock
) -> None:
    await limit(stores, campaign, "100")
    await limit(stores, campaign, "1000", "turns", scope="campaign", subject=campaign.id)
    await budgets.release(await budgets.reserve(spender, CENT, "first"))
    said = statements(stores)
    for number in range(30):
        assert await budgets.release(await budgets.reserve(spender, CENT, f"t{number}")) == ()
    assert said == []
    clock.seconds = 60
    await budgets.reserve(spender, CENT, "later")
    assert said


async def test_what_is_taken_in_advance_stops_before_the_warning_is_due(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "3", scope="server")
    warned: list[Decimal] = []
    for number in range(300):
        hold = await budgets.reserve(spender, CENT, f"t{number}")
        await tell(stores, campaign, CENT)
        warned += [Decimal(number + 1) * CENT for _ in await budgets.release(hold)]
    assert warned == [Decimal("2.40")]
    with pytest.raises(OverBudget, match=r"\$3\.00 of \$3\.00 are spent, \$0 are left"):
        await budgets.reserve(spender, CENT, "one more")


async def test_a_dear_turn_after_many_cheap_ones_may_have_all_that_is_left(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "1")
    cheap = await budgets.reserve(spender, CENT, "cheap")
    assert cheap.given
    with pytest.raises(OverBudget, match=r"\$0\.99 are left"):
        await budgets.reserve(spender, Decimal("0.991"), "dear")
    await budgets.release(await budgets.reserve(spender, Decimal("0.99"), "dear"))
    await budgets.release(cheap)
    assert (await budgets.reserve(spender, Decimal(1), "dearest")).budget_ids


async def test_a_turn_that_cost_more_than_was_thought_is_found_at_the_next_look(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender, clock: Clock
) -> None:
    await limit(stores, campaign, "1")
    hold = await budgets.reserve(spender, CENT, "t1")
    await tell(stores, campaign, Decimal("0.95"))
    assert await budgets.release(hold) == ()
    clock.seconds = 60
    (warning,) = await budgets.release(await budgets.reserve(spender, CENT, "t2"))
    assert "95% used up" in warning.say("en")


async def test_a_budget_that_is_lowered_here_counts_at_once(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "100")
    await budgets.reserve(spender, CENT, "t1")
    await limit(stores, campaign, "0.015")
    budgets.changed(GUILD)
    with pytest.raises(OverBudget):
        await budgets.reserve(spender, CENT, "t2")


async def test_a_budget_that_is_set_while_something_is_taken_of_it_counts_at_once(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "100")
    engine = stores.database.engine.sync_engine

    def meanwhile(_c: Any, _k: Any, text: str, *_: Any) -> None:
        if "INTO budget_holds" in text:
            budgets.changed(GUILD)

    event.listen(engine, "before_cursor_execute", meanwhile)
    assert (await budgets.reserve(spender, CENT, "t1")).given
    event.remove(engine, "before_cursor_execute", meanwhile)
    await limit(stores, campaign, "0.015")
    with pytest.raises(OverBudget):
        await budgets.reserve(spender, CENT, "t2")


async def test_one_that_was_set_elsewhere_counts_for_the_next_look_though_nobody_here_knows_it(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "1")
    assert await budgets.watched(spender)
    await limit(stores, campaign, "1", "turns")
    hold = await budgets.reserve(spender, CENT, "t1")
    assert len(hold.budget_ids) == 2
    with pytest.raises(OverBudget):
        await budgets.reserve(spender, CENT, "t2")


async def test_another_model_of_the_same_turn_replaces_what_the_first_held(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "1")
    for _ in range(500):
        hold = await budgets.reserve(spender, CENT, "t", CENT)
    await budgets.release(hold)
    assert (await budgets.reserve(spender, Decimal(1), "dear")).budget_ids


async def test_what_nobody_ever_ends_lapses(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender, clock: Clock
) -> None:
    await limit(stores, campaign, "1")
    assert (await budgets.reserve(spender, CENT, "lost")).given
    clock.seconds = 15 * 60 - 1
    with pytest.raises(OverBudget):
        await budgets.reserve(spender, Decimal(1), "all")
    clock.seconds = 15 * 60
    assert (await budgets.reserve(spender, Decimal(1), "all")).budget_ids


async def test_a_turn_that_is_kept_and_not_yet_released_takes_its_place_once(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "2", "turns")
    number = next(_numbers)
    await budgets.reserve(spender, CENT, turn_holder(campaign.id, number, 1))
    await tell(stores, campaign, CENT, number)
    await budgets.reserve(spender, CENT, "last")
    with pytest.raises(OverBudget, match="2 of 2 turns"):
        await budgets.reserve(spender, CENT, "one too many")


@pytest.mark.parametrize("seed", range(4))
async def test_two_processes_that_take_in_advance_together_never_pass_a_budget(
    stores: Stores, campaign: Campaign, clock: Clock, seed: int
) -> None:
    chance = random.Random(seed)
    people = [campaign.owner_id, *[await stores.accounts.ensure(number, str(number)) for number in range(1, 4)]]
    await limit(stores, campaign, "3")
    await limit(stores, campaign, "2", scope="player", subject=people[1])
    both = [BudgetService(stores, now=clock.now, clock=clock) for _ in range(2)]
    spent, flying = Decimal(0), dict[str, Decimal]()
    refused = given = 0

    async def one_turn(number: int) -> None:
        nonlocal spent, refused, given
        estimate = chance.choice((CENT, CENT, CENT * 4))
        one, holder = chance.choice(both), turn_holder(campaign.id, number, 1)
        try:
            who = tuple(chance.sample(people, 2))
            hold = await one.reserve(Spender(GUILD, campaign.id, who), estimate, holder)
        except OverBudget:
            refused += 1
            return
        given += hold.given
        flying[holder] = estimate
        assert spent + sum(flying.values()) <= 3
        cost = estimate * chance.randint(0, 4) / 4
        await tell(stores, campaign, cost, number)
        spent += cost
        del flying[holder]
        await one.release(hold)

    for _ in range(30):
        clock.seconds += chance.choice((1, 20, 61))
        await asyncio.gather(*(one_turn(next(_numbers)) for _ in range(12)))
    assert Decimal("2.9") < spent <= 3
    assert refused
    assert given > 20
