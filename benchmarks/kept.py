"""What a long campaign left in its database, and changes that its players make by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from bot.bootstrap import Services
from bot.domain.changes import apply
from bot.domain.rules.coins import give_coins, take_coins
from bot.domain.state import content, restore
from bot.errors import OperatorError
from bot.services.altering import Alterations
from bot.services.people import Person
from bot.services.table import Table
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.tables import actions, campaigns, chapters, ledger, llm_calls, turns


async def rearrange(services: Services, table: Table, person: Person, number: int) -> None:
    """Change a player's purse by hand, outside of any turn; raises what the rules raise."""
    stores = _stores(services)
    account_id = await stores.accounts.ensure(person.discord_id, person.name)
    character = table.state.character_of(account_id)
    if character is None:
        raise OperatorError
    rule = give_coins if number % 3 else take_coins
    await Alterations(stores).make(table, account_id, lambda state: rule(state, character.key, 1 + number % 4, "gp"))


async def document(services: Services, table: Table) -> str:
    """Return a game's state as its row in the database has it."""
    return str((await _read(services, select(campaigns.c.state).where(campaigns.c.id == table.campaign_id)))[0].state)


async def wrong_states(services: Services, table: Table) -> list[int]:
    """Return the turns after which the state is another than the ledger leads to, from the first turn's beginning."""
    standing = (turns.c.campaign_id == table.campaign_id) & (turns.c.status == "told") & turns.c.reverted_at.is_(None)
    told = await _read(services, select(turns).where(standing).order_by(turns.c.number))
    rows = await _read(services, select(ledger).where(ledger.c.campaign_id == table.campaign_id).order_by(ledger.c.id))
    of_turn: dict[int, list[Row[Any]]] = {}
    by_hand: dict[int, list[Row[Any]]] = {}
    for row in rows:
        into = by_hand.setdefault(row.after_turn, []) if row.turn_id is None else of_turn.setdefault(row.turn_id, [])
        into.append(row)
    state = restore(told[0].state_before, table.state.campaign)
    wrong: list[int] = []
    for turn in told:
        for row in by_hand.get(turn.number - 1, ()) if turn is not told[0] else ():
            state = apply(state, row.changes)
        before = content(state)
        for row in of_turn.get(turn.id, ()):
            state = apply(state, row.changes)
        kept = [restore(one, table.state.campaign) for one in (turn.state_before, turn.state_after)]
        if [_plain(before), _plain(content(state))] != [_plain(content(one)) for one in kept]:
            wrong.append(turn.number)
    for row in by_hand.get(told[-1].number, ()):
        state = apply(state, row.changes)
    if _plain(content(state)) != _plain(content(table.state)):
        wrong.append(told[-1].number + 1)
    return wrong


async def counted(services: Services, table: Table) -> tuple[int, int, int]:
    """Count the calls of tools, those that were valid, and the chapters of a campaign."""
    mine = llm_calls.c.campaign_id == table.campaign_id
    asked = await _read(
        services,
        select(
            func.sum(llm_calls.c.tool_calls).label("calls"), func.sum(llm_calls.c.tool_calls_valid).label("valid")
        ).where(mine),
    )
    here = chapters.c.campaign_id == table.campaign_id
    written = await _read(services, select(func.count().label("chapters")).select_from(chapters).where(here))
    return asked[0].calls or 0, asked[0].valid or 0, written[0].chapters


async def actions_and_turns(services: Services, table: Table) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """Return what was written at a table in the order it came, and the turns that were told, in theirs."""
    mine = actions.c.campaign_id == table.campaign_id
    told = (turns.c.campaign_id == table.campaign_id) & (turns.c.status == "told")
    return (
        await _read(services, select(actions).where(mine).order_by(actions.c.discord_id)),
        await _read(services, select(turns).where(told).order_by(turns.c.number)),
    )


def _plain(written: dict[str, Any]) -> dict[str, Any]:
    # The number of the turn is the row's own.
    return {name: part for name, part in written.items() if name != "turn"}


def _stores(services: Services) -> Stores:
    return Stores.over(_database(services))


def _database(services: Services) -> Database:
    return services._database  # pyright: ignore[reportPrivateUsage] (what no player can ask for)


async def _read(services: Services, query: Any) -> Sequence[Row[Any]]:
    async with _database(services).autocommit() as connection:
        return (await connection.execute(query)).all()
