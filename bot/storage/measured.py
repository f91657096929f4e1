"""Read what was measured row by row, and add it up: what every figure about models is made of.

Roll-ups are made of these sums, and what is not rolled up yet is added up by the same: a figure has one definition.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, Text, and_, case, func, literal, or_, select, type_coerce

from bot.domain.checking import CHECKS
from bot.domain.checking import counted as looked_at
from bot.domain.statistics import size_of
from bot.storage.comparison import LONGEST_QUEUE_MS
from bot.storage.tables import campaigns, llm_calls, turns
from bot.storage.tables.statistics import CALL_COUNTS

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

    def add(self, rows: Sequence[Any]) -> None:
        """Add attempts, rows of `calls`; columns are added up and not rows, which takes a fifth of the time."""
        *keys, errors, costs, speeds = zip(*rows, strict=True)
        for name, column in zip(CALL_COUNTS, keys[_CALL_KEYS:], strict=True):
            self.counts[name] += sum(column)
        self.failures.update(error for error in errors if error is not None)
        self.cost = sum((cost for cost in costs if cost is not None), self.cost)
        self.speeds.extend(speed for speed in speeds if speed is not None)

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

    def add(self, row: Any, checks: int) -> None:
        """Add one turn, a row of `told`, for the model that told it, and the bits of its checks."""
        counts = self.counts
        counts["turns"] += 1
        if checks:
            self.checks.append(checks)
        if row.duel is not None:
            counts["duels"] += 1
        if row.paid is not None:
            counts["priced"] += 1
            self.cost += row.paid
        if row.first_wait is not None:
            self.first_words.append(row.first_wait)
        if row.last_wait is not None:
            self.last_words.append(row.last_wait)

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


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


_SAID: Final = _CALL.usage_source == "reported"
_WORKED: Final = _CALL.error_class.is_(None)


def _said(name: str, when: ColumnElement[bool] = _SAID) -> ColumnElement[int]:
    return case((when, func.coalesce(_CALL[name], 0)), else_=0)


_COUNTS_OF_A_CALL: Final[dict[str, ColumnElement[int]]] = {
    "calls": literal(1),
    "retried": _flag(_CALL.attempt > 1),
    "failed": _flag(_CALL.error_class.is_not(None)),
    "truncated": _flag(and_(_WORKED, _CALL.finish_reason == "length")),
    "refused": _flag(_CALL.error_class.in_(REFUSALS)),
    "reported": _flag(_SAID),
    "cacheable_tokens": _said("input_tokens", and_(_SAID, _CALL.cache_read_tokens.is_not(None))),
    **{
        name: _said(name)
        for name in ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens")
    },
    "tool_calls": _CALL.tool_calls,
    "tool_calls_valid": _CALL.tool_calls_valid,
    "priced": _flag(_CALL.cost_usd.is_not(None)),
}
_ENOUGH_TO_SAY: Final = and_(
    _SAID,
    _WORKED,
    _CALL.chunks >= FEWEST_CHUNKS,
    _CALL.output_tokens >= FEWEST_TOKENS,
    _CALL.e2e_ms > _CALL.ttft_ms,
)
_CALL_KEYS: Final = 5


def calls(where: ColumnElement[bool]) -> Select[Any]:
    """Select attempts that count: what each is added up by, what it adds to each count, how it failed, what it cost."""
    speed = 1000.0 * (_CALL.output_tokens - 1) / (_CALL.e2e_ms - _CALL.ttft_ms)
    return (
        select(
            _CALL.started_at,
            _CALL.guild_id,
            (_CALL.provider + "/" + _CALL.model).label("name"),
            func.coalesce(campaigns.c.language, "").label("language"),
            _CALL.input_tokens.label("prompt"),
            *(_COUNTS_OF_A_CALL[name].label(f"of_{name}") for name in CALL_COUNTS),
            _CALL.error_class,
            _CALL.cost_usd,
            case((_ENOUGH_TO_SAY, speed)).label("speed"),
        )
        .select_from(llm_calls.outerjoin(campaigns, campaigns.c.id == _CALL.campaign_id))
        .where(where, COUNTED)
    )


def told(where: ColumnElement[bool]) -> Select[Any]:
    """Select turns that were told, with what their attempts add up to: those of the model that told, the queue of any.

    `first_wait` and `last_wait` are what players waited for the model that told: alone, first, at once, and outside of
    a duel. `paid` is what it cost outside of a duel, where all of that is known. `findings` are JSON.
    """
    mine = and_(COUNTED, _CALL.provider + "/" + _CALL.model == turns.c.model)
    prompts = and_(mine, _CALL.purpose.in_(("adjudicate", "narrate")))
    alone = turns.c.duel.is_(None)
    felt = and_(
        alone,
        turns.c.attempt == 1,
        func.coalesce(turns.c.wanted_model, turns.c.model) == turns.c.model,
        func.coalesce(func.max(_CALL.queue_ms), 0) <= LONGEST_QUEUE_MS,
    )
    known = and_(alone, func.count(case((and_(mine, _CALL.cost_usd.is_(None)), 1))) == 0)
    return (
        select(
            *(turns.c[name] for name in _TURN_COLUMNS),
            type_coerce(turns.c.findings, Text).label("findings"),
            campaigns.c.guild_id,
            campaigns.c.language,
            func.max(case((prompts, _CALL.input_tokens))).label("prompt"),
            case((felt, turns.c.first_word_ms)).label("first_wait"),
            case((felt, turns.c.last_word_ms)).label("last_wait"),
            case((known, func.sum(case((mine, _CALL.cost_usd))))).label("paid"),
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
    "id", "number", "model", "wanted_model", "duel", "told_at", "first_word_ms", "last_word_ms", "checked",
)  # fmt: skip


def fold_calls(rows: Iterable[Any], by: Callable[[Bucket], _K | None]) -> dict[_K, CallSums]:
    """Add up attempts by what `by` makes of their bucket; None leaves one out."""
    alike: defaultdict[Bucket, list[Any]] = defaultdict(list)
    for row in rows:
        alike[Bucket(_hour(row.started_at), row.guild_id, row.name, row.language, size_of(row.prompt))].append(row)
    together: defaultdict[_K, list[Any]] = defaultdict(list)
    for bucket, some in alike.items():
        if (key := by(bucket)) is not None:
            together[key] += some
    found: dict[_K, CallSums] = {}
    for key, some in together.items():
        found[key] = CallSums()
        found[key].add(some)
    return found


def fold_turns(rows: Iterable[Any], by: Callable[[Bucket], _K | None]) -> dict[_K, TurnSums]:
    """Add up told turns by what `by` makes of their bucket; a turn counts for who told it and for who was to."""
    found: defaultdict[_K, TurnSums] = defaultdict(TurnSums)
    checks: dict[tuple[int | None, str], int] = {}
    for row in rows:
        bucket = Bucket(_hour(row.told_at), row.guild_id, row.model, row.language, size_of(row.prompt))
        told_by = by(bucket)
        if told_by is not None:
            checked = (row.checked, row.findings)
            if (bits := checks.get(checked)) is None:
                bits = checks[checked] = _bits(*checked)
            found[told_by].add(row, bits)
        if row.duel is None:
            wanted = row.wanted_model or row.model
            key = told_by if wanted == row.model else by(bucket._replace(model=wanted))
            if key is not None:
                found[key].want(row)
    return found


def _bits(checked: int | None, findings: str) -> int:
    """Return what is kept of a turn's checks; 0 where none looked."""
    looked = looked_at(checked, json.loads(findings))
    return sum((1 | found << FOUND) << CHECKS.index(kind) for kind, found in looked.items())


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
