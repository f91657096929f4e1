"""Read what models took and cost at a table, from what was measured.

Only turns that were told and not taken back count. The newest calls of a server or a campaign bound what is read, so
that an answer comes as fast after a hundred thousand turns as after a hundred.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from bot.domain.statistics import SAMPLE
from bot.storage.engine import Database
from bot.storage.tables import llm_calls, turns
from bot.storage.tellings import stands

NEWEST_CALLS = 5_000
LONGEST_QUEUE_MS = 60_000
_CALLS = llm_calls.alias()
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TurnTokens:
    """What a number of told turns took in all, every attempt counted; `calls` are those whose tokens are known."""

    turns: int
    calls: int
    input_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    output_tokens: int


def _newest(place: ColumnElement[bool]) -> Any:
    """Return the turns behind the newest calls of a place."""
    return (
        select(llm_calls.c.turn_id)
        # Samples were made up, and say nothing of what a model takes.
        .where(
            place,
            llm_calls.c.provider != SAMPLE,
            llm_calls.c.started_at >= bindparam("since", type_=llm_calls.c.started_at.type),
        )
        .order_by(llm_calls.c.started_at.desc())
        .limit(bindparam("newest"))
        .subquery()
    )


def _tokens(place: ColumnElement[bool]) -> Select[Any]:
    totals = [
        func.sum(func.coalesce(llm_calls.c[name], 0)).label(name)
        for name in ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens")
    ]
    each = (
        select(func.count().label("calls"), *totals)
        .join(turns, turns.c.id == llm_calls.c.turn_id)
        .where(
            turns.c.id.in_(select(_newest(place).c.turn_id)),
            stands(),
            llm_calls.c.usage_source.in_(("reported", "estimated")),
            llm_calls.c.purpose != "image",
        )
        .group_by(llm_calls.c.turn_id)
        # The offline narrator takes no tokens; what it told says nothing of what a model takes.
        .having(func.sum(func.coalesce(llm_calls.c.output_tokens, 0)) > 0)
        .subquery()
    )
    return select(func.count(), *(func.coalesce(func.sum(column), 0) for column in each.c))


_OF_GUILD = _tokens(llm_calls.c.guild_id == bindparam("place"))
_OF_CAMPAIGN = _tokens(llm_calls.c.campaign_id == bindparam("place"))
_FIRST_WORDS = select(turns.c.model, turns.c.first_word_ms).where(
    turns.c.id.in_(select(_newest(llm_calls.c.guild_id == bindparam("place")).c.turn_id)),
    stands(),
    turns.c.model.is_not(None),
    turns.c.first_word_ms.is_not(None),
    # Where a fallback spoke, its players had waited for another model first; where somebody had to press "try again",
    # for that.
    turns.c.attempt == 1,
    or_(turns.c.wanted_model.is_(None), turns.c.wanted_model == turns.c.model),
    # What was written while Skald was away waited for Skald, not for a model.
    ~select(_CALLS.c.id).where(_CALLS.c.turn_id == turns.c.id, _CALLS.c.queue_ms > LONGEST_QUEUE_MS).exists(),
)


class Comparison:
    """How models did on a server."""

    def __init__(self, database: Database, newest: int = NEWEST_CALLS) -> None:
        self._database = database
        self._newest = newest

    async def first_words(self, guild_id: int, since: datetime) -> dict[str, list[float]]:
        """Return, by model, how many milliseconds each turn of a server kept its players waiting for a first word.

        Turns that another model was asked first, that had failed before, or that began before `since`, are left out.
        """
        found: defaultdict[str, list[float]] = defaultdict(list)
        async with self._database.autocommit() as connection:
            for row in await connection.execute(_FIRST_WORDS, self._window(guild_id, since)):
                found[row.model].append(row.first_word_ms)
        return dict(found)

    async def tokens_of_guild(self, guild_id: int) -> TurnTokens:
        """Return what the newest turns of a server took."""
        return await self._tokens(_OF_GUILD, guild_id)

    async def tokens_of_campaign(self, campaign_id: int) -> TurnTokens:
        """Return what the newest turns of a campaign took."""
        return await self._tokens(_OF_CAMPAIGN, campaign_id)

    async def _tokens(self, statement: Select[Any], place: int) -> TurnTokens:
        async with self._database.autocommit() as connection:
            row = (await connection.execute(statement, self._window(place, _LONG_AGO))).one()
        return TurnTokens(*(int(value) for value in row))

    def _window(self, place: int, since: datetime) -> dict[str, Any]:
        return {"place": place, "since": since, "newest": self._newest}
