"""How a roll is written in a small line: its dice, its sum, what it is held against, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.label import Label

_ADVANTAGES: Mapping[str, Label] = {
    "advantage": Label("advantage", "avantage"),
    "disadvantage": Label("disadvantage", "désavantage"),
}
AGAINST_DC = Label("vs DC", "contre DD")
AGAINST_AC = Label("vs AC", "contre CA")
RESULTS: Mapping[bool, Label] = {True: Label("success", "réussite"), False: Label("failure", "échec")}
HIT, MISS = Label("hit", "touché"), Label("miss", "raté")


def advantage(detail: Mapping[str, Any], language: str) -> str:
    """Say whether a die was thrown with advantage or disadvantage; "" for neither."""
    found = _ADVANTAGES.get(detail["advantage"])
    return found.say(language) if found else ""


def d20(rolls: Sequence[int], kept: int) -> str:
    """Write a d20, or two of which one counts: `(14, ~~3~~)`."""
    if len(rolls) == 1:
        return str(kept)
    place = rolls.index(kept)
    return f"({', '.join(str(r) if i == place else f'~~{r}~~' for i, r in enumerate(rolls))})"


def rolled(detail: Mapping[str, Any]) -> str:
    """Write a d20 with its modifier and total: `14 + 3 = **17**`."""
    total = str(detail["total"]).replace("-", "−")
    return f"{d20(detail['rolls'], detail['kept'])} {added(detail['modifier'])} = **{total}**"


def added(number: int) -> str:
    """Write a number that is added to something before it: `+ 3` or `− 1`."""
    return f"{'+' if number >= 0 else '−'} {abs(number)}"
