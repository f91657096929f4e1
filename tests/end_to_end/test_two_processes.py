"""Processes that share one PostgreSQL cannot overspend a budget, whatever becomes of them."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

import bot
from bot.domain.budget import Budget, Spender
from bot.domain.campaign import Campaign
from bot.services.budgets import BudgetService
from bot.services.overspending import OverBudget
from bot.storage import Stores
from bot.storage.budgets import HOLD_LASTS
from bot.storage.engine import Database
from bot.storage.tables import llm_calls, turns
from playground.clock import ManualClock, SystemClock
from playground.server import Playground
from playground.world import World
from tests.end_to_end.test_killed import Victim
from tests.storage.builders import GUILD, campaign_of

HERE = Path(bot.__file__).parent.parent


@pytest.fixture
async def shared(postgres_url: str) -> AsyncIterator[Stores]:
    database = await Database.open(postgres_url)
    yield Stores.over(database)
    await database.close()


@pytest.fixture
async def campaign(shared: Stores) -> Campaign:
    return await campaign_of(shared)


@pytest.fixture
async def spend(postgres_url: str, campaign: Campaign) -> AsyncIterator[Any]:
    """Return a function that starts a process that is ready to spend, and make sure that none stays."""
    async with AsyncExitStack() as stack:

        async def start(name: int, mode: str, cost: str) -> Process:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.end_to_end.spending", str(name), mode, str(campaign.id), cost),
                cwd=HERE,
                env={"DATABASE_URL": postgres_url, "PATH": ""},
                stdin=PIPE,
                stdout=PIPE,
            )
            stack.push_async_callback(_end, process)
            assert await _line(process) == "ready"
            return process

        yield start


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


async def _line(process: Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()


async def _go(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.write(b"go\n")
    await process.stdin.drain()


async def _rest(process: Process) -> list[str]:
    """Return everything a process said to its end."""
    assert process.stdout is not None
    said = (await asyncio.wait_for(process.stdout.read(), 60)).decode().split()
    assert await process.wait() == 0, said
    return said


async def _budget(stores: Stores, campaign: Campaign, amount: str, unit: str, **other: Any) -> None:
    values: dict[str, Any] = {
        "id": 0, "guild_id": GUILD, "scope": "server", "subject": GUILD, "period": "month", "unit": unit,
        "amount": Decimal(amount),
    }  # fmt: skip
    wanted = Budget(**(values | other))
    await stores.budgets.set(wanted, guild_name="The Inn", set_by=campaign.owner_id, now=datetime.now(UTC))


async def _kept(stores: Stores) -> tuple[int, Decimal]:
    async with stores.database.autocommit() as connection:
        told = select(func.count()).select_from(turns).where(turns.c.status == "told")
        cost = select(func.sum(llm_calls.c.cost_usd))
        return (await connection.execute(told)).scalar_one(), (await connection.execute(cost)).scalar_one()


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("unit", "amount", "cost"), [("dollars", "1.01", "0.025"), ("turns", "40", "0.025")])
async def test_two_processes_spend_a_budget_to_its_end_and_never_more(
    shared: Stores, campaign: Campaign, spend: Any, unit: str, amount: str, cost: str
) -> None:
    await _budget(shared, campaign, amount, unit)
    await _budget(shared, campaign, "1000", unit, scope="campaign", subject=campaign.id)
    both = [await spend(1, "spend", cost), await spend(1001, "spend", cost)]
    await asyncio.gather(*map(_go, both))
    said = await asyncio.gather(*map(_rest, both))
    assert await _kept(shared) == (40, Decimal("1"))
    assert [each.count("told") > 0 for each in said] == [True, True]
    assert sum(each.count("told") for each in said) == 40
    assert sum(each.count("warned") for each in said) == 1


@pytest.mark.timeout(60)
async def test_what_a_killed_process_held_comes_back_when_it_expires(
    shared: Stores, campaign: Campaign, spend: Any
) -> None:
    await _budget(shared, campaign, "1", "dollars")
    victim = await spend(1, "hold", "0.9")
    await _go(victim)
    assert await _line(victim) == "held"
    victim.kill()
    await victim.wait()

    clock = [datetime.now(UTC)]
    budgets, spender = BudgetService(shared, now=lambda: clock[0]), Spender(GUILD, campaign.id, (campaign.owner_id,))
    with pytest.raises(OverBudget, match=r"\$0 of \$1\.00 are spent, \$0\.10 are left"):
        await budgets.reserve(spender, Decimal("0.5"), "mine")
    clock[0] += HOLD_LASTS - timedelta(seconds=30)
    with pytest.raises(OverBudget):
        await budgets.reserve(spender, Decimal("0.5"), "mine")
    clock[0] += timedelta(seconds=31)
    hold = await budgets.reserve(spender, Decimal("0.5"), "mine")
    assert hold.budget_ids
    assert await budgets.release(hold) == ()


def _worlds() -> tuple[World, World]:
    """Return the same server in two worlds, whose messages have different ids."""
    frozen = ManualClock()
    worlds = World.default(frozen), World.default(frozen)
    for world in worlds:
        world.clock = SystemClock()
    an_hour = 3_600_000 << 22
    worlds[1].never_before(worlds[1].snowflake() + an_hour)
    return worlds


@pytest.mark.timeout(120)
async def test_two_whole_bots_at_one_server_tell_no_more_turns_than_its_budget(
    shared: Stores, postgres_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        bots: list[Victim] = []
        for number, world in enumerate(_worlds()):
            place = await Playground.start(world=world, rate_limits=False)
            stack.push_async_callback(place.close)
            folder = tmp_path / str(number)
            folder.mkdir()
            bots.append(Victim(place, postgres_url, folder))
            stack.push_async_callback(bots[-1].kill)
            await bots[-1].start()
            await place.wait_for(lambda place=place: place.world.application.commands, 30, "the slash commands")
        first = bots[0].playground
        limit = {"scope": "server", "amount": "6", "period": "month", "unit": "turns"}
        call = await first.person("ada").slash(first.channel("campaign"), "budget set", **limit)
        assert "6 turns" in (await call.reply()).content
        channels = [bots[0].playground.channel("campaign"), bots[1].playground.channel("dice")]
        for each, channel in zip(bots, channels, strict=True):
            created = await each.playground.person("ada").slash(
                channel, "campaign create", name="Shared", themes="", language="en"
            )
            await created.reply()
        for _ in range(6):
            await asyncio.gather(*(_spoken(each, channel) for each, channel in zip(bots, channels, strict=True)))
    told, _ = await _kept(shared)
    assert told == 6


async def _spoken(one: Victim, channel: Any) -> None:
    """Say something and wait until it is answered, with a story or with the reason why there is none."""
    said = await one.playground.person("kira").say(channel, "I go on.")
    me = one.playground.world.application.bot

    def ended() -> bool:
        after = [message for message in channel.messages if message.id > said.id and message.author is me]
        return any(not message.content.endswith("▌") for message in after)

    await one.playground.wait_for(ended, 20, "an answer")
