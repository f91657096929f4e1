"""Read what a turn took and gave: the turn, its attempts at models, its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ScalarSelect, Select, Text, bindparam, func, select, type_coerce

from bot.domain.attempt import Attempt
from bot.domain.lines import signed
from bot.domain.receipt import Receipt
from bot.storage.calls import MEASURED
from bot.storage.engine import Database
from bot.storage.tables import ledger, llm_calls, turns
from bot.storage.tellings import stands

# What the columns hold; PostgreSQL refuses to compare them with anything larger.
_LARGEST_ID = 2**63 - 1
_LARGEST = 2**31 - 1

_TURN = (
    "campaign_id", "channel_id", "number", "take", "status", "model", "wanted_model", "first_word_ms", "last_word_ms",
    "memories", "findings",
)  # fmt: skip

_other = turns.alias("other")
_STANDING = (
    select(func.max(_other.c.take))
    .where(
        _other.c.campaign_id == turns.c.campaign_id,
        _other.c.number == turns.c.number,
        stands(_other),
    )
    .scalar_subquery()
)


def _with_ledger(turn_id: ScalarSelect[int]) -> Select[Any]:
    """Return the statement that reads a turn once for each of its ledger's lines, and once when there is none."""
    columns = [turns.c[name] for name in _TURN]
    return (
        select(turns.c.id, *columns, _STANDING.label("standing_take"), ledger.c.kind, ledger.c.summary)
        .join_from(turns, ledger, ledger.c.turn_id == turns.c.id, isouter=True)
        .where(turns.c.id == turn_id)
        .order_by(ledger.c.id)
    )


_mine = turns.alias("mine")
_NAMED = _with_ledger(
    select(_mine.c.id)
    .where(
        _mine.c.campaign_id == bindparam("campaign_id"),
        _mine.c.number == bindparam("number"),
        _mine.c.take == bindparam("take"),
    )
    .scalar_subquery()
)
_LAST_TOLD = _with_ledger(
    select(_mine.c.id)
    .where(
        _mine.c.campaign_id == bindparam("campaign_id"),
        stands(_mine),
    )
    .order_by(_mine.c.number.desc(), _mine.c.take.desc())
    .limit(1)
    .scalar_subquery()
)
# An id of Discord's is no part of another, as they are equally long.
_OF_MESSAGE = (
    select(turns.c.number, turns.c.take)
    .where(
        turns.c.campaign_id == bindparam("campaign_id"),
        type_coerce(turns.c.reply_ids, Text).contains(bindparam("message", type_=Text)),
    )
    .order_by(turns.c.number.desc(), turns.c.take.desc())
    .limit(1)
)
_CALLS = (
    select(*(llm_calls.c[name] for name in MEASURED))
    .where(llm_calls.c.turn_id == bindparam("turn_id"))
    .order_by(llm_calls.c.id)
)


class Receipts:
    """What turns took and gave."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, campaign_id: int, number: int, take: int) -> Receipt | None:
        """Return the receipt of one telling, whatever became of it; None when there is none, or cannot be."""
        if not (0 < campaign_id <= _LARGEST_ID and 0 < number <= _LARGEST and 0 < take <= _LARGEST):
            return None
        return await self._read(_NAMED, {"campaign_id": campaign_id, "number": number, "take": take})

    async def last_told(self, campaign_id: int) -> Receipt | None:
        """Return the receipt of the turn that a story ends with; None before the first."""
        return await self._read(_LAST_TOLD, {"campaign_id": campaign_id})

    async def of_message(self, campaign_id: int, message_id: int) -> tuple[int, int] | None:
        """Return the number and the take of the turn that a message tells, None when it tells none."""
        values = {"campaign_id": campaign_id, "message": str(message_id)}
        async with self._database.autocommit() as connection:
            row = (await connection.execute(_OF_MESSAGE, values)).first()
        return None if row is None else (row.number, row.take)

    async def _read(self, statement: Select[Any], values: Mapping[str, int]) -> Receipt | None:
        async with self._database.autocommit() as connection:
            lines = (await connection.execute(statement, values)).all()
            if not lines:
                return None
            turn = lines[0]
            calls = (await connection.execute(_CALLS, {"turn_id": turn.id})).all()
        return Receipt(
            **{name: getattr(turn, name) for name in _TURN if name != "findings"},
            findings=tuple(turn.findings),
            standing_take=turn.standing_take,
            attempts=tuple(Attempt(*call) for call in calls),
            summaries=tuple(signed(line.kind, line.summary) for line in lines if line.summary),
        )
