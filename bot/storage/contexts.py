"""Read what told turns were told from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, or_, select

from bot.domain.memory import MOST_FACTS, Chapter, Fact, Memory
from bot.domain.replay import KeptContext
from bot.domain.turn import LedgerEntry, TranscriptMessage
from bot.storage.engine import Database
from bot.storage.tables import actions, campaigns, chapters, facts, ledger, messages, turns

MOST_MESSAGES: Final = 400


def _stood(moment: datetime) -> ColumnElement[bool]:
    """Return the condition that a telling was part of the story at a moment."""
    return (
        (turns.c.status == "told")
        & (turns.c.told_at <= moment)
        & (turns.c.reverted_at.is_(None) | (turns.c.reverted_at > moment))
    )


class Contexts:
    """The contexts of a campaign's told turns, as the story stood at a moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def numbers(self, campaign_id: int, as_of: datetime, first: int = 1, last: int | None = None) -> list[int]:
        """Return the turns that a model told and whose beginnings are kept, in their order."""
        query = select(turns.c.number).where(
            turns.c.campaign_id == campaign_id,
            _stood(as_of),
            turns.c.model.is_not(None),
            turns.c.state_before.is_not(None),
            turns.c.number >= first,
        )
        if last is not None:
            query = query.where(turns.c.number <= last)
        async with self._database.autocommit() as connection:
            return sorted(set((await connection.execute(query)).scalars()))

    async def campaigns(self) -> list[tuple[int, str, int]]:
        """List the campaigns that have told turns: id, name, and how many."""
        query = (
            select(campaigns.c.id, campaigns.c.name, func.count(turns.c.number.distinct()))
            .join(turns, turns.c.campaign_id == campaigns.c.id)
            .where(turns.c.status == "told", turns.c.reverted_at.is_(None), turns.c.model.is_not(None))
            .group_by(campaigns.c.id, campaigns.c.name)
            .order_by(campaigns.c.id)
        )
        async with self._database.autocommit() as connection:
            return [(row[0], row[1], row[2]) for row in await connection.execute(query)]

    async def of(self, campaign_id: int, number: int, as_of: datetime) -> KeptContext | None:
        """Return the context of one turn; None when it is gone.

        The transcript, chapters, sheets and ledger are those the turn was told from. Notes that people corrected or
        pinned since are as they are now, and what was forgotten for somebody is missing: the context is not exact.
        """
        mine = (turns.c.campaign_id == campaign_id, turns.c.number == number, _stood(as_of))
        query = select(turns).where(*mine).order_by(turns.c.take.desc()).limit(1)
        async with self._database.autocommit() as connection:
            turn = (await connection.execute(query)).one_or_none()
            if turn is None or turn.state_before is None or turn.model is None:
                return None
            given: Mapping[str, Any] = turn.memories or {}
            past = (
                _messages(await connection.execute(_past(campaign_id, number, as_of, given["from_turn"])))
                if "from_turn" in given
                else ()
            )
            said = select(messages.c.role, messages.c.author, messages.c.content, turns.c.number)
            said = said.join(turns, turns.c.id == messages.c.turn_id).where(messages.c.turn_id == turn.id)
            spoken = _messages(await connection.execute(said.order_by(messages.c.id)))
            entries = await connection.execute(select(ledger).where(ledger.c.turn_id == turn.id).order_by(ledger.c.id))
            decided = tuple(
                LedgerEntry(row.kind, row.actor, row.summary, row.detail, tuple(map(tuple, row.changes)))
                for row in entries
            )
            known = _facts((await connection.execute(_known(campaign_id, turn, as_of))).all())
            read = (await connection.execute(_chapters(campaign_id, turn))).all()
            without = await _without(connection, turn)
        summed = _in_force(read, given)
        return KeptContext(
            number=number,
            state=turn.state_before,
            after=turn.state_after or turn.state_before,
            past=past,
            said=tuple(message for message in spoken if message.role == "user"),
            entries=decided,
            memory=Memory(summed, known),
            channel_id=turn.channel_id,
            model=turn.model,
            told=turn.narration or "",
            without=without,
            exact=len(past) == given.get("messages", 0)
            and len(summed) == given.get("chapters", 0)
            and (not summed or len(known) == given.get("facts", len(known))),
        )


def _past(campaign_id: int, number: int, as_of: datetime, first: int) -> Any:
    newest = (
        select(messages.c.id)
        .join(turns, turns.c.id == messages.c.turn_id)
        .where(messages.c.campaign_id == campaign_id, turns.c.number < number, turns.c.number >= first, _stood(as_of))
        .order_by(messages.c.id.desc())
        .limit(MOST_MESSAGES * 2)
    )
    return (
        select(messages.c.role, messages.c.author, messages.c.content, turns.c.number)
        .join(turns, turns.c.id == messages.c.turn_id)
        .where(messages.c.id.in_(newest))
        .order_by(messages.c.id)
    )


def _messages(rows: Any) -> tuple[TranscriptMessage, ...]:
    return tuple(TranscriptMessage(*row) for row in rows)


def _known(campaign_id: int, turn: Row[Any], as_of: datetime) -> Any:
    """Return the statement for the facts that were in mind when a turn began."""
    begun = turn.started_at or turn.told_at
    own = facts.c.turn_id.is_(None) & (facts.c.made_at <= begun)
    told = (turns.c.number < turn.number) & _stood(as_of)
    return (
        select(facts, turns.c.number)
        .outerjoin(turns, turns.c.id == facts.c.turn_id)
        .where(
            facts.c.campaign_id == campaign_id,
            or_(own, told),
            or_(facts.c.removed_at.is_(None), facts.c.removed_at > begun),
        )
        .order_by(facts.c.pinned.desc(), facts.c.id.desc())
        .limit(MOST_FACTS)
    )


def _facts(rows: Sequence[Row[Any]]) -> tuple[Fact, ...]:
    found = (Fact(row.id, row.kind, row.subject, row.text, row.pinned, row.number, row.character_id) for row in rows)
    return tuple(sorted(found, key=lambda fact: fact.id))


def _chapters(campaign_id: int, turn: Row[Any]) -> Any:
    return (
        select(chapters)
        .where(
            chapters.c.campaign_id == campaign_id,
            chapters.c.last_turn < turn.number,
            chapters.c.made_at <= (turn.started_at or turn.told_at),
        )
        .order_by(chapters.c.first_turn, chapters.c.made_at)
    )


def _in_force(rows: Sequence[Row[Any]], given: Mapping[str, Any]) -> tuple[Chapter, ...]:
    """Return the chapters a turn was given: so many, and of each beginning the one that was written last."""
    newest = {row.first_turn: Chapter(row.id, row.first_turn, row.last_turn, row.text) for row in rows}
    before = [chapter for chapter in newest.values() if chapter.last < given.get("from_turn", 0)]
    return tuple(before[: given.get("chapters", 0)])


async def _without(connection: Any, turn: Row[Any]) -> str | None:
    """Return the telling in whose place a turn was told because somebody wanted none of it, None where nobody did."""
    asked = select(actions.c.id).where(actions.c.turn_id == turn.id, actions.c.kind == "xcard")
    if (await connection.execute(asked.limit(1))).first() is None:
        return None
    earlier = (
        select(turns.c.narration)
        .where(
            turns.c.campaign_id == turn.campaign_id,
            turns.c.number == turn.number,
            turns.c.take < turn.take,
            turns.c.status == "told",
        )
        .order_by(turns.c.take.desc())
        .limit(1)
    )
    return (await connection.execute(earlier)).scalar_one_or_none() or ""
