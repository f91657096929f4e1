"""The clocks of the world, by the names people know them by."""

from __future__ import annotations

from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from bot.errors import SkaldError
from bot.i18n import N_

# What the list of zones holds besides places.
_NOT_A_PLACE: Final = ("Etc/", "SystemV/", "US/", "posix", "right")


class NoSuchZone(SkaldError):
    sentence = N_("There is no such time zone. Pick one from the list, for example Europe/Paris.")


@cache
def _known() -> frozenset[str]:
    """Name every zone there is; reading them takes too long for the event loop, and they do not change."""
    return frozenset(available_timezones() | {"UTC"})


@cache
def zone_names() -> tuple[str, ...]:
    """List what may be chosen, UTC first; call it in a thread the first time."""
    places = (name for name in _known() if "/" in name and not name.startswith(_NOT_A_PLACE))
    return "UTC", *sorted(places)


def zone_named(name: str) -> ZoneInfo:
    """Return a zone; raises `NoSuchZone`. A name is looked up before anything is opened by it."""
    if name not in _known():
        raise NoSuchZone
    return ZoneInfo(name)
