"""Read the time that somebody wants figures of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.domain.plaintext import shown
from bot.domain.statistics import Window, last_days
from bot.errors import SkaldError
from bot.i18n import N_

MOST_DAYS: Final = 400
USUAL_DAYS: Final = 30


class BadDays(SkaldError):
    sentence = N_("Figures reach over 1 to {most} days. Choose a number of days between them.")


class BadDate(SkaldError):
    sentence = N_("“{text}” is not a date. Write it as {example}, or pick one from the list.")


class InTheFuture(SkaldError):
    sentence = N_("Nothing was measured in the future yet. Choose days up to {today}.")


class BackToFront(SkaldError):
    sentence = N_("From {start} to {end} runs backwards. Swap the two dates.")


class TooManyWindows(SkaldError):
    sentence = N_("Give either a number of days, or dates from and to.")


def window_of(days: int | None, start: str | None, end: str | None, now: datetime) -> Window:
    """Return the window somebody typed: so many days up to now, or whole days (UTC), both dates included.

    Without anything it is the last 30 days; without an end it reaches up to now. Raises a sentence for what is no
    window.
    """
    if start is None and end is None:
        if not 1 <= (wanted := USUAL_DAYS if days is None else days) <= MOST_DAYS:
            raise BadDays(most=MOST_DAYS)
        return last_days(wanted, now)
    if days is not None:
        raise TooManyWindows
    today = now.astimezone(UTC).date()
    last = _date(end, today) if end is not None else today
    first = _date(start, today) if start is not None else last - timedelta(days=USUAL_DAYS - 1)
    if first > last:
        raise BackToFront(start=first.isoformat(), end=last.isoformat())
    if (last - first).days >= MOST_DAYS:
        raise BadDays(most=MOST_DAYS)
    open_end = last_days(1, now).end
    return Window(_midnight(first), min(_midnight(last + timedelta(days=1)), open_end))


def borne(window: Window) -> Window:
    """Return a window that a button brought along; raises `BadDays` for one that nobody could have typed."""
    # An hour that has begun counts as a whole one.
    if not timedelta() < window.end - window.start <= timedelta(days=MOST_DAYS, hours=1):
        raise BadDays(most=MOST_DAYS)
    return window


def _date(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text.strip()) if len(text) <= 20 else None
    except ValueError:
        found = None
    # Before there was a Skald, dates may be too early to reckon with.
    if found is None or found.year < 2000:
        raise BadDate(text=shown(text), example=today.isoformat())
    if found > today:
        raise InTheFuture(today=today.isoformat())
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
