"""The time that somebody wants figures of."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.windows import (
    MOST_DAYS,
    BackToFront,
    BadDate,
    BadDays,
    InTheFuture,
    TooManyWindows,
    window_of,
)
from bot.errors import SkaldError

NOW = datetime(2026, 11, 21, 10, 42, tzinfo=UTC)
HOUR_END = datetime(2026, 11, 21, 11, tzinfo=UTC)


def test_nothing_said_is_the_last_thirty_days_up_to_the_hour_that_runs() -> None:
    found = window_of(None, None, None, NOW)
    assert (found.start, found.end) == (HOUR_END - timedelta(days=30), HOUR_END)


def test_dates_are_whole_days_and_both_are_in_it() -> None:
    found = window_of(None, "2026-11-01", "2026-11-03", NOW)
    assert (found.start, found.end) == (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 4, tzinfo=UTC))
    assert window_of(None, "2026-11-21", "2026-11-21", NOW).end == HOUR_END
    assert window_of(None, None, "2026-11-20", NOW).days == 30
    assert window_of(None, "2026-11-20", None, NOW).end == HOUR_END


def test_today_is_that_of_utc_wherever_the_clock_stands() -> None:
    ahead = datetime(2026, 11, 22, 1, 0, tzinfo=timezone(timedelta(hours=14)))
    with pytest.raises(InTheFuture):
        window_of(None, "2026-11-22", None, ahead)


@pytest.mark.parametrize(
    ("days", "start", "end", "refused"),
    [
        (0, None, None, BadDays),
        (-5, None, None, BadDays),
        (MOST_DAYS + 1, None, None, BadDays),
        (10**30, None, None, BadDays),
        (None, "2025-10-17", None, BadDays),
        (None, "2026-11-22", None, InTheFuture),
        (None, None, "9999-12-31", InTheFuture),
        (None, "2026-11-03", "2026-11-01", BackToFront),
        (None, "0001-01-01", None, BadDate),
        (None, "soon", None, BadDate),
        (None, "", None, BadDate),
        (None, "2026-11-31", None, BadDate),
        (3, "2026-11-01", None, TooManyWindows),
    ],
)
def test_what_is_no_window_is_refused(
    days: int | None, start: str | None, end: str | None, refused: type[SkaldError]
) -> None:
    with pytest.raises(refused):
        window_of(days, start, end, NOW)


@settings(deadline=None)
@given(st.none() | st.integers(), st.none() | st.text(max_size=40), st.none() | st.text(max_size=40))
def test_whatever_is_typed_is_a_window_or_a_sentence(days: int | None, start: str | None, end: str | None) -> None:
    with suppress(SkaldError):
        found = window_of(days, start, end, NOW)
        assert found.start < found.end <= HOUR_END
        assert found.days <= MOST_DAYS
