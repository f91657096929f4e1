"""Small lines about rolls, checks and saving throws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.domain.event import Event
from bot.domain.label import Label
from bot.domain.lines.words import joined
from bot.domain.plaintext import shown
from bot.domain.skills import check_name

_REASON_SHOWN = 60

_ADVANTAGE_NAMES: dict[str, Label] = {
    "none": Label("", ""),
    "advantage": Label("advantage", "avantage"),
    "disadvantage": Label("disadvantage", "désavantage"),
}
_AGAINST = Label("vs DC", "contre DD")
_OUTCOMES = {True: Label("success", "réussite"), False: Label("failure", "échec")}


def _roll(event: Event, language: str) -> str:
    return joined(shown(event.actor), event.detail["text"], shown(event.detail["reason"], _REASON_SHOWN))


def _check(event: Event, language: str) -> str:
    """Write a line such as `Kira · Perception (Wis) · 14 + 3 = **17** vs DC 15 · success`."""
    detail = event.detail
    total = str(detail["total"]).replace("-", "−")
    sign = "+" if detail["modifier"] >= 0 else "−"
    sum_ = f"{d20(detail['rolls'], detail['kept'])} {sign} {abs(detail['modifier'])} = **{total}**"
    return joined(
        shown(event.actor),
        check_name(detail["check"], language),
        _ADVANTAGE_NAMES[detail["advantage"]].say(language),
        f"{sum_} {_AGAINST.say(language)} {detail['dc']}",
        _OUTCOMES[detail["success"]].say(language),
    )


def d20(rolls: Sequence[int], kept: int) -> str:
    """Write a d20, or two of which one counts: `(14, ~~3~~)`."""
    if len(rolls) == 1:
        return str(kept)
    place = rolls.index(kept)
    return f"({', '.join(str(r) if i == place else f'~~{r}~~' for i, r in enumerate(rolls))})"


LINES: Mapping[str, Callable[[Event, str], str]] = {"roll": _roll, "check": _check}
