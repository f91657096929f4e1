"""What is posted by the clock, and when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.domain.statistics import Window
from bot.errors import SkaldError
from bot.i18n import N_

Every = Literal["day", "week", "month"]
Status = Literal["active", "paused"]
DIGEST: Final = "digest"
"""What is posted as three sentences; everything else is a chart."""
LATE: Final = timedelta(minutes=10)
"""What is posted so long after its time says that it is late."""
_TIME: Final = re.compile(r"(\d{1,2})(?:[:h.](\d{2}))?")
_DAYS: Final[Mapping[Every, str]] = {"day": "* * *", "week": "* * 1", "month": "1 * *"}


class BadTime(SkaldError):
    sentence = N_("A time of day has hours and minutes, for example 9:00 or 18:30.")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be posted where, and when: `cron` is read on the clock of `zone`.

    `what` is a kind of chart or `DIGEST`; `days` is how far back it looks, `campaign_id` whose figures it shows, None
    for the whole server's.
    """

    guild_id: int
    channel_id: int
    what: str
    cron: str
    zone: str
    language: str
    days: int
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """An order that stands; `why` says why it was paused, or not posted the last time; None where a person did it."""

    id: int
    order: Order
    account_id: int | None
    status: Status
    why: str | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One posting that is to be made now; `slot` is when it was planned."""

    id: int
    schedule: Schedule
    slot: datetime
    by_hand: bool = False


def line_of(every: Every, at: str) -> str:
    """Write as a line of cron what comes each day, on Mondays, or on the first of a month; raises `BadTime`."""
    found = _TIME.fullmatch(at.strip().lower()) if at.isascii() else None
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise BadTime
    return f"{minute} {hour} {_DAYS[every]}"


def window_of(slot: datetime, days: int) -> Window:
    """Return the whole hours that a posting counts: it says the same however late it is made."""
    end = slot.replace(minute=0, second=0, microsecond=0)
    return Window(end - timedelta(days=days), end)
