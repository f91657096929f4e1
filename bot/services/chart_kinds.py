"""Which charts there are, and what stands above each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from bot.domain.plaintext import shown
from bot.errors import SkaldError
from bot.i18n import N_, NN_, Forms

ChartKind = Literal[
    "first-word",
    "speed-cost",
    "cost-days",
    "outcomes",
    "trend",
    "ratings",
    "wins",
    "scorecard",
    "campaign",
    "system",
]
KINDS: Final[Mapping[ChartKind, str]] = {
    "first-word": N_("Wait to the first word"),
    "speed-cost": N_("Speed against cost"),
    "cost-days": N_("Cost by day"),
    "outcomes": N_("How attempts ended"),
    "trend": N_("Wait to the first word, by day"),
    "ratings": N_("Rating from blind duels"),
    "wins": N_("Who won against whom"),
    "scorecard": N_("What the checks found"),
    "campaign": N_("A campaign, turn by turn"),
    "system": N_("Load of the program and its machine"),
}
"""The title of each kind of chart."""

COUNTED: Final[Mapping[ChartKind, Forms]] = {
    "first-word": NN_("{n} turn", "{n} turns"),
    "speed-cost": NN_("{n} turn", "{n} turns"),
    "cost-days": NN_("{n} call with a known price", "{n} calls with a known price"),
    "outcomes": NN_("{n} call", "{n} calls"),
    "trend": NN_("{n} turn", "{n} turns"),
    "ratings": NN_("{n} duel", "{n} duels"),
    "wins": NN_("{n} duel", "{n} duels"),
    "scorecard": NN_("{n} check", "{n} checks"),
    "campaign": NN_("{n} turn", "{n} turns"),
    "system": NN_("{n} sample", "{n} samples"),
}
"""What n is in each."""


class NoSuchChart(SkaldError):
    sentence = N_("There is no chart “{text}”. Pick one from the list.")


class TooFewData(SkaldError):
    """There is not enough to draw; `needed` and `missing` count what `what` names."""

    sentence = N_("There is too little for this chart yet: it takes {needed} {what}, and {missing} are missing.")

    def __init__(self, needed: int, missing: int, what: str) -> None:
        self.needed = needed
        self.missing = missing
        # In a tuple a name is translated with its sentence.
        super().__init__(needed=needed, missing=missing, what=(what,))


class NothingSpent(TooFewData):
    sentence = N_(
        "Nothing with a known price was spent in this time, so there is no cost to draw: one such call will do."
    )

    def __init__(self) -> None:
        super().__init__(1, 1, N_("calls that cost something"))


class NotComparable(SkaldError):
    sentence = N_("No two models can be rated yet: /stats leaderboard says what each of them lacks.")


class WhichCampaign(SkaldError):
    sentence = N_("This chart is of one campaign: choose which.")


class NotTheMachine(SkaldError):
    sentence = N_("Only whoever runs Skald can see this chart.")


def chart_kind(text: str) -> ChartKind:
    """Return the kind that somebody chose; raises `NoSuchChart`."""
    if text not in KINDS:
        raise NoSuchChart(text=shown(text))
    return text
