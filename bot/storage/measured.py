"""Read what was measured row by row, and add it up: what every figure about models is made of.

Roll-ups are made of these sums, and what is not rolled up yet is added up by the same: a figure has one definition.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from bot.domain.checking import CHECKS
from bot.domain.checking import counted as looked_at
from bot.domain.statistics import size_of
from bot.storage.comparison import LONGEST_QUEUE_MS
from bot.storage.tables import campaigns, llm_calls, turns

NOT_PLAY: Final = ("replay", "test")
REFUSALS: Final = ("Refusal", "ContentFiltered", "PictureRefused")
FOUND: Final = 16
"""Of what is kept of a turn's checks, the bits from here on say which found something, those below which looked."""
FEWEST_CHUNKS: Final = 10
FEWEST_TOKENS: Final = 50

_CALL = llm_calls.c
COUNTED: Final = and_(
    _CALL.purpose.not_in(NOT_PLAY), or_(_CALL.error_class.is_(None), _CALL.error_class != "Cancelled")
)
"""The attempts that were made for play, and that nobody broke off."""
ELSEWHERE: Final = 0
"""The channel of what an archive brought along: nobody waited for it here, and nobody paid."""
PLAYED: Final = and_(turns.c.status == "told", turns.c.channel_id != ELSEWHERE)
"""The turns that were told at a table, and not brought to it in an archive."""
_K = TypeVar("_K", bound=Hashable)


class Bucket(NamedTuple):
    """What is added up together; of a turn, its hour is the one it was told in, of an attempt, that it began in."""

    hour: datetime
    guild_id: int | None
    model: str
    language: str
    size: str


def _floats() -> array[float]:
    return array("f")


def _numbers() -> array[int]:
    return array("I")


@dataclass(slots=True)
class CallSums:
    """Attempts added up: counts by the columns of `call_hours`, dollars, speeds, failures by their kind."""

    counts: Counter[str] = field(default_factory=Counter[str])
    cost: Decimal = Decimal(0)
    speeds: array[float] = field(default_factory=_floats)
    failures: Counter[str] = field(default_factory=Counter[str])

    def add(self, row: Any) -> None:
        """Add one attempt, a row of `calls`."""
        counts, failed = self.counts, row.error_class
        counts["calls"] += 1
        counts["retried"] += row.attempt > 1
        counts["truncated"] += failed is None and row.finish_reason == "length"
        counts["refused"] += failed in REFUSALS
        counts["tool_calls"] += row.tool_calls
        counts["tool_calls_valid"] += row.tool_calls_valid
        if failed is not None:
            counts["failed"] += 1
            self.failures[failed] += 1
        if row.cost_usd is not None:
            counts["priced"] += 1
            self.cost += row.cost_usd
        if row.usage_source != "reported":
            return
        counts["reported"] += 1
        for name in ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens"):
            counts[name] += getattr(row, name) or 0
        if row.cache_read_tokens is not None:
            counts["cacheable_tokens"] += row.input_tokens or 0
        if (speed := _speed(row)) is not None:
            self.speeds.append(speed)

    def merge(self, other: CallSums) -> None:
        """Add what was added up elsewhere."""
        self.counts.update(other.counts)
        self.cost += other.cost
        self.speeds.extend(other.speeds)
        self.failures.update(other.failures)


@dataclass(slots=True)
class TurnSums:
    """Told turns added up: counts by the columns of `turn_hours`, dollars, waits in milliseconds, bits of checks."""

    counts: Counter[str] = field(default_factory=Counter[str])
    cost: Decimal = Decimal(0)
    first_words: array[float] = field(default_factory=_floats)
    last_words: array[float] = field(default_factory=_floats)
    checks: array[int] = field(default_factory=_numbers)

    def add(self, row: Any) -> None:
        """Add one turn, a row of `told`, for the model that told it."""
        self.counts["turns"] += 1
        if looked := looked_at(row.checked, row.findings):
            self.checks.append(sum((1 | found << FOUND) << CHECKS.index(kind) for kind, found in looked.items()))
        if row.duel is not None:
            self.counts["duels"] += 1
            return
        if row.asked and not row.unpriced:
            self.counts["priced"] += 1
            self.cost += row.cost
        if felt(row):
            if row.first_word_ms is not None:
                self.first_words.append(row.first_word_ms)
            if row.last_word_ms is not None:
                self.last_words.append(row.last_word_ms)

    def want(self, row: Any) -> None:
        """Add one turn, a row of `told`, for the model that was to tell it."""
        self.counts["wanted"] += 1
        self.counts["handed_on"] += row.wanted_model not in (None, row.model)

    def merge(self, other: TurnSums) -> None:
        """Add what was added up elsewhere."""
        self.counts.update(other.counts)
        self.cost += other.cost
        self.first_words.extend(other.first_words)
        self.last_words.extend(other.last_words)
        self.checks.extend(other.checks)


