"""When something that is repeated comes: five fields of cron, on the clock of a place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from bot.errors import SkaldError
from bot.i18n import N_

LONGEST: Final = 100
# The 29th of February stays away for eight years around a century that has none.
_HORIZON: Final = 366 * 8 + 1
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_PART: Final = re.compile(r"(?P<first>\*|[a-z]{3}|\d{1,2})(?:-(?P<last>[a-z]{3}|\d{1,2}))?(?:/(?P<step>\d{1,2}))?")


class BadCron(SkaldError):
    sentence = N_(
        "That is no cron line I can read. It has five fields, minute, hour, day, month and weekday: `0 9 * * 1` is "
        "Monday at nine."
    )


class TooOften(SkaldError):
    sentence = N_(
        "That would come more than once an hour. Give one minute, for example `0 * * * *` for every full hour."
    )


class NeverComes(SkaldError):
    sentence = N_("There is no such day in any year, so that would never come.")


@dataclass(frozen=True, slots=True)
class Cron:
    """At which minute of which hours of which days something comes; weekdays count from Sunday, 0.

    Where both the day and the weekday are named, either is enough, as cron has always had it.
    """

    minute: int
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    def after(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return the first time after a moment (UTC); raises `NeverComes`.

        A time that a clock leaps over comes as much later as the clock leapt; one it shows twice comes the first time.
        """
        day = moment.astimezone(zone).date() - timedelta(days=1)
        for _ in range(_HORIZON):
            if found := next((time for time in self._on(day, zone) if time > moment), None):
                return found
            day += timedelta(days=1)
        raise NeverComes

    def latest(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return the last time up to a moment, which may be that moment (UTC); raises `NeverComes`."""
        day = moment.astimezone(zone).date() + timedelta(days=1)
        for _ in range(_HORIZON):
            if found := next((time for time in reversed([*self._on(day, zone)]) if time <= moment), None):
                return found
            day -= timedelta(days=1)
        raise NeverComes

    def _on(self, day: date, zone: tzinfo) -> Iterator[datetime]:
        """List the times of a day of that place, in order (UTC)."""
        if not self._is_on(day):
            return
        for hour in sorted(self.hours):
            # Of an hour that the clock shows twice this is the first; of one it leaps over, what follows the leap.
            yield datetime.combine(day, time(hour, self.minute), zone).astimezone(UTC)

    def _is_on(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        fits, fits_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return fits and fits_weekday if self.any_day or self.any_weekday else fits or fits_weekday


def cron(line: str) -> Cron:
    """Read a line of cron; raises `BadCron`, `TooOften` or `NeverComes`."""
    fields = line.lower().split() if len(line) <= LONGEST and line.isascii() else []
    if len(fields) != 5:
        raise BadCron
    minute, hour, day, month, weekday = fields
    minutes = _values(minute, 0, 59)
    if len(minutes) > 1:
        raise TooOften
    read = Cron(
        minute=min(minutes),
        hours=_values(hour, 0, 23),
        days=_values(day, 1, 31),
        months=_values(month, 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
        # Sunday is 0, and 7 as well.
        weekdays=frozenset(
            each % 7 for each in _values(weekday, 0, 7, {name: at for at, name in enumerate(_WEEKDAYS)})
        ),
        any_day=day.startswith("*"),
        any_weekday=weekday.startswith("*"),
    )
    read.after(datetime(2026, 1, 1, tzinfo=UTC), UTC)
    return read


def _values(field: str, least: int, most: int, names: Mapping[str, int] | None = None) -> frozenset[int]:
    return frozenset(value for part in field.split(",") for value in _range(part, least, most, names or {}))


def _range(part: str, least: int, most: int, names: Mapping[str, int]) -> Sequence[int]:
    found = _PART.fullmatch(part)
    if found is None:
        raise BadCron
    first, last, step = found.groups()
    if first == "*" and last is not None:
        raise BadCron
    start = least if first == "*" else _number(first, names)
    # As cron has it, 5/10 goes on to the end.
    end = most if first == "*" or (last is None and step is not None) else start
    end = end if last is None else _number(last, names)
    if not least <= start <= end <= most or (step is not None and not int(step)):
        raise BadCron
    return range(start, end + 1, int(step or 1))


def _number(text: str, names: Mapping[str, int]) -> int:
    if text.isdigit():
        return int(text)
    if text not in names:
        raise BadCron
    return names[text]
