"""What is ordered of a replay, how far it is, and why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.replay import Replay
from bot.errors import SkaldError
from bot.i18n import N_


class NotAReplayer(SkaldError):
    sentence = N_(
        "A replay asks models for every turn once more, which costs money. It takes the permission Manage Channels or "
        "Manage Server."
    )


class ReplayRunning(SkaldError):
    sentence = N_("Replay {number} is at work on this server already. Stop it with /replay stop, or wait for its end.")


class HeldElsewhere(SkaldError):
    sentence = N_(
        "Another program works at replay {number}. If that program was killed, wait {seconds} s and go on then."
    )


class NoReplay(SkaldError):
    sentence = N_("There is no such replay here. Begin one with /replay start.")


class NothingToReplay(SkaldError):
    sentence = N_("No model has told any of these turns here, so there is nothing to ask others for.")


class TooManyModels(SkaldError):
    sentence = N_("Name 1 to {most} different models.")


class NoSuchScene(SkaldError):
    sentence = N_("There is no ready scene “{scene}”. There are: {scenes}.")


class UnpricedReplay(SkaldError):
    sentence = N_(
        "Nobody knows what {model} costs, so a limit in dollars cannot hold it. Leave the limit or the model."
    )


class NothingTold(SkaldError):
    sentence = N_("Nothing of this replay is told yet, so there is nothing to report.")


class ReplayOver(SkaldError):
    sentence = N_("Every telling of replay {number} was asked for. See /replay report.")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be asked again: a campaign's turns, or ready `scenes` in a language; `limit_usd` None for no limit."""

    guild_id: int
    channel_id: int | None
    models: tuple[str, ...]
    campaign_id: int | None = None
    scenes: tuple[str, ...] | None = None
    language: str = "en"
    first: int = 1
    last: int | None = None
    limit_usd: Decimal | None = None
    at_once: int = 4
    unattended: bool = False


@dataclass(frozen=True, slots=True)
class ReplayView:
    """How far a replay is: by model what is told and what failed, of `turns` each; `estimate` at most for what is left.

    `estimate` is None where a price is unknown, or nothing is left.
    """

    replay: Replay
    title: str
    turns: int
    told: Mapping[str, int]
    failed: Mapping[str, int]
    labels: Mapping[str, str]
    spent: Decimal
    running: bool
    estimate: Decimal | None = None

    @property
    def told_in_all(self) -> int:
        return sum(self.told.values())

    @property
    def done(self) -> int:
        return self.told_in_all + sum(self.failed.values())

    @property
    def total(self) -> int:
        return self.turns * len(self.replay.models)
