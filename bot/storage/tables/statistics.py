"""What was measured, rolled up by the hour and the day, and what is watched and posted by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table, UniqueConstraint

from bot.storage.columns import CleanText, Dollars, Id, Json, UtcDateTime, partial
from bot.storage.tables.schema import metadata

CALL_COUNTS = (
    "calls", "retried", "failed", "truncated", "refused", "reported", "input_tokens", "cacheable_tokens",
    "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "tool_calls", "tool_calls_valid",
    "priced",
)  # fmt: skip
TURN_COUNTS = ("turns", "wanted", "handed_on", "priced", "duels")


def _bucket(when: str) -> tuple[Column[Any], ...]:
    """Return what a roll-up is made by: several rows of one bucket add up."""
    return (
        Column("id", Id, primary_key=True),
        Column(when, UtcDateTime, nullable=False),
        Column("guild_id", BigInteger),  # outlives the server
        Column("model", CleanText, nullable=False),  # provider/model
        Column("language", CleanText, nullable=False),
        Column("size", CleanText, nullable=False),
    )


def _rolled(name: str, when: str, *figures: Column[Any]) -> Table:
    return Table(name, metadata, *_bucket(when), *figures, Index(None, "guild_id", when), Index(None, when))


def _counts(names: tuple[str, ...]) -> tuple[Column[Any], ...]:
    return (
        *(Column(name, BigInteger, nullable=False) for name in names),
        Column("cost_usd", Dollars, nullable=False),
    )


def _calls(name: str, when: str) -> Table:
    return _rolled(name, when, *_counts(CALL_COUNTS), Column("speeds", LargeBinary, nullable=False))


def _turns(name: str, when: str) -> Table:
    return _rolled(
        name,
        when,
        *_counts(TURN_COUNTS),
        Column("first_words", LargeBinary, nullable=False),
        Column("last_words", LargeBinary, nullable=False),
        Column("checks", LargeBinary, nullable=False),  # 32-bit numbers: bits of what looked, above 16 of what it found
    )


def _failures(name: str, when: str) -> Table:
    # `what` is a kind of failure (failure:TooSlow).
    what, count = Column("what", CleanText, nullable=False), Column("count", BigInteger, nullable=False)
    return _rolled(name, when, what, count)


# The samples are little-endian 32-bit floats, one after the other, so that percentiles stay exact when raw rows go.
call_hours, call_days = _calls("call_hours", "hour"), _calls("call_days", "day")
turn_hours, turn_days = _turns("turn_hours", "hour"), _turns("turn_days", "day")
count_hours, count_days = _failures("count_hours", "hour"), _failures("count_days", "day")


@dataclass(frozen=True, slots=True)
class RollUp:
    """A table of hours and the one of the days these are rolled up into, and what their rows hold.

    Rows that are alike in `keys` and in when they were add up: the numbers by summing, the samples by joining.
    """

    hours: Table
    days: Table
    numbers: tuple[str, ...]
    samples: tuple[str, ...] = ()
    more_keys: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return ("guild_id", "model", "language", "size", *self.more_keys)


ROLLED_CALLS: Final = RollUp(call_hours, call_days, (*CALL_COUNTS, "cost_usd"), ("speeds",))
ROLLED_TURNS: Final = RollUp(turn_hours, turn_days, (*TURN_COUNTS, "cost_usd"), ("first_words", "last_words", "checks"))
ROLLED_COUNTS: Final = RollUp(count_hours, count_days, ("count",), more_keys=("what",))
ROLL_UPS: Final = (ROLLED_CALLS, ROLLED_TURNS, ROLLED_COUNTS)

# Up to which row of a raw table the roll-ups reach.
rollup_marks = Table(
    "rollup_marks",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("up_to", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

vitals = Table(
    "vitals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("process", CleanText, nullable=False),
    Column("figures", Json, nullable=False),
)

# `cron` has five fields, read in `zone`; the next slot is `due_at`. `status` is active or paused.
schedules = Table(
    "schedules",
    metadata,
    Column("id", Id, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("channel_id", BigInteger, nullable=False),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("what", CleanText, nullable=False),
    Column("options", Json, nullable=False, server_default="{}"),
    Column("cron", CleanText, nullable=False),
    Column("zone", CleanText, nullable=False),
    Column("language", CleanText, nullable=False),
    Column("status", CleanText, nullable=False),
    Column("why", CleanText),
    Column("made_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
)

# The slot makes it certain that of several processes one does it.
job_runs = Table(
    "job_runs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("job", CleanText, nullable=False),
    Column("schedule_id", Id, ForeignKey("schedules.id", ondelete="CASCADE"), index=True),
    Column("slot", UtcDateTime, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("outcome", CleanText),
    Column("message_id", BigInteger),
    UniqueConstraint("job", "slot"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id", ondelete="CASCADE"), nullable=False),
    Column("kind", CleanText, nullable=False),
    Column("subject", CleanText, nullable=False),
    Column("figures", Json, nullable=False, server_default="{}"),
    Column("began_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("end_told_at", UtcDateTime),
    partial("uq_incidents_open", "guild_id", "kind", "subject", where="ended_at IS NULL", unique=True),
)
