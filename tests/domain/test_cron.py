"""Lines of cron, and what comes when on the clocks of the world."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.cron import BadCron, NeverComes, TooOften, cron
from bot.domain.schedule import BadTime, Every, line_of, window_of
from bot.errors import SkaldError

PARIS = ZoneInfo("Europe/Paris")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
NONSENSE = (
    "", "0 9 * *", "* * * * * *", "@daily", "0 24 * * *", "60 9 * * *", "0 9 32 * *", "0 9 0 * *", "0 9 * 13 *",
    "0 9 * * 8", "0 9 1-0 * *", "0 9 */0 * *", "0 9 * * moon", "0 9 *-5 * *", "-1 9 * * *", "0 9, * * *", "0 ٣ * * *",
    "0 9 * * 1; DROP TABLE schedules", "../../etc/passwd * * * *", "9" * 10_000, "\N{RIGHT-TO-LEFT OVERRIDE}0 9 * * *",
)  # fmt: skip


def _times(line: str, zone: ZoneInfo, start: datetime, count: int) -> list[str]:
    found: list[str] = []
    moment = start
    for _ in range(count):
        moment = cron(line).after(moment, zone)
        found.append(moment.astimezone(zone).strftime("%d %b %H:%M %Z"))
    return found


@pytest.mark.parametrize("line", NONSENSE)
def test_what_is_no_line_of_cron_gets_a_sentence(line: str) -> None:
    with pytest.raises(BadCron):
        cron(line)


@pytest.mark.parametrize("line", ["* * * * *", "*/5 * * * *", "0,30 9 * * *", "1-2 9 * * *"])
def test_what_comes_more_than_once_an_hour_is_refused(line: str) -> None:
    with pytest.raises(TooOften):
        cron(line)


def test_a_day_that_no_year_has_is_refused_and_one_that_comes_every_four_is_not() -> None:
    with pytest.raises(NeverComes):
        cron("0 9 31 2,4 *")
    assert cron("0 9 29 2 *").after(NEW_YEAR, UTC) == datetime(2028, 2, 29, 9, tzinfo=UTC)


def test_weekdays_count_from_sunday_and_a_day_or_a_weekday_is_enough() -> None:
    sunday = _times("0 9 * * 0", PARIS, NEW_YEAR, 2)
    assert sunday == _times("0 9 * * 7", PARIS, NEW_YEAR, 2) == _times("0 9 * * SUN", PARIS, NEW_YEAR, 2)
    assert sunday == ["04 Jan 09:00 CET", "11 Jan 09:00 CET"]
    assert _times("0 9 10 * mon", PARIS, NEW_YEAR, 3) == ["05 Jan 09:00 CET", "10 Jan 09:00 CET", "12 Jan 09:00 CET"]
    assert _times("0 6-18/6 1 jan-dec/6 *", PARIS, NEW_YEAR, 4) == [
        "01 Jan 06:00 CET", "01 Jan 12:00 CET", "01 Jan 18:00 CET", "01 Jul 06:00 CEST",
    ]  # fmt: skip


def test_a_night_of_daylight_saving_has_it_once() -> None:
    spring, autumn = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert _times("30 2 * * *", PARIS, spring, 2) == ["29 Mar 03:30 CEST", "30 Mar 02:30 CEST"]
    assert _times("30 2 * * *", PARIS, autumn, 2) == ["25 Oct 02:30 CEST", "26 Oct 02:30 CET"]
    # Both hours of the leap are one.
    assert _times("15 2,3 * * *", PARIS, spring, 2) == ["29 Mar 03:15 CEST", "30 Mar 02:15 CEST"]
    # Midnight itself is leapt over in Santiago; half an hour is on Lord Howe Island.
    leap = datetime(2026, 9, 5, 12, tzinfo=UTC)
    assert _times("0 0 * * *", ZoneInfo("America/Santiago"), leap, 2) == ["06 Sep 01:00 -03", "07 Sep 00:00 -03"]
    howe = datetime(2026, 10, 3, 12, tzinfo=UTC)
    assert _times("15 2 * * *", ZoneInfo("Australia/Lord_Howe"), howe, 2) == ["04 Oct 02:45 +11", "05 Oct 02:15 +11"]


def test_the_latest_time_is_the_one_after_which_the_next_comes() -> None:
    chance = random.Random(20)
    zones = [ZoneInfo(name) for name in ("Europe/Paris", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu")]
    lines = [cron(line) for line in ("0 * * * *", "30 2 * * *", "0 0 1 * *", "15 6-22/4 * * 1,5", "59 23 13 * 5")]
    for _ in range(400):
        line, zone = chance.choice(lines), chance.choice(zones)
        moment = NEW_YEAR + timedelta(minutes=chance.randrange(366 * 24 * 60))
        latest, after = line.latest(moment, zone), line.after(moment, zone)
        assert latest <= moment < after
        assert line.after(latest, zone) == after
        assert line.latest(latest, zone) == latest


@pytest.mark.parametrize(
    ("every", "at", "line"),
    [("day", "9", "0 9 * * *"), ("week", "09:05", "5 9 * * 1"), ("month", "18h30", "30 18 1 * *")],
)
def test_a_time_of_day_becomes_a_line(every: Every, at: str, line: str) -> None:
    assert line_of(every, at) == line
    cron(line)


@pytest.mark.parametrize("at", ["", "24:00", "9:60", "noon", "9:5", "٩", "9:00 * * *", "1" * 10_000])
def test_what_is_no_time_of_day_gets_a_sentence(at: str) -> None:
    with pytest.raises(BadTime) as refused:
        line_of("day", at)
    assert isinstance(refused.value, SkaldError)


def test_a_posting_counts_the_same_hours_however_late_it_is() -> None:
    window = window_of(datetime(2026, 3, 8, 9, 30, tzinfo=UTC), 7)
    assert (window.start.isoformat(), window.end.isoformat()) == (
        "2026-03-01T09:00:00+00:00",
        "2026-03-08T09:00:00+00:00",
    )
