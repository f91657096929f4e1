"""Read a whole campaign for its archive, and write one from an archive."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from bot.domain.archive import (
    Archive,
    ArchivedAction,
    ArchivedChapter,
    ArchivedEntry,
    ArchivedFact,
    ArchivedMessage,
    ArchivedTurn,
)
from bot.domain.dice import turn_secret
from bot.domain.state import whole
from bot.storage.engine import Database
from bot.storage.ledger import REVEALED
from bot.storage.measured import ELSEWHERE
from bot.storage.memory import CHAPTER_STANDS, FACT_STANDS
from bot.storage.tables import actions, campaigns, chapters, facts, ledger, messages, turns
from bot.storage.tellings import stands


class Archives:
    """Whole campaigns; a telling that was taken back is no part of one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def turns(
        self, campaign_id: int, secret: bytes, opened: Collection[int]
    ) -> tuple[tuple[ArchivedTurn, ...], tuple[int, str] | None]:
        """Return the told turns of a campaign, and the number of the first whose state is known, with its document.

        The document is of the state it began with; what turns before it changed is nowhere written down. The secrets of
        the turns in `opened` are written, too.
        """
        async with self._database.autocommit() as connection:
            told = (
                await connection.execute(
                    select(turns).where(turns.c.campaign_id == campaign_id, stands()).order_by(turns.c.number)
                )
            ).all()
            of_turn: dict[str, dict[int, list[Row[Any]]]] = {}
            for table in (actions, messages, ledger):
                query = select(table).where(table.c.campaign_id == campaign_id, table.c.turn_id.is_not(None))
                for row in await connection.execute(query.order_by(table.c.id)):
                    of_turn.setdefault(table.name, {}).setdefault(row.turn_id, []).append(row)

        def rows(name: str, turn_id: int) -> list[Row[Any]]:
            return of_turn.get(name, {}).get(turn_id, [])

        archived = tuple(
            ArchivedTurn(
                number=row.number,
                take=row.take,
                model=row.model,
                wanted_model=row.wanted_model,
                notes=tuple(row.notes),
                told_at=row.told_at.isoformat(),
                secret=turn_secret(secret, row.number).hex() if row.number in opened else "",
                actions=tuple(_action(one) for one in rows("actions", row.id)),
                messages=tuple(ArchivedMessage(one.role, one.author, one.content) for one in rows("messages", row.id)),
                ledger=tuple(_entry(one) for one in rows("ledger", row.id)),
            )
            for row in told
        )
        return archived, next(((row.number, row.state_before) for row in told if whole(row.state_before)), None)

    async def by_hand(self, campaign_id: int) -> tuple[ArchivedEntry, ...]:
        """Return what people changed by hand."""
        query = select(ledger).where(
            ledger.c.campaign_id == campaign_id, ledger.c.turn_id.is_(None), ledger.c.kind != REVEALED
        )
        async with self._database.autocommit() as connection:
            return tuple(_entry(row) for row in await connection.execute(query.order_by(ledger.c.id)))

    async def memory(self, campaign_id: int) -> tuple[tuple[ArchivedFact, ...], tuple[ArchivedChapter, ...]]:
        """Return what is remembered of a campaign."""
        known = (
            select(facts, turns.c.number)
            .outerjoin(turns, turns.c.id == facts.c.turn_id)
            .where(facts.c.campaign_id == campaign_id, FACT_STANDS)
        )
        summed = select(chapters).where(chapters.c.campaign_id == campaign_id, CHAPTER_STANDS)
        async with self._database.autocommit() as connection:
            facts_ = (await connection.execute(known.order_by(facts.c.id))).all()
            chapters_ = (await connection.execute(summed.order_by(chapters.c.first_turn))).all()
        return (
            tuple(
                ArchivedFact(
                    one.kind, one.subject, one.text, one.pinned, one.number, one.character_id, one.made_at.isoformat()
                )
                for one in facts_
            ),
            tuple(
                ArchivedChapter(one.first_turn, one.last_turn, one.text, one.model, one.made_at.isoformat())
                for one in chapters_
            ),
        )

    async def created_at(self, campaign_id: int) -> datetime:
        """Return when a campaign began."""
        async with self._database.autocommit() as connection:
            return (
                await connection.execute(select(campaigns.c.created_at).where(campaigns.c.id == campaign_id))
            ).scalar_one()

    async def fill(
        self,
        campaign_id: int,
        archive: Archive,
        states: Sequence[tuple[str, str]],
        state: str,
        accounts: Mapping[int, int],
        characters: Mapping[int, int],
    ) -> None:
        """Write the turns, the ledger and the memory of an archive into a campaign that has none, all or nothing.

        `states` are the documents that each turn began with and left, `state` is how it stands; `accounts` and
        `characters` say which ids here stand for which of the archive.
        """
        here = {"campaign_id": campaign_id}
        async with self._database.begin() as connection:
            ids: dict[int, int] = {}
            for turn, (before, after) in zip(archive.turns, states, strict=True):
                row = _turn_row(turn, campaign_id) | {"state_before": before, "state_after": after}
                made = await connection.execute(insert(turns).returning(turns.c.id), row)
                turn_id = ids[turn.number] = made.scalar_one()
                place = here | {"turn_id": turn_id}
                said = [
                    place | _action_row(one, campaign_id, turn.number, index, accounts)
                    for index, one in enumerate(turn.actions)
                ]
                told = [
                    place | {"role": one.role, "author": one.author, "content": one.content} for one in turn.messages
                ]
                wrote = [place | _entry_row(one, accounts) for one in turn.ledger]
                for table, rows in ((actions, said), (messages, told), (ledger, wrote)):
                    if rows:
                        await connection.execute(insert(table), rows)
            loose = [here | {"turn_id": None} | _entry_row(one, accounts) for one in archive.by_hand]
            known = [here | _fact_row(one, ids, characters) for one in archive.facts]
            summed = [here | _chapter_row(one) for one in archive.chapters]
            for table, rows in ((ledger, loose), (facts, known), (chapters, summed)):
                if rows:
                    await connection.execute(insert(table), rows)
            here_now = update(campaigns).where(campaigns.c.id == campaign_id)
            await connection.execute(here_now.values(state=state))


