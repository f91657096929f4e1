"""Every figure equals what NumPy and plain Python make of the rows alone, however much of them is rolled up."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from sqlalchemy import delete, func, insert, select, update

from bot.domain.checking import counted
from bot.domain.statistics import Filters, Rate, Scope, Spread, Window
from bot.services.people import PeopleService, Person
from bot.services.statistics import StatisticsService
from bot.storage import Stores
from bot.storage.accounts import DISCORD
from bot.storage.days import roll_days
from bot.storage.tables import (
    account_identities,
    actions,
    call_days,
    call_hours,
    campaigns,
    complaints,
    llm_calls,
    rollup_marks,
    turn_hours,
    turns,
)
from bot.storage.tables.statistics import ROLL_UPS, ROLLED_CALLS, ROLLED_TURNS
from tests.storage.builders import GUILD
from tests.storage.raw_rows import EVERYTHING, WINDOW, Raw, name, plays, quick
from tests.storage.seeded import DAYS, END, START, play

SCOPES = {"server": Scope(GUILD), "all": Scope(None), "campaigns": Scope(GUILD, (1, 2)), "one": Scope(GUILD, (2,))}
NARROWED = (
    EVERYTHING,
    Filters(WINDOW, model="openai/gpt"),
    Filters(WINDOW, language="fr"),
    Filters(WINDOW, size="medium"),
)


def same(spread: Spread, samples: list[float]) -> bool:
    assert spread.count == len(samples)
    if samples:
        assert spread.most == pytest.approx(max(samples), rel=1e-6)
    assert (spread.p50 is not None) == (len(samples) >= 10)
    assert (spread.p95 is not None) == (len(samples) >= 60)
    for share, value in ((50, spread.p50), (95, spread.p95)):
        assert value is None or value == pytest.approx(float(np.percentile(samples, share)), rel=1e-6)
    return True


@pytest.fixture
async def raw(stores: Stores) -> Raw:
    await play(stores)
    async with stores.database.autocommit() as connection:
        found = [(await connection.execute(select(table))).all() for table in (turns, llm_calls, actions, complaints)]
        of = {row.id: row for row in (await connection.execute(select(campaigns))).all()}
    told, called, acted, said = (list(rows) for rows in found)
    return Raw(told, called, acted, said, of)


@pytest.fixture(params=["nothing", "half", "everything"])
async def rolled(request: pytest.FixtureRequest, stores: Stores, raw: Raw) -> datetime:
    """Roll up nothing, half, or all there is; the second half comes after."""
    after = END + timedelta(days=1)
    if request.param == "nothing":
        return after
    middle = START + timedelta(days=6)
    await stores.rollups.roll_up(middle)
    if request.param == "half":
        async with stores.database.begin() as connection:
            seen = update(rollup_marks).where(rollup_marks.c.name == "calls seen")
            await connection.execute(seen.values(up_to=len(raw.calls) // 2))
        await stores.rollups.roll_up(middle + timedelta(hours=3, minutes=20))
    else:
        await stores.rollups.roll_up(after)
        await stores.rollups.roll_up(after)
    return after


@pytest.mark.usefixtures("rolled")
async def test_each_figure_is_what_the_rows_say(stores: Stores, raw: Raw) -> None:
    service = StatisticsService(stores, PeopleService(stores))
    for scope in SCOPES.values():
        for filters in NARROWED:
            await _hold_models(service, raw, scope, filters)
        await _hold_days(service, raw, scope)
        await _hold_checks(service, raw, scope)
        hours = await service.hours(scope, EVERYTHING)
        assert sum(hour.calls for hour in hours) == len(raw.asked(scope))
        assert sum(hour.turns for hour in hours) == len(raw.told(scope))
        assert sum(hour.first_word.count for hour in hours) == sum(
            raw.waited(turn) and turn.first_word_ms is not None for turn in raw.told(scope)
        )


async def _hold_models(service: StatisticsService, raw: Raw, scope: Scope, filters: Filters) -> None:
    found = await service.models(scope, filters)
    told, asked = raw.told(scope, filters), raw.asked(scope, filters)
    assert [each.turns for each in found] == sorted((each.turns for each in found), reverse=True)
    wanted = {(turn.wanted_model or turn.model) for turn in told if turn.duel is None}
    assert {each.model for each in found} == {
        model
        for model in {*(turn.model for turn in told), *map(name, asked), *wanted}
        if filters.model in (None, model)
    }
    for each in found:
        mine = [turn for turn in told if turn.model == each.model]
        felt = [turn for turn in mine if raw.waited(turn)]
        assert each.turns == len(mine)
        assert same(each.first_word, [turn.first_word_ms for turn in felt if turn.first_word_ms is not None])
        assert same(each.last_word, [turn.last_word_ms for turn in felt if turn.last_word_ms is not None])
        asked_for = [turn for turn in told if turn.duel is None and (turn.wanted_model or turn.model) == each.model]
        assert (each.wanted, each.handed_on) == (
            len(asked_for),
            sum(turn.model != each.model for turn in asked_for),
        )
        prices = [[call.cost_usd for call in raw.played(turn)] for turn in mine if turn.duel is None]
        known = [sum(costs) for costs in prices if costs and None not in costs]
        assert each.priced == len(known)
        assert each.cost_per_turn == (sum(known) / len(known) if known else None)
        _hold_calls(each, [call for call in asked if name(call) == each.model])


def _hold_calls(each: Any, calls: list[Any]) -> None:
    said = [call for call in calls if call.usage_source == "reported"]
    cached = [call for call in said if call.cache_read_tokens is not None]
    assert each.calls == len(calls)
    assert each.retried == sum(call.attempt > 1 for call in calls)
    assert each.failed == sum(call.error_class is not None for call in calls)
    assert each.failures == Counter(call.error_class for call in calls if call.error_class is not None)
    assert each.truncated == sum(call.finish_reason == "length" and call.error_class is None for call in calls)
    assert each.refused == sum(call.error_class in ("Refusal", "ContentFiltered", "PictureRefused") for call in calls)
    assert each.reported == len(said)
    for what in ("input_tokens", "output_tokens", "reasoning_tokens"):
        assert getattr(each, what) == sum(getattr(call, what) for call in said)
    total = sum(call.input_tokens for call in cached)
    assert each.cached == (sum(call.cache_read_tokens for call in cached) / total if total else None)
    assert each.tool_calls == sum(call.tool_calls for call in calls)
    assert each.tool_calls_valid == sum(call.tool_calls_valid for call in calls)
    assert each.cost == sum((call.cost_usd for call in calls if call.cost_usd is not None), Decimal(0))
    assert each.unpriced == sum(call.cost_usd is None for call in calls)
    assert same(
        each.speed,
        [1000 * (call.output_tokens - 1) / (call.e2e_ms - call.ttft_ms) for call in calls if quick(call)],
    )


async def _hold_days(service: StatisticsService, raw: Raw, scope: Scope) -> None:
    told, asked = raw.told(scope), raw.asked(scope)
    for day in await service.days(scope, EVERYTHING):
        mine = [turn for turn in told if turn.model == day.model and turn.told_at.date() == day.day.date()]
        calls = [call for call in asked if name(call) == day.model and call.started_at.date() == day.day.date()]
        assert (day.turns, day.calls) == (len(mine), len(calls))
        assert day.failed == sum(call.error_class is not None for call in calls)
        assert day.cost == sum((call.cost_usd for call in calls if call.cost_usd is not None), Decimal(0))
        assert day.unpriced == sum(call.cost_usd is None for call in calls)
        assert same(
            day.first_word,
            [turn.first_word_ms for turn in mine if raw.waited(turn) and turn.first_word_ms is not None],
        )
    costs = await service.costs(scope, EVERYTHING)
    assert costs.total == sum((call.cost_usd for call in asked if call.cost_usd is not None), Decimal(0))
    assert costs.unpriced == sum(call.cost_usd is None for call in asked)
    waits = await service.waits(scope, EVERYTHING)
    for model, wait in waits.items():
        felt = [turn.first_word_ms for turn in told if turn.model == model and raw.waited(turn)]
        assert list(wait.samples) == pytest.approx(sorted(ms for ms in felt if ms is not None), rel=1e-6)
        assert wait.count == len(wait.samples)


async def _hold_checks(service: StatisticsService, raw: Raw, scope: Scope) -> None:
    found = await service.checks(scope, EVERYTHING)
    told = raw.told(scope)
    for model in {turn.model for turn in told}:
        mine = [turn for turn in told if turn.model == model]
        looked = [counted(turn.checked, turn.findings) for turn in mine]
        for kind in ("dice", "agency", "length"):
            of = [each[kind] for each in looked if kind in each]
            assert found[model].get(kind, Rate(0, 0)) == Rate(sum(of), len(of))
        wrong = Counter(said.what for said in raw.complaints if said.turn_id in {turn.id for turn in mine})
        for what in ("rules", "story"):
            rate = Rate(wrong[what], len(mine)) if wrong[what] else None
            assert found[model].get(f"complaint:{what}") == rate
        calls = [call for call in raw.asked(scope) if name(call) == model]
        of_tools = sum(call.tool_calls for call in calls)
        assert found[model]["tools"] == Rate(of_tools - sum(call.tool_calls_valid for call in calls), of_tools)


async def test_what_a_turn_cost_is_shared_by_those_who_played_it(stores: Stores, raw: Raw) -> None:
    service = StatisticsService(stores, PeopleService(stores))
    scope = Scope(GUILD)
    played = [turn for turn in raw.turns if turn.status == "told" and turn.channel_id != 0]
    in_window = [turn for turn in played if WINDOW.start <= turn.told_at < WINDOW.end]
    shares: dict[int, list[tuple[Any, int]]] = {}
    for turn in in_window:
        if raw.place(turn, scope):
            heads = {action.account_id for action in raw.actions if action.turn_id == turn.id}
            for account in heads:
                shares.setdefault(account, []).append((turn, len(heads)))
    costs = await service.costs(scope, EVERYTHING)
    assert {player.account_id for player in costs.players} == set(shares)
    for player in costs.players:
        mine = shares[player.account_id]
        calls = [(call, heads) for turn, heads in mine for call in raw.of(turn) if plays(call)]
        assert player.turns == len(mine)
        assert player.name == f"P{player.account_id}"
        assert player.unpriced == sum(call.cost_usd is None for call, _ in calls)
        paid = sum((call.cost_usd / heads for call, heads in calls if call.cost_usd is not None), Decimal(0))
        assert float(player.cost) == pytest.approx(float(paid), rel=1e-12)
        one = await service.player(player.account_id, scope, WINDOW)
        assert one.actions == sum(
            action.account_id == player.account_id
            and action.channel_id != 0
            and WINDOW.start <= action.received_at < WINDOW.end
            and raw.place(action, scope)
            for action in raw.actions
        )
        assert (one.turns, one.cost, one.unpriced) == (player.turns, player.cost, player.unpriced)
        assert one.models == Counter(turn.model for turn, _ in mine if turn.model is not None)


async def test_a_campaign_is_told_turn_by_turn(stores: Stores, raw: Raw) -> None:
    found = await StatisticsService(stores, PeopleService(stores)).campaign(1, WINDOW)
    told = sorted(raw.told(Scope(GUILD, (1,))), key=lambda turn: turn.number)
    assert [point.number for point in found.points] == [turn.number for turn in told]
    assert found.turns == len(told)
    for point, turn in zip(found.points, told, strict=True):
        prices = [call.cost_usd for call in raw.of(turn) if plays(call)]
        assert point.cost == (None if None in prices or not prices else sum(prices))
        assert (point.model, point.first_word_ms, point.last_word_ms) == (
            turn.model,
            turn.first_word_ms,
            turn.last_word_ms,
        )
    assert same(
        found.first_word,
        [turn.first_word_ms for turn in told if raw.waited(turn) and turn.first_word_ms is not None],
    )
    asked = raw.asked(Scope(GUILD, (1,)))
    assert found.cost == sum((call.cost_usd for call in asked if call.cost_usd is not None), Decimal(0))
    assert sum(found.models.values()) == found.turns


async def test_figures_outlive_the_rows_they_came_from(stores: Stores, raw: Raw) -> None:
    service = StatisticsService(stores, PeopleService(stores))
    before = await service.models(Scope(GUILD), EVERYTHING)
    assert await stores.rollups.forget_calls(END) == 0, "what is not rolled up is kept"
    for hours in (2, 4):
        await stores.rollups.roll_up(END + timedelta(hours=hours))
    middle = START + timedelta(days=6)
    assert await stores.rollups.forget_calls(middle) == sum(call.started_at < middle for call in raw.calls)
    assert await service.models(Scope(GUILD), EVERYTHING) == before
    async with stores.database.autocommit() as connection:
        left = (await connection.execute(select(func.min(llm_calls.c.started_at)))).scalar_one()
        assert left >= middle


@pytest.mark.usefixtures("raw")
async def test_days_are_rolled_up_of_hours_and_say_the_same(stores: Stores) -> None:
    service = StatisticsService(stores, PeopleService(stores))
    for hours in (2, 4):
        await stores.rollups.roll_up(END + timedelta(hours=hours))
    async with stores.database.begin() as connection:  # as if no day had ended yet
        for rollup in ROLL_UPS:
            await connection.execute(delete(rollup.days))
            await connection.execute(
                update(rollup_marks).where(rollup_marks.c.name == rollup.days.name).values(up_to=0)
            )
    scope, whole = Scope(GUILD), Filters(Window(START, END + timedelta(days=1)))
    before = await service.models(scope, whole), await service.days(scope, whole)
    await roll_days(stores.database, END - timedelta(days=2, hours=-3), page=50)
    assert await _days_kept(stores) == {START + timedelta(days=day) for day in range(DAYS - 2)}
    assert (await service.models(scope, whole), await service.days(scope, whole)) == before
    await roll_days(stores.database, END + timedelta(hours=2))
    assert max(await _days_kept(stores)) == END - timedelta(days=2), "a day waits for what is late"
    for _ in range(2):
        await roll_days(stores.database, END + timedelta(hours=3))
    assert (await service.models(scope, whole), await service.days(scope, whole)) == before
    async with stores.database.autocommit() as connection:
        for rollup in (ROLLED_CALLS, ROLLED_TURNS):
            hours, days = [
                (await connection.execute(select(func.count(), func.sum(table.c.priced)).select_from(table))).one()
                for table in (rollup.hours, rollup.days)
            ]
            assert hours[1] == days[1]
            assert hours[0] > days[0]


async def _days_kept(stores: Stores) -> set[datetime]:
    async with stores.database.autocommit() as connection:
        return set((await connection.execute(select(call_days.c.day))).scalars())


async def test_a_late_attempt_joins_the_hour_it_belongs_to(stores: Stores, raw: Raw) -> None:
    service = StatisticsService(stores, PeopleService(stores))
    for hours in (2, 4, 6):
        await stores.rollups.roll_up(END + timedelta(hours=hours))
    async with stores.database.autocommit() as connection:
        counts = [(await connection.execute(select(func.count()).select_from(table))).scalar_one()
                  for table in (call_hours, turn_hours)]  # fmt: skip
        late = {column.name: getattr(raw.calls[0], column.name) for column in llm_calls.columns}
        late |= {
            "id": len(raw.calls) + 1,
            "started_at": WINDOW.start + timedelta(days=2),
            "error_class": None,
            "purpose": "narrate",
        }
        await connection.execute(insert(llm_calls), late)
    seen = sum(each.calls for each in await service.models(Scope(None), EVERYTHING))
    for hours in (8, 10, 12):
        await stores.rollups.roll_up(END + timedelta(hours=hours))
        assert sum(each.calls for each in await service.models(Scope(None), EVERYTHING)) == seen
    assert seen == len(raw.asked(Scope(None))) + 1
    async with stores.database.autocommit() as connection:
        assert [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (call_hours, turn_hours)
        ] == [counts[0] + 1, counts[1]]


async def test_who_sees_what_follows_from_what_they_may(stores: Stores, raw: Raw) -> None:
    people = PeopleService(stores)
    service = StatisticsService(stores, people)
    ada = Person(7, "P3")
    assert await service.models(Scope(GUILD, ()), EVERYTHING) == ()
    async with stores.database.autocommit() as connection:
        who = {"account_id": 3, "provider": DISCORD, "identity": 7, "created_at": START}
        await connection.execute(insert(account_identities), who)
    assert await service.scope(ada, GUILD) == Scope(GUILD, (2,))
    assert await service.scope(Person(7, "P3", steward=True), GUILD) == Scope(GUILD)
    assert await service.scope(ada, GUILD, operator=True) == Scope(None)
    assert raw.campaigns[3].guild_id != GUILD
