"""What a process does that spends a shared budget: `python -m tests.end_to_end.spending NAME MODE CAMPAIGN COST`.

It waits for a line on its standard input, and then tells turns until the budget is gone, each with one call that
costs what was estimated; in the mode `hold` it reserves one turn and never lets go. Each line it writes is one event.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from decimal import Decimal

from bot.domain.budget import Spender
from bot.domain.campaign import Campaign
from bot.services.budgets import BudgetService
from bot.services.overspending import OverBudget
from bot.storage import Stores
from bot.storage.engine import Database
from tests.storage.builders import GUILD, attempt, told, turn


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def spend(stores: Stores, campaign: Campaign, first: int, estimate: Decimal) -> None:
    """Tell turns until what was spent, not merely held, leaves no room for another."""
    budgets = BudgetService(stores)
    spender = Spender(GUILD, campaign.id, (campaign.owner_id,))
    number = first
    while True:
        holder = f"turn:{campaign.id}:{number}:1"
        try:
            hold = await budgets.reserve(spender, estimate, holder)
        except OverBudget as error:
            if error.standing.spent.amount + error.estimate > error.standing.budget.amount:
                return
            say("waited")
            continue
        begun = turn(campaign, number=number)
        turn_id = await stores.turns.open_turn(begun)
        call = attempt(cost_usd=estimate, started_at=datetime.now(UTC))
        await stores.turns.commit_turn(told(begun, turn_id, attempts=(call,)))
        say("told")
        for _warning in await budgets.release(hold):
            say("warned")
        number += 1


async def main(name: str, mode: str, campaign_id: str, cost: str) -> None:
    database = await Database.open(os.environ["DATABASE_URL"])
    stores = Stores.over(database)
    campaign = await stores.campaigns.get(int(campaign_id))
    say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    if mode == "hold":
        spender = Spender(GUILD, campaign.id, (campaign.owner_id,))
        await BudgetService(stores).reserve(spender, Decimal(cost), f"turn:{campaign.id}:{name}:1")
        say("held")
        await asyncio.Event().wait()
    await spend(stores, campaign, int(name), Decimal(cost))
    say("gone")
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
