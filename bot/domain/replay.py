"""A campaign's turns, or ready scenes, asked again of other models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

from bot.domain.memory import Memory
from bot.domain.turn import LedgerEntry, TranscriptMessage

ReplayStatus = Literal["running", "stopped", "done"]
StopReason = Literal["asked", "limit", "budget", "resting", "broken", ""]
"""Why it stands still: somebody asked, its own limit, a budget, a provider that rests, or something unforeseen."""

MOST_MODELS: Final = 6
MOST_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Replay:
    """What is asked again, of whom, and how far it is; `made_at` is the moment the story is read as of.

    Exactly one of `campaign_id` and `scenes` says what is told. `first` and `last` bound the turns, `last` None up to
    the end. `unattended` is one that a command line runs, which no bot goes on with by itself.
    """

    id: int
    guild_id: int | None
    campaign_id: int | None
    account_id: int | None
    channel_id: int | None
    models: tuple[str, ...]
    made_at: datetime
    status: ReplayStatus = "running"
    scenes: tuple[str, ...] | None = None
    language: str = "en"
    first: int = 1
    last: int | None = None
    at_once: int = 4
    unattended: bool = False
    why: StopReason = ""
    limit_usd: Decimal | None = None
    beat_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReplayTelling:
    """One model's words for one turn; `error` has the kind of failure where there are none.

    `figures` hold times in milliseconds (`ttft_ms`, `first_text_ms`, `e2e_ms`), tokens, `chunks`, `usage_source`,
    `finish_reason`, the `attempts` it took, and dollars as text (`cost_usd`, None where the price is unknown;
    `batch_usd`, what a vendor's batch would have taken, None where it has none).
    """

    number: int
    model: str
    story: str | None
    figures: Mapping[str, Any] = field(default_factory=dict[str, Any])
    findings: tuple[Mapping[str, Any], ...] = ()
    error: str | None = None

    def dollars(self, name: str) -> Decimal | None:
        """Return one of its costs, None where it is not known."""
        written = self.figures.get(name)
        return None if written is None else Decimal(written)


@dataclass(frozen=True, slots=True)
class KeptContext:
    """What a told turn was told from, as it is kept; `exact` is False where a part of it was removed since.

    `state` and `after` are the documents of the states it began and ended with. `without` is the telling that somebody
    did not want to hear, None where nobody minded. `told` is what was told at the table, by `model`.
    """

    number: int
    state: str
    after: str
    past: tuple[TranscriptMessage, ...]
    said: tuple[TranscriptMessage, ...]
    entries: tuple[LedgerEntry, ...]
    memory: Memory
    channel_id: int
    model: str
    told: str
    without: str | None = None
    exact: bool = True
