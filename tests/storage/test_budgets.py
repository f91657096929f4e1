"""Budgets and what turns hold of them, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain.budget import Budget, Spender, Spent
from bot.domain.campaign import Campaign
from bot.storage import Stores
from bot.storage.budgets import HOLD_LASTS
from bot.storage.spending import Settled, standings
from bot.storage.tables import budget_holds, llm_calls
from tests.storage.builders import CHANNEL, GUILD, NOON, attempt, campaign_of, saved, told, turn

BRUNO = 1_300_000_000_000_000_002
TOMORROW = NOON + timedelta(days=1)
_numbers = count(1)


async def budget(stores: Stores, campaign: Campaign, amount: str = "10", **other: Any) -> Budget:
    values: dict[str, Any] = {
        "id": 0, "guild_id": GUILD, "scope": "server", "subject": GUILD, "period": "day", "unit": "dollars",
        "amount": Decimal(amount),
    }  # fmt: skip
    wanted = Budget(**(values | other))
    return await stores.budgets.set(wanted, guild_name="The Inn", set_by=campaign.owner_id, now=NOON)


async def told_turn(
    stores: Stores, campaign: Campaign, costs: Sequence[str | None], accounts: Sequence[int] = (), **other: Any
) -> None:
    """Tell a turn that answers an action of each account, with one call for each cost."""
    answered = [await saved(stores, campaign, account_id=each) for each in accounts or (campaign.owner_id,)]
    begun = turn(campaign, tuple(answered), number=next(_numbers))
    attempts = tuple(
        attempt(cost_usd=None if cost is None else Decimal(cost), **({"started_at": NOON} | other)) for cost in costs
    )
    turn_id = await stores.turns.open_turn(begun)
    assert await stores.turns.commit_turn(told(begun, turn_id, attempts=attempts))


async def failed_turn(stores: Stores, campaign: Campaign, cost: str, accounts: Sequence[int]) -> None:
    answered = [await saved(stores, campaign, account_id=each) for each in accounts]
    begun = turn(campaign, tuple(answered), number=next(_numbers))
    turn_id = await stores.turns.open_turn(begun)
    assert await stores.turns.fail_turn(begun, turn_id, GUILD, (attempt(cost_usd=Decimal(cost)),))


async def spent(stores: Stores, now: datetime = NOON) -> list[Spent]:
    return [standing.spent for standing in await stores.budgets.standings(GUILD, now)]


async def held(stores: Stores) -> list[tuple[str, Decimal]]:
    async with stores.database.autocommit() as connection:
        columns = select(budget_holds.c.holder, budget_holds.c.amount).order_by(budget_holds.c.id)
        return [(row.holder, row.amount) for row in await connection.execute(columns)]


def spender(campaign: Campaign, *accounts: int) -> Spender:
    return Spender(GUILD, campaign.id, accounts or (campaign.owner_id,))


async def test_a_budget_set_again_replaces_the_first(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    first = await budget(stores, campaign, "10")
    second = await budget(stores, campaign, "2.5")
    other = await budget(stores, campaign, "30", period="month")
    assert first.id == second.id
    assert [(each.id, each.amount) for each in await stores.budgets.of_guild(GUILD)] == [
        (second.id, Decimal("2.5")),
        (other.id, 30),
    ]


async def test_a_budget_knows_whose_it_is(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    bruno = await stores.accounts.ensure(BRUNO, "Bruno")
    await budget(stores, campaign)
    await budget(stores, campaign, scope="campaign", subject=campaign.id)
    await budget(stores, campaign, scope="player", subject=bruno)
    found = await stores.budgets.of_guild(GUILD)
    assert [(each.name, each.discord_id) for each in found] == [(None, None), (campaign.name, None), ("Bruno", BRUNO)]


async def test_only_its_own_server_can_remove_a_budget(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    kept = await budget(stores, campaign)
    assert await stores.budgets.remove(GUILD + 1, kept.id) is False
    assert await stores.budgets.of_guild(GUILD) == [kept]
    assert await stores.budgets.remove(GUILD, kept.id) is True
    assert await stores.budgets.remove(GUILD, kept.id) is False
    assert await stores.budgets.of_guild(GUILD) == []


async def test_a_server_that_nobody_has_met_can_have_a_budget(stores: Stores) -> None:
    account = await stores.accounts.ensure(BRUNO, "Bruno")
    new = Budget(0, 7, "server", 7, "day", "turns", Decimal(3))
    await stores.budgets.set(new, guild_name="New", set_by=account, now=NOON)
    assert [each.amount for each in await stores.budgets.of_guild(7)] == [3]


async def test_what_was_spent_is_what_the_calls_of_the_period_cost(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    other = await campaign_of(stores, CHANNEL + 1, "Another")
    for scope, subject in (("server", GUILD), ("campaign", campaign.id)):
        for unit in ("dollars", "turns"):
            await budget(stores, campaign, scope=scope, subject=subject, unit=unit)
    await told_turn(stores, campaign, ["1.000000001", "2", None])
    await told_turn(stores, other, ["4"])
    await told_turn(stores, campaign, ["8"], started_at=NOON - timedelta(days=1))
    await failed_turn(stores, campaign, "0.5", (campaign.owner_id,))
    assert await spent(stores) == [
        Spent(Decimal("7.500000001"), 1), Spent(Decimal(2)), Spent(Decimal("3.500000001"), 1), Spent(Decimal(1)),
    ]  # fmt: skip
    assert [each.amount for each in await spent(stores, TOMORROW)] == [0, 0, 0, 0]


async def test_images_and_questions_count_too(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign)
    await budget(stores, campaign, scope="player", subject=campaign.owner_id)
    asked = {name: getattr(attempt(), name) for name in type(attempt()).__dataclass_fields__}
    outside = {"guild_id": GUILD, "campaign_id": campaign.id, "account_id": campaign.owner_id, "turn_id": None}
    async with stores.database.begin() as connection:
        for purpose in ("image", "advise"):
            row = asked | outside | {"purpose": purpose, "cost_usd": Decimal("0.04")}
            await connection.execute(llm_calls.insert().values(row))
    assert [each.amount for each in await spent(stores)] == [Decimal("0.08"), Decimal("0.08")]


async def test_those_whose_actions_a_turn_answered_share_what_it_cost(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    ada, bruno = campaign.owner_id, await stores.accounts.ensure(BRUNO, "Bruno")
    for account in (ada, bruno):
        for unit in ("dollars", "turns"):
            await budget(stores, campaign, scope="player", subject=account, unit=unit)
    await told_turn(stores, campaign, ["1", "2", None], (ada, bruno, ada))
    await told_turn(stores, campaign, ["4"], (bruno,))
    await failed_turn(stores, campaign, "1", (ada, bruno))
    assert await spent(stores) == [
        Spent(Decimal(2), 1), Spent(Decimal(1)), Spent(Decimal(6), 1), Spent(Decimal(2)),
    ]  # fmt: skip


async def test_the_month_is_shown_by_model_and_by_player_dearest_first(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    bruno = await stores.accounts.ensure(BRUNO, "Bruno")
    await told_turn(stores, campaign, ["1"], (campaign.owner_id, bruno))
    await told_turn(stores, campaign, ["2", None], (bruno,), model="mini")
    month = await stores.budgets.spending(GUILD, "month", NOON)
    assert (month.spent, month.turns) == (Spent(Decimal(3), 1), 2)
    assert [(each.model, each.spent, each.calls) for each in month.models] == [
        ("openai/mini", Spent(Decimal(2), 1), 2), ("openai/gpt", Spent(Decimal(1)), 1),
    ]  # fmt: skip
    assert [(each.name, each.discord_id, each.spent.amount, each.turns) for each in month.players] == [
        ("Bruno", BRUNO, Decimal("2.5"), 2),
        ("Ada", 1_300_000_000_000_000_001, Decimal("0.5"), 1),
    ]


async def test_a_server_that_spent_nothing_has_an_empty_month(stores: Stores) -> None:
    month = await stores.budgets.spending(GUILD, "month", NOON)
    assert (month.spent, month.turns, month.models, month.players) == (Spent(), 0, (), ())


async def test_a_turn_is_held_in_every_budget_that_watches_it(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    bruno = await stores.accounts.ensure(BRUNO, "Bruno")
    for scope, subject, unit in (
        ("server", GUILD, "dollars"), ("campaign", campaign.id, "turns"), ("campaign", campaign.id + 1, "turns"),
        ("player", bruno, "dollars"), ("player", bruno + 99, "dollars"),
    ):  # fmt: skip
        await budget(stores, campaign, scope=scope, subject=subject, unit=unit)
    got = await stores.budgets.reserve(spender(campaign, campaign.owner_id, bruno), Decimal("0.01"), "t", NOON)
    assert len(got.budget_ids) == 3
    assert await held(stores) == [("t", Decimal("0.01")), ("t", Decimal(1)), ("t", Decimal("0.005"))]


async def test_a_turn_that_one_budget_refuses_is_held_in_none(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign, "10")
    tight = await budget(stores, campaign, "0.02", scope="campaign", subject=campaign.id)
    await told_turn(stores, campaign, ["0.015"])
    got = await stores.budgets.reserve(spender(campaign), Decimal("0.01"), "t", NOON)
    assert [(each.budget.id, each.spent.amount) for each in got.over] == [(tight.id, Decimal("0.015"))]
    assert await held(stores) == []


async def test_what_is_held_cannot_be_taken_until_it_is_released(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign, "1", unit="turns")
    first = await stores.budgets.reserve(spender(campaign), Decimal(0), "first", NOON)
    assert (await stores.budgets.reserve(spender(campaign), Decimal(0), "second", NOON)).over
    await stores.budgets.release(first.budget_ids, "first", NOON)
    assert (await stores.budgets.reserve(spender(campaign), Decimal(0), "second", NOON)).budget_ids


async def test_a_turn_told_again_after_a_restart_replaces_its_own_hold(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign, "1")
    for estimate in ("0.9", "0.8"):
        assert (await stores.budgets.reserve(spender(campaign), Decimal(estimate), "t", NOON)).budget_ids
    assert await held(stores) == [("t", Decimal("0.8"))]


async def test_what_a_turn_has_cost_already_counts_for_the_next_model_that_tries_it(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign, "1")
    await budget(stores, campaign, "1", unit="turns")
    already = Decimal("0.6")
    dear = await stores.budgets.reserve(spender(campaign), Decimal("0.5"), "t", NOON, already)
    assert [each.left for each in dear.over] == [Decimal("0.4")]
    assert (await stores.budgets.reserve(spender(campaign), Decimal("0.4"), "t", NOON, already)).budget_ids
    assert await held(stores) == [("t", Decimal(1)), ("t", Decimal(1))]
    assert (await stores.budgets.reserve(spender(campaign), Decimal(0), "t", NOON, Decimal(2))).budget_ids


async def test_what_a_crash_left_held_expires(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign, "1")
    await stores.budgets.reserve(spender(campaign), Decimal(1), "crashed", NOON)
    before, after = NOON + HOLD_LASTS - timedelta(seconds=1), NOON + HOLD_LASTS
    assert (await stores.budgets.reserve(spender(campaign), Decimal(1), "next", before)).over
    assert (await stores.budgets.reserve(spender(campaign), Decimal(1), "next", after)).budget_ids
    assert [holder for holder, _ in await held(stores)] == ["next"]


async def test_a_dollar_budget_cannot_watch_what_has_no_price_and_one_in_turns_can(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign, "5", unit="turns")
    assert (await stores.budgets.reserve(spender(campaign), None, "t", NOON)).budget_ids
    blind = await budget(stores, campaign, "5")
    got = await stores.budgets.reserve(spender(campaign), None, "t", NOON)
    assert ([each.id for each in got.unwatchable], got.budget_ids) == ([blind.id], ())
    # What it held before stays: a turn in progress is told to its end with it.
    assert await held(stores) == [("t", Decimal(1))]


async def test_what_costs_nothing_goes_on_when_every_dollar_is_gone(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign, "1")
    await told_turn(stores, campaign, ["1.5"])
    assert (await stores.budgets.reserve(spender(campaign), Decimal("0.000000001"), "t", NOON)).over
    assert (await stores.budgets.reserve(spender(campaign), Decimal(0), "t", NOON)).budget_ids


@pytest.mark.parametrize("estimate", ["1e12", "1e300"])
async def test_an_estimate_beyond_all_bounds_is_refused(stores: Stores, estimate: str) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign, "1000000")
    assert (await stores.budgets.reserve(spender(campaign), Decimal(estimate), "t", NOON)).over


async def test_a_warning_comes_once_in_a_period(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    kept = await budget(stores, campaign, "10")
    ids = (kept.id,)
    await told_turn(stores, campaign, ["7.99"])
    assert await stores.budgets.release(ids, "t", NOON) == []
    await told_turn(stores, campaign, ["0.01"])
    (warned,) = await stores.budgets.release(ids, "t", NOON)
    assert (warned.budget.id, warned.spent.amount) == (kept.id, 8)
    assert await stores.budgets.release(ids, "t", NOON) == []
    await told_turn(stores, campaign, ["9"], started_at=TOMORROW)
    assert len(await stores.budgets.release(ids, "t", TOMORROW)) == 1


async def test_a_budget_set_anew_may_warn_anew(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    kept = await budget(stores, campaign, "10")
    await told_turn(stores, campaign, ["9"])
    assert len(await stores.budgets.release((kept.id,), "t", NOON)) == 1
    await budget(stores, campaign, "11")
    assert len(await stores.budgets.release((kept.id,), "t", NOON)) == 1


async def test_many_who_end_at_once_are_warned_once(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    kept = await budget(stores, campaign, "10")
    await told_turn(stores, campaign, ["9"])
    warned = await asyncio.gather(*(stores.budgets.release((kept.id,), f"t{n}", NOON) for n in range(8)))
    assert sum(map(len, warned)) == 1


@pytest.mark.parametrize("unit", ["dollars", "turns"])
async def test_many_at_the_same_moment_cannot_all_take_the_last(stores: Stores, unit: str) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign, "3", unit=unit)
    await budget(stores, campaign, "100", unit=unit, scope="campaign", subject=campaign.id)
    wishes = (stores.budgets.reserve(spender(campaign), Decimal(1), f"t{n}", NOON) for n in range(12))
    got = await asyncio.gather(*wishes)
    assert sum(bool(each.budget_ids) for each in got) == 3
    assert sum(bool(each.over) for each in got) == 9
    async with stores.database.autocommit() as connection:
        assert (await connection.execute(select(func.count()).select_from(budget_holds))).scalar_one() == 6


async def test_a_retelling_that_failed_is_paid_once_and_is_no_turn(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await budget(stores, campaign, scope="player", subject=campaign.owner_id)
    await budget(stores, campaign, scope="player", subject=campaign.owner_id, unit="turns")
    await told_turn(stores, campaign, ["1"])
    wish = await saved(stores, campaign, kind="retell")
    again = turn(campaign, (wish,), take=2)
    turn_id = await stores.turns.open_turn(again)
    assert await stores.turns.fail_turn(again, turn_id, GUILD, (attempt(cost_usd=Decimal("0.5")),))
    assert await spent(stores) == [Spent(Decimal("1.5")), Spent(Decimal(1))]


async def test_what_is_settled_and_what_is_new_come_to_the_same_as_everything(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    bruno = await stores.accounts.ensure(BRUNO, "Bruno")
    for period in ("day", "month"):
        for unit in ("dollars", "turns"):
            for scope, subject in (("server", GUILD), ("campaign", campaign.id), ("player", bruno)):
                await budget(stores, campaign, period=period, unit=unit, scope=scope, subject=subject)
    chance = Random(7)
    settled = Settled()
    for day in range(1, 29):
        for _ in range(3):
            at = datetime(2026, 11, day, chance.randrange(24), chance.randrange(60), tzinfo=UTC)
            sharers = chance.choice([(campaign.owner_id,), (bruno,), (campaign.owner_id, bruno)])
            await told_turn(stores, campaign, [str(chance.randrange(100)), None], sharers, started_at=at)
        # A turn that was first asked for in one day and told in the next counts once.
        begun = turn(campaign, (await saved(stores, campaign, account_id=bruno),), number=next(_numbers))
        midnight = datetime(2026, 11, day, 23, 59, tzinfo=UTC)
        late = tuple(attempt(cost_usd=Decimal(2), started_at=midnight + timedelta(minutes=each)) for each in (0, 2))
        assert await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun), attempts=late))
        now = midnight + timedelta(minutes=30)
        found = await stores.budgets.of_guild(GUILD)
        async with stores.database.begin() as connection:
            whole = await standings(connection, found, {}, now)
            for _ in range(2):
                assert await standings(connection, found, {}, now, settled) == whole
