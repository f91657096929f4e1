"""What a turn asks of its budgets, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.budget import Budget, Spender
from bot.domain.campaign import Campaign
from bot.domain.conversation import Message, Tool
from bot.llm.breaker import Breaker
from bot.llm.catalogue import ModelCard
from bot.llm.chat import Usage
from bot.llm.prices import Price, Priced, free, unknown
from bot.llm.speaker import Speaker
from bot.services.budgets import CHARS_PER_TOKEN, BudgetService
from bot.services.overspending import OverBudget, PriceUnknown
from bot.storage import Stores
from tests.llm.conftest import prompt
from tests.storage.builders import GUILD, NOON, attempt, campaign_of, told, turn


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
        "id": 0, "guild_id": GUILD, "scope": "server", "subject": GUILD, "period": "day", "unit": unit,
        "amount": Decimal(amount),
    }  # fmt: skip
    wanted = Budget(**(values | other))
    await stores.budgets.set(wanted, guild_name="The Inn", set_by=campaign.owner_id, now=NOON)


async def told_turn(stores: Stores, campaign: Campaign, number: int, cost: str) -> None:
    begun = turn(campaign, number=number)
    turn_id = await stores.turns.open_turn(begun)
    await stores.turns.commit_turn(told(begun, turn_id, attempts=(attempt(cost_usd=Decimal(cost)),)))


def by_token(asked: str, answered: str) -> Price:
    """Price a million tokens of the prompt and of the reply in dollars."""

    def price(usage: Usage, _at: datetime) -> Priced:
        usd = usage.input_tokens * Decimal(asked) + usage.output_tokens * Decimal(answered)
        return Priced(usd / 1_000_000, "2026-11-01")

    return price


def speaker(price: Price, name: str = "m", **card: Any) -> Speaker:
    return Speaker(ModelCard("openai", name, name, **card), None, Breaker(), price)  # type: ignore[arg-type]


def test_an_estimate_is_so_many_rounds_each_with_a_whole_reply(budgets: BudgetService) -> None:
    asked = replace(prompt(), system="s" * 300, messages=(Message("user", "m" * 30),), tools=(), max_tokens=1000)
    tokens = 330 // CHARS_PER_TOKEN
    once = budgets.estimate(speaker(by_token("1", "10")), asked, rounds=1)
    assert once == (tokens + 10 * 1000) / Decimal(1_000_000)
    thinking = speaker(by_token("0", "10"), thinking_room=500)
    assert budgets.estimate(thinking, asked, rounds=1) == Decimal("0.015")
    assert budgets.estimate(thinking, asked) == Decimal("0.030")
    # What was told in one round is read in the next.
    assert budgets.estimate(speaker(by_token("1", "0")), asked) == (2 * tokens + 1000) / Decimal(1_000_000)


def test_what_is_not_ascii_counts_by_its_bytes(budgets: BudgetService) -> None:
    wizard = "\N{MAGE}\N{ZERO WIDTH JOINER}\N{MALE SIGN}"
    plain = replace(prompt(), system="", messages=(Message("user", "m" * 300),), tools=())
    dear = replace(plain, messages=(Message("user", wizard * 100),))
    dear_cost, plain_cost = (budgets.estimate(speaker(by_token("1", "0")), each, rounds=1) for each in (dear, plain))
    assert dear_cost is not None
    assert plain_cost is not None
    assert dear_cost > 5 * plain_cost


def test_tools_are_sent_too(budgets: BudgetService) -> None:
    bare = replace(prompt(), tools=())
    tool = Tool("roll", "Roll the dice.", {"type": "object", "properties": {"dice": {"type": "string"}}})
    model = speaker(by_token("1", "1"))
    less, more = budgets.estimate(model, bare), budgets.estimate(model, replace(bare, tools=(tool,)))
    assert less is not None
    assert more is not None
    assert more > less


def test_what_nobody_knows_the_price_of_has_no_estimate_and_what_is_free_costs_nothing(budgets: BudgetService) -> None:
    assert budgets.estimate(speaker(unknown), prompt()) is None
    assert budgets.estimate(speaker(free), prompt()) == 0


def test_the_cheaper_models_come_dearest_first(budgets: BudgetService) -> None:
    dear, fair, poor = (speaker(by_token(each, each), each) for each in ("30", "10", "1"))
    others = [poor, speaker(unknown, "unknown"), dear, fair, speaker(free, "free")]
    found = budgets.cheaper(others, prompt(), budgets.estimate(dear, prompt()))
    assert [each.card.id for each, _ in found] == ["10", "1", "free"]
    assert found[0][1] == budgets.estimate(fair, prompt())
    assert [each.card.id for each, _ in budgets.cheaper(others, prompt(), None)] == ["30", "10", "1", "free"]


async def test_a_server_without_budgets_is_asked_once_a_minute(
    stores: Stores, budgets: BudgetService, spender: Spender, clock: Clock
) -> None:
    asked: list[str] = []
    event.listen(
        stores.database.engine.sync_engine, "before_cursor_execute", lambda _c, _k, text, *_: asked.append(text)
    )
    for second in (0, 1, 30, 59.9):
        clock.seconds = second
        assert not await budgets.watched(spender)
        assert await budgets.release(await budgets.reserve(spender, None, "t")) == ()
    assert len([text for text in asked if "budgets" in text]) == 1
    clock.seconds = 60
    await budgets.reserve(spender, Decimal(1), "t")
    assert len([text for text in asked if "budgets" in text]) == 2


async def test_a_budget_set_by_another_process_counts_within_a_minute_and_one_set_here_at_once(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender, clock: Clock
) -> None:
    assert not await budgets.watched(spender)
    await limit(stores, campaign, "1")
    assert not await budgets.watched(spender)
    clock.seconds = 60
    assert await budgets.watched(spender)
    await limit(stores, campaign, "1", scope="campaign", subject=campaign.id)
    (server, _) = await stores.budgets.of_guild(GUILD)
    await stores.budgets.remove(GUILD, server.id)
    budgets.changed(GUILD)
    assert not await budgets.watched(Spender(GUILD, campaign.id + 1, (1,)))
    assert await budgets.watched(spender)


async def test_who_is_over_budget_hears_which_and_what_is_left_and_until_when(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "1")
    await limit(stores, campaign, "1", scope="campaign", subject=campaign.id, period="month")
    await told_turn(stores, campaign, 1, "0.98")
    with pytest.raises(OverBudget) as caught:
        await budgets.reserve(spender, Decimal("0.0321"), "t")
    december = int(datetime(2026, 12, 1, tzinfo=NOON.tzinfo).timestamp())
    assert caught.value.say("en") == (
        "The monthly budget of The Salt Road does not allow this turn: $0.98 of $1.00 are spent, $0.02 are left, and "
        f"it may cost up to $0.0321. It begins anew <t:{december}:R>; /budget set can raise it."
    )


async def test_who_told_every_turn_hears_that_there_are_none_left(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "2", "turns")
    await told_turn(stores, campaign, 1, "1")
    await budgets.reserve(spender, None, "other")
    with pytest.raises(OverBudget, match=r"^The server’s daily budget is used up: 2 of 2 turns"):
        await budgets.reserve(spender, None, "t")


async def test_a_model_without_a_price_is_refused_where_dollars_are_counted(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "1")
    with pytest.raises(PriceUnknown, match=r"^The server’s daily budget is in dollars, and the price of this model"):
        await budgets.reserve(spender, None, "t")


async def test_a_turn_dearer_than_its_estimate_counts_for_the_next_and_is_warned_of_once(
    stores: Stores, campaign: Campaign, budgets: BudgetService, spender: Spender
) -> None:
    await limit(stores, campaign, "1")
    hold = await budgets.reserve(spender, Decimal("0.1"), "t1")
    await told_turn(stores, campaign, 1, "0.95")
    # Far from the end as it was meant to cost, nobody looks at once; the next turn does.
    assert await budgets.release(hold) == ()
    with pytest.raises(OverBudget):
        await budgets.reserve(spender, Decimal("0.1"), "t2")
    (warning,) = await budgets.release(await budgets.reserve(spender, Decimal("0.01"), "t2"))
    assert warning.say("en").startswith("The server’s daily budget: 95% used up, $0.95 of $1.00.")
    assert await budgets.release(await budgets.reserve(spender, Decimal("0.01"), "t3")) == ()
