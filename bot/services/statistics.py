"""Say what was measured of models: what a figure is made of is counted below, what may be said of it is decided here.

Samples become percentiles in a worker thread; nothing here holds the event loop up.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from bot.domain.dice.proof import thrown
from bot.domain.statistics import (
    CampaignFigures,
    Costs,
    DayCost,
    DayFigures,
    Filters,
    HourFigures,
    ModelFigures,
    PlayerCost,
    PlayerFigures,
    Rate,
    Scope,
    TurnPoint,
    Waits,
    Window,
)
from bot.services.people import PeopleService, Person
from bot.services.spreads import check_rates, picked, spread
from bot.storage import Stores
from bot.storage.measured import CallSums, TurnSums
from bot.storage.rolled import Key

MOST_WAITS: Final = 2_000


class StatisticsService:
    """Answer what was measured, to whoever may know it."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._people = people
        self.now = now

    async def scope(self, person: Person, guild_id: int, *, operator: bool = False) -> Scope:
        """Return whose figures somebody may see: their campaigns', a steward the server's, an operator all.

        Whether somebody is an operator is for the caller to know.
        """
        if operator:
            return Scope(None)
        if person.steward or person.admin:
            return Scope(guild_id)
        account_id = await self._people.account_of(person)
        return Scope(guild_id, await self._stores.own_figures.campaigns_of(guild_id, account_id))

    async def models(self, scope: Scope, filters: Filters) -> tuple[ModelFigures, ...]:
        """Return what was measured of each model, most turns first."""
        calls = await self._stores.statistics.calls(scope, filters)
        told = await self._stores.statistics.turns(scope, filters)
        return await asyncio.to_thread(_models, calls, told)

    async def days(self, scope: Scope, filters: Filters) -> tuple[DayFigures, ...]:
        """Return what was measured of each model on each day on which there was anything, by day and model."""
        calls = await self._stores.statistics.calls(scope, filters, "day")
        told = await self._stores.statistics.turns(scope, filters, "day")
        return await asyncio.to_thread(_days, calls, told)

    async def hours(self, scope: Scope, filters: Filters) -> tuple[HourFigures, ...]:
        """Return what was measured by the hour, model, language and size of prompt."""
        calls = await self._stores.statistics.calls(scope, filters, "hour")
        told = await self._stores.statistics.turns(scope, filters, "hour")
        return await asyncio.to_thread(_hours, calls, told)

    async def waits(self, scope: Scope, filters: Filters) -> Mapping[str, Waits]:
        """Return by model how long its turns kept players waiting for the first word."""
        told = await self._stores.statistics.turns(scope, filters)

        def pick() -> Mapping[str, Waits]:
            return {key.model: picked(sums.first_words, MOST_WAITS) for key, sums in told.items() if sums.first_words}

        return await asyncio.to_thread(pick)

    async def costs(self, scope: Scope, filters: Filters, *, players: bool = True) -> Costs:
        """Return what models cost by day, and by player unless nobody asks for that."""
        calls = await self._stores.statistics.calls(scope, filters, "day")
        days = await asyncio.to_thread(_day_costs, calls)
        return Costs(
            sum((day.cost for day in days), Decimal(0)),
            sum(day.unpriced for day in days),
            days,
            await self._players(scope, filters) if players else (),
        )

    async def checks(self, scope: Scope, filters: Filters) -> Mapping[str, Mapping[str, Rate]]:
        """Return by model what its tellings were checked for, how often something was found, and how many looked at.

        `tools` counts calls of tools that were not valid, of all; `refusal` also what it refused to tell, of the turns
        it told and those; `complaint:<what>` what players said is wrong, of the turns it told.
        """
        calls = await self._stores.statistics.calls(scope, filters)
        told = await self._stores.statistics.turns(scope, filters)
        said = await self._stores.statistics.complaints(scope, filters)
        found: dict[str, dict[str, Rate]] = {}
        for key, sums in calls.items():
            if asked := sums.counts["tool_calls"]:
                found.setdefault(key.model, {})["tools"] = Rate(asked - sums.counts["tool_calls_valid"], asked)
            if refused := sums.counts["refused"]:
                found.setdefault(key.model, {})["refusal"] = Rate(refused, refused)
        for key, sums in told.items():
            rates = found.setdefault(key.model, {})
            for kind, rate in (await asyncio.to_thread(check_rates, sums.checks)).items():
                before = rates.get(kind, Rate(0, 0))
                rates[kind] = Rate(before.found + rate.found, before.of + rate.of)
            for what, count in said.get(key.model, Counter[str]()).items():
                rates[f"complaint:{what}"] = Rate(count, sums.counts["turns"])
        return {model: rates for model, rates in found.items() if rates}

    async def campaign(self, campaign_id: int, window: Window) -> CampaignFigures:
        """Return what was measured of one campaign."""
        own = self._stores.own_figures
        rows, spent = await own.turns(campaign_id, window), await own.spent(campaign_id, window)
        players = await own.players(campaign_id, window)
        return await asyncio.to_thread(_campaign, rows, spent, players)

    async def player(self, account_id: int, scope: Scope, window: Window) -> PlayerFigures:
        """Return what one player did in a scope."""
        own = self._stores.own_figures
        shares = await own.shares(scope, Filters(window), account_id)
        models: Counter[str] = Counter()
        for share in shares:
            if share.model is not None:
                models[share.model] += share.turns
        return PlayerFigures(
            actions=await own.acted(account_id, scope, window),
            turns=sum(share.turns for share in shares),
            dice=await asyncio.to_thread(_thrown, await own.threw(account_id, scope, window)),
            models=_most_first(models),
            cost=sum(((share.cost or Decimal(0)) / share.heads for share in shares), Decimal(0)),
            unpriced=sum(int(share.unpriced) for share in shares),
        )

    async def _players(self, scope: Scope, filters: Filters) -> tuple[PlayerCost, ...]:
        found: dict[int, PlayerCost] = {}
        for share in await self._stores.own_figures.shares(scope, filters):
            before = found.get(share.account_id, PlayerCost(share.account_id, share.name, Decimal(0), 0, 0))
            found[share.account_id] = PlayerCost(
                share.account_id,
                share.name,
                before.cost + (share.cost or Decimal(0)) / share.heads,
                before.unpriced + int(share.unpriced),
                before.turns + share.turns,
            )
        return tuple(sorted(found.values(), key=lambda each: (-each.cost, -each.turns, each.account_id)))


