"""What a budget is: its period, whom it watches, what a turn takes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.budget import Budget, Period, Spender, Spent, Standing, period_name, window

ALL_MOMENTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-11))]),
)
SPENDER = Spender(guild_id=1, campaign_id=2, account_ids=(3, 4))


def budget(**other: Any) -> Budget:
    values: dict[str, Any] = {
        "id": 9, "guild_id": 1, "scope": "server", "subject": 1, "period": "day", "unit": "dollars",
        "amount": Decimal(10),
    }  # fmt: skip
    return Budget(**(values | other))


def standing(spent: str, held: str = "0", **other: Any) -> Standing:
    return Standing(budget(**other), Spent(Decimal(spent)), Decimal(held), datetime(2026, 11, 21, tzinfo=UTC))


@settings(deadline=None)
@given(ALL_MOMENTS, st.sampled_from(["day", "month"]))
def test_every_moment_is_in_its_period_and_the_next_begins_where_it_ends(now: datetime, period: Period) -> None:
    begins, ends = window(period, now)
    assert begins <= now < ends
    assert (begins.utcoffset(), ends.utcoffset()) == (timedelta(0), timedelta(0))
    assert window(period, ends)[0] == ends
    assert window(period, ends - timedelta(microseconds=1)) == (begins, ends)
    assert period_name(period, ends) != period_name(period, now)
    assert period_name(period, begins) == period_name(period, now)


def test_a_day_and_a_month_are_those_of_utc() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=-2)))
    assert (period_name("day", late), period_name("month", late)) == ("2027-01-01", "2027-01")
    assert window("month", datetime(2028, 2, 29, tzinfo=UTC)) == (
        datetime(2028, 2, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("other", "concerned"),
    [
        ({}, True),
        ({"guild_id": 5}, False),
        ({"scope": "campaign", "subject": 2}, True),
        ({"scope": "campaign", "subject": 1}, False),
        ({"scope": "player", "subject": 4}, True),
        ({"scope": "player", "subject": 2}, False),
    ],
)
def test_a_budget_watches_the_turns_of_its_subject(other: dict[str, Any], concerned: bool) -> None:
    assert SPENDER.concerns(budget(**other)) is concerned


def test_players_share_the_cost_of_a_turn_and_each_takes_part_in_one() -> None:
    player = budget(scope="player", subject=3)
    assert SPENDER.takes(player, Decimal(1)) == SPENDER.share_of(player, Decimal(1)) == Decimal("0.5")
    assert SPENDER.takes(budget(), Decimal(1)) == SPENDER.share_of(budget(), Decimal(1)) == 1
    for each in (budget(scope="player", subject=3, unit="turns"), budget(unit="turns")):
        assert (SPENDER.takes(each, Decimal("0.02")), SPENDER.share_of(each, Decimal("0.02"))) == (1, 0)


def test_the_last_of_a_budget_may_be_spent_and_no_more() -> None:
    assert standing("7", "2").bears(Decimal(1))
    assert not standing("7", "2").bears(Decimal("1.000000001"))
    assert standing("7", "2").left == 1


def test_what_costs_nothing_is_never_over_budget() -> None:
    assert standing("12").bears(Decimal(0))
    assert not standing("12").bears(Decimal("0.000000001"))
    assert standing("12").left == 0


@pytest.mark.parametrize(("spent", "warned"), [("7.99", False), ("8", True), ("12", True)])
def test_eighty_percent_is_worth_a_warning(spent: str, warned: bool) -> None:
    assert standing(spent, "5").worth_a_warning is warned