def _action(row: Row[Any]) -> ArchivedAction:
    return ArchivedAction(row.account_id, row.kind, row.author, row.text, row.received_at.isoformat())


def _entry(row: Row[Any]) -> ArchivedEntry:
    changes = tuple(tuple(change) for change in row.changes)
    return ArchivedEntry(row.kind, row.actor, row.summary, row.detail, changes, row.account_id, row.after_turn)


def _turn_row(turn: ArchivedTurn, campaign_id: int) -> dict[str, Any]:
    when = datetime.fromisoformat(turn.told_at)
    told = "\n\n".join(one.content for one in turn.messages if one.role == "assistant")
    return {
        "campaign_id": campaign_id,
        "number": turn.number,
        "take": 1,
        "attempt": 1,
        # No message of it stands in the channel it is brought to.
        "channel_id": ELSEWHERE,
        "status": "told",
        "action_ids": (),
        "reply_ids": (),
        "model": turn.model,
        "wanted_model": turn.wanted_model,
        "narration": told,
        "notes": turn.notes,
        "started_at": when,
        "told_at": when,
        "delivered": True,
    }


def _action_row(
    one: ArchivedAction, campaign_id: int, turn: int, index: int, accounts: Mapping[int, int]
) -> dict[str, Any]:
    return {
        "account_id": accounts[one.player],
        "channel_id": ELSEWHERE,
        # No message of Discord's has it, and no other archive's action.
        "discord_id": -((campaign_id << 40) + (turn << 16) + index + 1),
        "kind": one.kind,
        "author": one.author,
        "text": one.text,
        "received_at": datetime.fromisoformat(one.received_at),
    }


def _entry_row(one: ArchivedEntry, accounts: Mapping[int, int]) -> dict[str, Any]:
    return {
        "account_id": None if one.player is None else accounts.get(one.player),
        "after_turn": one.after_turn,
        "kind": one.kind,
        "actor": one.actor,
        "summary": one.summary,
        "detail": one.detail,
        "changes": one.changes,
    }


def _fact_row(one: ArchivedFact, turns_: Mapping[int, int], characters: Mapping[int, int]) -> dict[str, Any]:
    return {
        "turn_id": None if one.turn is None else turns_.get(one.turn),
        "character_id": None if one.character is None else characters.get(one.character),
        "kind": one.kind,
        "subject": one.subject,
        "text": one.text,
        "pinned": one.pinned,
        "made_at": datetime.fromisoformat(one.made_at),
    }


def _chapter_row(one: ArchivedChapter) -> dict[str, Any]:
    return {
        "first_turn": one.first,
        "last_turn": one.last,
        "text": one.text,
        "model": one.model,
        # Now: what was taken back before does not count against it.
        "made_at": datetime.now(UTC),
    }
