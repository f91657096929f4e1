"""Keep what the game master remembers: facts and chapters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, insert, select, update

from bot.domain.memory import MOST_FACTS, Chapter, Fact, Memory
from bot.domain.turn import TranscriptMessage
from bot.storage.engine import Database
from bot.storage.tables import chapters, facts, messages, turns
from bot.storage.turn_rows import fact_row

# A fact of a turn that was taken back is none, nor is a chapter that tells of one.
FACT_STANDS = facts.c.removed_at.is_(None) & (facts.c.turn_id.is_(None) | turns.c.reverted_at.is_(None))
CHAPTER_STANDS = ~exists().where(
    turns.c.campaign_id == chapters.c.campaign_id,
    turns.c.number.between(chapters.c.first_turn, chapters.c.last_turn),
    turns.c.reverted_at > chapters.c.made_at,
)
_FACTS = (
    select(facts, turns.c.number)
    .outerjoin(turns, turns.c.id == facts.c.turn_id)
    .where(facts.c.campaign_id == bindparam("campaign_id"), FACT_STANDS)
)
_IN_MIND = _FACTS.order_by(facts.c.pinned.desc(), facts.c.id.desc()).limit(MOST_FACTS)
_ONE = _FACTS.where(facts.c.id == bindparam("fact_id"))
_CHAPTERS = (
    select(chapters.c.id, chapters.c.first_turn, chapters.c.last_turn, chapters.c.text)
    .where(chapters.c.campaign_id == bindparam("campaign_id"), CHAPTER_STANDS)
    .order_by(chapters.c.first_turn, chapters.c.id)
)
_SPOKEN = (
    select(messages.c.role, messages.c.author, messages.c.content, turns.c.number)
    .join(turns, turns.c.id == messages.c.turn_id)
    .where(
        messages.c.campaign_id == bindparam("campaign_id"),
        turns.c.number.between(bindparam("first"), bindparam("last")),
        turns.c.reverted_at.is_(None),
    )
    .order_by(messages.c.id)
)


class Memories:
    """What is remembered of campaigns beside their transcripts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, campaign_id: int) -> Memory:
        """Return what of the past a campaign's prompts draw from."""
        return Memory(await self.chapters(campaign_id), await self.facts(campaign_id))

    async def facts(self, campaign_id: int) -> tuple[Fact, ...]:
        """Return the facts in mind, oldest first: every pinned one and the newest of the others."""
        async with self._database.autocommit() as connection:
            rows = (await connection.execute(_IN_MIND, {"campaign_id": campaign_id})).all()
        return tuple(sorted((_fact(row) for row in rows), key=lambda fact: fact.id))

    async def fact(self, campaign_id: int, fact_id: int) -> Fact | None:
        """Return one fact of a campaign, None when it has no such fact."""
        async with self._database.autocommit() as connection:
            row = (await connection.execute(_ONE, {"campaign_id": campaign_id, "fact_id": fact_id})).one_or_none()
        return None if row is None else _fact(row)

    async def chapters(self, campaign_id: int) -> tuple[Chapter, ...]:
        """Return the chapters of a story in their order."""
        async with self._database.autocommit() as connection:
            rows = (await connection.execute(_CHAPTERS, {"campaign_id": campaign_id})).all()
        return tuple(Chapter(*row) for row in rows)

    async def spoken(self, campaign_id: int, first: int, last: int) -> list[TranscriptMessage]:
        """Return the story from one turn to another, both included."""
        bounds = {"campaign_id": campaign_id, "first": first, "last": last}
        async with self._database.autocommit() as connection:
            return [TranscriptMessage(*row) for row in await connection.execute(_SPOKEN, bounds)]

    async def add_fact(self, campaign_id: int, account_id: int | None, fact: Fact) -> int:
        """Keep a fact that somebody wrote down by hand, and return its id."""
        row = {**fact_row(fact), "campaign_id": campaign_id, "account_id": account_id, "made_at": datetime.now(UTC)}
        async with self._database.autocommit() as connection:
            return (await connection.execute(insert(facts).returning(facts.c.id), row)).scalar_one()

    async def correct_fact(self, fact_id: int, account_id: int, text: str) -> None:
        """Let a fact say something else."""
        await self._change(facts.c.id == fact_id, text=text, account_id=account_id)

    async def pin_fact(self, fact_id: int, pinned: bool) -> None:
        """Have a fact in every prompt, or no longer."""
        await self._change(facts.c.id == fact_id, pinned=pinned)

    async def remove_fact(self, fact_id: int) -> None:
        """Forget a fact; its row stays, with the moment."""
        await self._change(facts.c.id == fact_id, removed_at=datetime.now(UTC))

    async def add_chapter(
        self, campaign_id: int, first: int, last: int, text: str, model: str, made_at: datetime
    ) -> None:
        """Keep the summary of the turns from one to another; `made_at` is when they were read."""
        row = {
            "campaign_id": campaign_id,
            "first_turn": first,
            "last_turn": last,
            "text": text,
            "model": model,
            "made_at": made_at,
        }
        async with self._database.autocommit() as connection:
            await connection.execute(insert(chapters), row)

    async def _change(self, which: ColumnElement[bool], **values: object) -> None:
        async with self._database.autocommit() as connection:
            await connection.execute(update(facts).where(which).values(values))


def _fact(row: Row[Any]) -> Fact:
    return Fact(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        text=row.text,
        pinned=row.pinned,
        turn=row.number,
        character_id=row.character_id,
    )
