"""Small lines about rolls, checks and saving throws."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.event import Event
from bot.domain.lines.rolls import AGAINST_DC, RESULTS, advantage, rolled
from bot.domain.lines.words import joined
from bot.domain.plaintext import shown
from bot.domain.skills import check_name

_REASON_SHOWN = 60


def _roll(event: Event, language: str) -> str:
    return joined(shown(event.actor), event.detail["text"], shown(event.detail["reason"], _REASON_SHOWN))


def _check(event: Event, language: str) -> str:
    """Write a line such as `Kira · Perception (Wis) · 14 + 3 = **17** vs DC 15 · success`."""
    detail = event.detail
    return joined(
        shown(event.actor),
        check_name(detail["check"], language),
        advantage(detail, language),
        f"{rolled(detail)} {AGAINST_DC.say(language)} {detail['dc']}",
        RESULTS[detail["success"]].say(language),
    )


LINES: Mapping[str, Callable[[Event, str], str]] = {"roll": _roll, "check": _check}
