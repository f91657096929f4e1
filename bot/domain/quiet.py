"""The hours in which a server wants no notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one full hour of the day to another, where the server is; past midnight when the first is the later one."""

    start: int
    end: int
    zone: str

    def hold(self, now: datetime) -> bool:
        """Tell whether a moment is within them; raises `ZoneInfoNotFoundError` for a zone nobody knows any more."""
        hour = now.astimezone(ZoneInfo(self.zone)).hour
        return self.start <= hour < self.end if self.start < self.end else hour >= self.start or hour < self.end