def _campaign(rows: Sequence[Any], spent: Any, players: int) -> CampaignFigures:
    points = tuple(
        TurnPoint(
            row.number,
            row.model,
            row.told_at,
            row.first_word_ms,
            row.last_word_ms,
            None if paid is None or paid.unpriced else paid.cost,
        )
        for row, paid in rows
    )
    return CampaignFigures(
        turns=len(points),
        players=players,
        first_word=spread([row.first_wait for row, _ in rows if row.first_wait is not None]),
        last_word=spread([row.last_wait for row, _ in rows if row.last_wait is not None]),
        cost=spent.cost or Decimal(0),
        unpriced=spent.unpriced,
        models=_most_first(Counter(point.model for point in points if point.model is not None)),
        points=points,
    )


def _thrown(rows: Sequence[Any]) -> int:
    return sum(len(thrown(row.detail)) for row in rows)


def _models(calls: Mapping[Key, CallSums], told: Mapping[Key, TurnSums]) -> tuple[ModelFigures, ...]:
    found = [_model(key.model, calls.get(key, CallSums()), told.get(key, TurnSums())) for key in calls.keys() | told]
    return tuple(sorted(found, key=lambda each: (-each.turns, -each.calls, each.model)))


def _model(model: str, calls: CallSums, told: TurnSums) -> ModelFigures:
    called, turns = calls.counts, told.counts
    return ModelFigures(
        model=model,
        turns=turns["turns"],
        first_word=spread(told.first_words),
        last_word=spread(told.last_words),
        speed=spread(calls.speeds),
        wanted=turns["wanted"],
        handed_on=turns["handed_on"],
        priced=turns["priced"],
        cost_per_turn=told.cost / turns["priced"] if turns["priced"] else None,
        calls=called["calls"],
        retried=called["retried"],
        failed=called["failed"],
        truncated=called["truncated"],
        refused=called["refused"],
        reported=called["reported"],
        input_tokens=called["input_tokens"],
        output_tokens=called["output_tokens"],
        reasoning_tokens=called["reasoning_tokens"],
        cached=called["cache_read_tokens"] / called["cacheable_tokens"] if called["cacheable_tokens"] else None,
        tool_calls=called["tool_calls"],
        tool_calls_valid=called["tool_calls_valid"],
        cost=calls.cost,
        unpriced=_unpriced(calls),
        failures=_most_first(calls.failures),
    )


def _days(calls: Mapping[Key, CallSums], told: Mapping[Key, TurnSums]) -> tuple[DayFigures, ...]:
    found: list[DayFigures] = []
    for key in sorted(calls.keys() | told, key=lambda key: (_when(key), key.model)):
        called, turns = calls.get(key, CallSums()), told.get(key, TurnSums())
        found.append(
            DayFigures(
                day=_when(key),
                model=key.model,
                turns=turns.counts["turns"],
                first_word=spread(turns.first_words),
                cost=called.cost,
                unpriced=_unpriced(called),
                calls=called.counts["calls"],
                failed=called.counts["failed"],
            )
        )
    return tuple(found)


def _day_costs(calls: Mapping[Key, CallSums]) -> tuple[DayCost, ...]:
    return tuple(
        DayCost(_when(key), key.model, sums.cost, _unpriced(sums), sums.counts["calls"])
        for key, sums in sorted(calls.items(), key=lambda item: (_when(item[0]), item[0].model))
    )


def _hours(calls: Mapping[Key, CallSums], told: Mapping[Key, TurnSums]) -> tuple[HourFigures, ...]:
    found: list[HourFigures] = []
    for key in sorted(calls.keys() | told, key=lambda key: (_when(key), key.model, key.language, key.size)):
        called, turns = calls.get(key, CallSums()), told.get(key, TurnSums())
        counts = called.counts
        found.append(
            HourFigures(
                hour=_when(key),
                model=key.model,
                language=key.language,
                size=key.size,
                turns=turns.counts["turns"],
                first_word=spread(turns.first_words),
                calls=counts["calls"],
                retried=counts["retried"],
                failed=counts["failed"],
                truncated=counts["truncated"],
                refused=counts["refused"],
                input_tokens=counts["input_tokens"],
                output_tokens=counts["output_tokens"],
                cost=called.cost,
                unpriced=_unpriced(called),
            )
        )
    return tuple(found)


def _unpriced(sums: CallSums) -> int:
    return sums.counts["calls"] - sums.counts["priced"]


def _when(key: Key) -> datetime:
    if key.when is None:
        raise ValueError("these sums know no time")
    return key.when


def _most_first(counts: Counter[str]) -> Mapping[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
