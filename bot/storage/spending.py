"""Add up what was spent: the calls to models and the told turns of a period, nothing counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, exists, func, select

from bot.domain.budget import Budget, ModelSpending, Period, PlayerSpending, Spending, Spent, Standing, window
from bot.domain.statistics import SAMPLE
from bot.storage.accounts import DISCORD
from bot.storage.connections import AsyncConnection
from bot.storage.tables import account_identities, accounts, actions, llm_calls, turns

_COST = func.sum(llm_calls.c.cost_usd).label("cost")
_UNKNOWN = func.count(case((llm_calls.c.cost_usd.is_(None), 1))).label("unknown")
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Share:
    """What one player had of a server's spending: money, and the told turns they took part in."""

    spent: Spent = field(default_factory=Spent)
    turns: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.spent + other.spent, self.turns + other.turns)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some time at a server; a turn belongs to the one in which a model was first asked for it."""

    guild_id: int
    begins: datetime
    ends: datetime

    @property
    def calls(self) -> Condition:
        started = llm_calls.c.started_at
        mine = and_(llm_calls.c.guild_id == self.guild_id, started >= self.begins, started < self.ends)
        # Nobody paid for samples.
        return and_(mine, llm_calls.c.provider != SAMPLE)

    @property
    def begun_here(self) -> Condition:
        earlier = llm_calls.alias()
        return ~exists().where(earlier.c.turn_id == llm_calls.c.turn_id, earlier.c.started_at < self.begins)


class Settled:
    """Remember what was spent up to the beginning of yesterday, so that a turn adds up two days and not a month.

    Whatever a model was asked then is written down by now. A turn that failed then may be told later, which changes who
    shares its cost: from tomorrow on, when the sums are made anew.
    """

    def __init__(self) -> None:
        self._until = datetime.min.replace(tzinfo=UTC)
        self._shares: dict[tuple[int, datetime], dict[int, Share]] = {}
        self._places: dict[tuple[int, datetime], Spent] = {}

    def until(self, now: datetime) -> datetime:
        """Return the moment before which all is settled, and forget the sums of another day."""
        until = window("day", now)[0] - timedelta(days=1)
        if until != self._until:
            self._until = until
            self._shares.clear()
            self._places.clear()
        return until

    async def of(self, connection: AsyncConnection, budget: Budget, begins: datetime) -> Spent:
        """Return what was spent of a budget from a moment until all is settled."""
        stretch = _Stretch(budget.guild_id, begins, self._until)
        if budget.scope == "player":
            key = budget.guild_id, begins
            if key not in self._shares:
                self._shares[key] = await _shares(connection, stretch)
            return _of_player(budget, self._shares[key])
        if (budget.id, begins) not in self._places:
            self._places[budget.id, begins] = await _of_place(connection, budget, stretch)
        return self._places[budget.id, begins]


async def standings(
    connection: AsyncConnection,
    budgets: Collection[Budget],
    held: Mapping[int, Decimal],
    now: datetime,
    settled: Settled | None = None,
) -> list[Standing]:
    """Tell how budgets of one server stand; `held` by their ids is what turns in progress may still take.

    With `settled` only the last two days are added up; without, the whole period.
    """
    found: list[Standing] = []
    shares: dict[datetime, dict[int, Share]] = {}
    for budget in budgets:
        begins, ends = window(budget.period, now)
        start = begins if settled is None else max(begins, settled.until(now))
        stretch = _Stretch(budget.guild_id, start, ends)
        if budget.scope != "player":
            spent = await _of_place(connection, budget, stretch)
        else:
            if start not in shares:
                shares[start] = await _shares(connection, stretch)
            spent = _of_player(budget, shares[start])
        if settled is not None and begins < start:
            spent += await settled.of(connection, budget, begins)
        found.append(Standing(budget=budget, spent=spent, held=held.get(budget.id, Decimal(0)), ends=ends))
    return found


async def spending(connection: AsyncConnection, guild_id: int, period: Period, now: datetime) -> Spending:
    """Return what a server spent in the period of a moment, by model and by player."""
    stretch = _Stretch(guild_id, *window(period, now))
    models = select(llm_calls.c.provider, llm_calls.c.model, _COST, _UNKNOWN, func.count().label("calls")).where(
        stretch.calls
    )
    rows = (await connection.execute(models.group_by(llm_calls.c.provider, llm_calls.c.model))).all()
    by_model = [ModelSpending(f"{row.provider}/{row.model}", _spent(row), row.calls) for row in rows]
    shares = await _shares(connection, stretch)
    by_player = [
        PlayerSpending(account_id, discord_id, name, shares[account_id].spent, shares[account_id].turns)
        for account_id, discord_id, name in await _named(connection, shares)
    ]
    return Spending(
        spent=sum((each.spent for each in by_model), Spent()),
        turns=await _turns(connection, stretch, stretch.calls),
        models=tuple(sorted(by_model, key=lambda each: (-each.spent.amount, -each.calls, each.model))),
        players=tuple(sorted(by_player, key=lambda each: (-each.spent.amount, -each.turns, each.account_id))),
        ends=window(period, now)[1],
    )


async def _of_place(connection: AsyncConnection, budget: Budget, stretch: _Stretch) -> Spent:
    calls = stretch.calls
    if budget.scope == "campaign":
        calls = and_(calls, llm_calls.c.campaign_id == budget.subject)
    if budget.unit == "turns":
        return Spent(Decimal(await _turns(connection, stretch, calls)))
    return _spent((await connection.execute(select(_COST, _UNKNOWN).where(calls))).one())


def _of_player(budget: Budget, shares: Mapping[int, Share]) -> Spent:
    share = shares.get(budget.subject, Share())
    return Spent(Decimal(share.turns)) if budget.unit == "turns" else share.spent


async def _turns(connection: AsyncConnection, stretch: _Stretch, calls: Condition) -> int:
    """Count the told turns that a model was first asked for in a stretch of time.

    By their calls, which have an index by time: the rows of turns are long, and a campaign has thousands.
    """
    asked = (
        select(llm_calls.c.turn_id)
        .where(calls, llm_calls.c.turn_id.is_not(None), stretch.begun_here)
        .distinct()
        .subquery()
    )
    told = select(func.count()).select_from(asked.join(turns, turns.c.id == asked.c.turn_id))
    return (await connection.execute(told.where(turns.c.status == "told"))).scalar_one()


async def _shares(connection: AsyncConnection, stretch: _Stretch) -> dict[int, Share]:
    """Divide the cost of each turn equally among the accounts whose actions it answered or is trying to answer."""
    shares: defaultdict[int, Share] = defaultdict(Share)
    for row in await connection.execute(_told_by_player(_by_turn(stretch))):
        shares[row.account_id] += Share(Spent(_cost(row) / row.sharers, int(row.unknown)), int(row.turns))
    for account_id, spent in await _untold(connection, stretch.calls):
        shares[account_id] += Share(spent)
    alone = select(llm_calls.c.account_id, _COST, _UNKNOWN).where(
        stretch.calls, llm_calls.c.turn_id.is_(None), llm_calls.c.account_id.is_not(None)
    )
    for row in await connection.execute(alone.group_by(llm_calls.c.account_id)):
        shares[row.account_id] += Share(_spent(row))
    return shares


def _by_turn(stretch: _Stretch) -> CTE:
    counts = case((stretch.begun_here, 1), else_=0).label("counts")
    calls = select(llm_calls.c.turn_id, _COST, _UNKNOWN, counts).where(stretch.calls, llm_calls.c.turn_id.is_not(None))
    return calls.group_by(llm_calls.c.turn_id).cte("by_turn")


def _told_by_player(by_turn: CTE) -> Any:
    """Select, for each account and number of sharers, the whole cost of the turns; dividing it is for decimals."""
    # A telling that failed in the place of another one has its action, too, and is no told turn.
    told = select(by_turn.c.turn_id).join(turns, turns.c.id == by_turn.c.turn_id).where(turns.c.status == "told")
    took_part = (
        select(actions.c.turn_id, actions.c.account_id).where(actions.c.turn_id.in_(told)).distinct().cte("took_part")
    )
    sharers = (
        select(took_part.c.turn_id, func.count().label("sharers")).group_by(took_part.c.turn_id).subquery("sharers")
    )
    return (
        select(
            took_part.c.account_id,
            sharers.c.sharers,
            func.sum(by_turn.c.cost).label("cost"),
            func.sum(by_turn.c.unknown).label("unknown"),
            func.sum(by_turn.c.counts).label("turns"),
        )
        .join(sharers, sharers.c.turn_id == took_part.c.turn_id)
        .join(by_turn, by_turn.c.turn_id == took_part.c.turn_id)
        .group_by(took_part.c.account_id, sharers.c.sharers)
    )


async def _untold(connection: AsyncConnection, within: Condition) -> list[tuple[int, Spent]]:
    """Return the shares in turns that failed or are still told; one at most for each campaign.

    Their actions are not answered yet, so the turn names them.
    """
    statement = (
        select(turns.c.action_ids, _COST, _UNKNOWN)
        .join(turns, turns.c.id == llm_calls.c.turn_id)
        .where(within, turns.c.status != "told")
        .group_by(turns.c.id, turns.c.action_ids)
    )
    rows = (await connection.execute(statement)).all()
    wanted = {action_id for row in rows for action_id in row.action_ids}
    if not wanted:
        return []
    authors = select(actions.c.id, actions.c.account_id).where(actions.c.id.in_(wanted))
    author = {row.id: row.account_id for row in await connection.execute(authors)}
    found: list[tuple[int, Spent]] = []
    for row in rows:
        sharers = {author[action_id] for action_id in row.action_ids if action_id in author}
        found += ((account_id, Spent(_cost(row) / len(sharers), row.unknown)) for account_id in sharers)
    return found


async def _named(connection: AsyncConnection, account_ids: Iterable[int]) -> list[tuple[int, int | None, str]]:
    statement = (
        select(accounts.c.id, func.min(account_identities.c.identity), accounts.c.name)
        .outerjoin(
            account_identities,
            (account_identities.c.account_id == accounts.c.id) & (account_identities.c.provider == DISCORD),
        )
        .where(accounts.c.id.in_(list(account_ids)))
        .group_by(accounts.c.id, accounts.c.name)
    )
    return [(row[0], row[1], row[2]) for row in await connection.execute(statement)]


def _cost(row: Any) -> Decimal:
    return row.cost if row.cost is not None else Decimal(0)


def _spent(row: Any) -> Spent:
    return Spent(_cost(row), int(row.unknown))