def felt(row: Any) -> bool:
    """Say whether what players waited for was the model that told: alone, first, at once, and outside of a duel."""
    waited_for_skald = row.queue is not None and row.queue > LONGEST_QUEUE_MS
    return row.duel is None and row.attempt == 1 and row.wanted_model in (None, row.model) and not waited_for_skald


def _speed(row: Any) -> float | None:
    """Return the output tokens a second of an attempt; None where too little came to say."""
    chunks, tokens = row.chunks, row.output_tokens
    if chunks is None or chunks < FEWEST_CHUNKS or tokens is None or tokens < FEWEST_TOKENS:
        return None
    if row.error_class is not None or row.ttft_ms is None or row.e2e_ms <= row.ttft_ms:
        return None
    return 1000 * (tokens - 1) / (row.e2e_ms - row.ttft_ms)


def calls(where: ColumnElement[bool]) -> Select[Any]:
    """Select attempts that count, with the language they were made in."""
    return (
        select(
            *(_CALL[name] for name in _CALL_COLUMNS),
            (_CALL.provider + "/" + _CALL.model).label("name"),
            func.coalesce(campaigns.c.language, "").label("language"),
        )
        .select_from(llm_calls.outerjoin(campaigns, campaigns.c.id == _CALL.campaign_id))
        .where(where, COUNTED)
    )


_CALL_COLUMNS: Final = (
    "id", "guild_id", "started_at", "attempt", "error_class", "finish_reason", "usage_source", "input_tokens",
    "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "tool_calls", "tool_calls_valid",
    "cost_usd", "chunks", "ttft_ms", "e2e_ms",
)  # fmt: skip


def told(where: ColumnElement[bool]) -> Select[Any]:
    """Select told turns with what their attempts took: those of the model that told, the queue of any."""
    mine = and_(COUNTED, _CALL.provider + "/" + _CALL.model == turns.c.model)
    prompts = and_(mine, _CALL.purpose.in_(("adjudicate", "narrate")))
    return (
        select(
            *(turns.c[name] for name in _TURN_COLUMNS),
            campaigns.c.guild_id,
            campaigns.c.language,
            func.max(_CALL.queue_ms).label("queue"),
            func.max(case((prompts, _CALL.input_tokens))).label("prompt"),
            func.count(case((mine, 1))).label("asked"),
            func.count(case((and_(mine, _CALL.cost_usd.is_(None)), 1))).label("unpriced"),
            func.sum(case((mine, _CALL.cost_usd))).label("cost"),
        )
        .select_from(
            turns.join(campaigns, campaigns.c.id == turns.c.campaign_id).outerjoin(
                llm_calls, _CALL.turn_id == turns.c.id
            )
        )
        .where(PLAYED, turns.c.model.is_not(None), where)
        .group_by(turns.c.id, campaigns.c.id)
    )


_TURN_COLUMNS: Final = (
    "id", "number", "model", "wanted_model", "attempt", "duel", "told_at", "first_word_ms", "last_word_ms", "checked",
    "findings",
)  # fmt: skip


def fold_calls(rows: Iterable[Any], by: Callable[[Bucket], _K | None]) -> dict[_K, CallSums]:
    """Add up attempts by what `by` makes of their bucket; None leaves one out."""
    found: defaultdict[_K, CallSums] = defaultdict(CallSums)
    for row in rows:
        bucket = Bucket(_hour(row.started_at), row.guild_id, row.name, row.language, size_of(row.input_tokens))
        if (key := by(bucket)) is not None:
            found[key].add(row)
    return found


def fold_turns(rows: Iterable[Any], by: Callable[[Bucket], _K | None]) -> dict[_K, TurnSums]:
    """Add up told turns by what `by` makes of their bucket; a turn counts for who told it and for who was to."""
    found: defaultdict[_K, TurnSums] = defaultdict(TurnSums)
    for row in rows:
        bucket = Bucket(_hour(row.told_at), row.guild_id, row.model, row.language, size_of(row.prompt))
        if (key := by(bucket)) is not None:
            found[key].add(row)
        if row.duel is None and (key := by(bucket._replace(model=row.wanted_model or row.model))) is not None:
            found[key].want(row)
    return found


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
