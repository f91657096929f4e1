"""Keep actions and turns: nothing a player wrote is lost, nothing is answered twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, literal_column, select, text, union, update

from bot.domain.attempt import Attempt
from bot.domain.lines import signed
from bot.domain.turn import KeptTurn, LateReply, ToldTurn, TranscriptMessage, Turn
from bot.storage.calls import MEASURED, PLACE, rows_of
from bot.storage.engine import Database
from bot.storage.tables import actions, campaign_channels, campaigns, facts, ledger, llm_calls, messages, turns
from bot.storage.tellings import stands
from bot.storage.together import InsertRows, Together, UpdateRows
from bot.storage.turn_rows import RESULT, entry_row, fact_row, result_row, turn_of

# Spelt out in the statement: a partial index serves no query that compares with a parameter.
_TELLING = turns.c.status == literal_column("'telling'")
_NOT_DELIVERED = text("status = 'told' AND NOT delivered AND reverted_at IS NULL")
_CALLS = InsertRows(llm_calls, (*PLACE, *MEASURED))


def _close(*columns: str) -> Any:
    """Return the update that ends an open turn, and finds nothing once it was told."""
    values = {name: bindparam(f"turn_{name}", type_=turns.c[name].type) for name in columns}
    return update(turns).where(turns.c.id == bindparam("turn_key"), turns.c.status != "told").values(values)


_COMMIT = Together(
    _close(*RESULT, "narration", "state_before", "state_after", "told_at", "delivered"),
    (
        UpdateRows(actions, "id", ("turn_id",)),
        InsertRows(messages, ("campaign_id", "turn_id", "role", "author", "content")),
        InsertRows(ledger, ("campaign_id", "turn_id", "kind", "actor", "summary", "detail", "changes")),
        _CALLS,
        UpdateRows(turns, "id", ("reverted_at",)),
        UpdateRows(campaigns, "id", ("state",)),
        InsertRows(facts, ("campaign_id", "turn_id", "character_id", "kind", "subject", "text", "pinned", "made_at")),
    ),
)
_FAIL = Together(_close(*RESULT), (_CALLS, UpdateRows(actions, "id", ("turn_id",))))

_WITH_WORK = union(
    select(actions.c.campaign_id).where(actions.c.turn_id.is_(None)),
    select(turns.c.campaign_id).where(_TELLING),
)
_LAST = (
    select(turns)
    .where(turns.c.campaign_id == bindparam("campaign_id"), turns.c.reverted_at.is_(None))
    .order_by(turns.c.number.desc(), turns.c.take.desc())
    .limit(1)
)
_LAST_TAKE = select(func.coalesce(func.max(turns.c.take), 0)).where(
    turns.c.campaign_id == bindparam("campaign_id"), turns.c.number == bindparam("number")
)
_STATE_BEFORE = select(turns.c.state_before).where(turns.c.id == bindparam("turn_id"))
_TAKEN_BACK = (
    select(turns.c.number, func.max(turns.c.take).label("take"))
    .where(
        turns.c.campaign_id == bindparam("campaign_id"), turns.c.number > bindparam("number"), turns.c.status == "told"
    )
    .group_by(turns.c.number)
)
_TOLD_LAST = (
    select(turns)
    .where(turns.c.campaign_id == bindparam("campaign_id"), stands())
    .order_by(turns.c.number.desc(), turns.c.take.desc())
    .limit(1)
)
_UNDELIVERED = select(turns).where(_NOT_DELIVERED).order_by(turns.c.campaign_id, turns.c.number)
_SUMMARIES = (
    select(ledger.c.turn_id, ledger.c.kind, ledger.c.summary)
    .where(ledger.c.turn_id.in_(bindparam("turn_ids", expanding=True)))
    .order_by(ledger.c.id)
)
_TRANSCRIPT = (
    select(messages.c.role, messages.c.author, messages.c.content, turns.c.number)
    .join(turns, turns.c.id == messages.c.turn_id)
    .where(messages.c.campaign_id == bindparam("campaign_id"), turns.c.reverted_at.is_(None))
    .order_by(messages.c.id.desc())
    .limit(bindparam("rows"))
)
_SPOKEN_HERE = (
    select(turns.c.reply_ids)
    .where(
        turns.c.campaign_id == campaign_channels.c.campaign_id,
        turns.c.channel_id == campaign_channels.c.channel_id,
        turns.c.reply_ids != [],
    )
    .order_by(turns.c.number.desc(), turns.c.take.desc())
    .limit(1)
)
_NEWEST = select(
    campaign_channels.c.channel_id,
    campaign_channels.c.heard_up_to,
    select(func.max(actions.c.discord_id))
    .where(actions.c.channel_id == campaign_channels.c.channel_id)
    .scalar_subquery()
    .label("action"),
    _SPOKEN_HERE.scalar_subquery().label("replies"),
    _SPOKEN_HERE.where(_TELLING).scalar_subquery().label("telling"),
)


class Turns:
    """What players did and what the game master answered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        opening = database.insert(turns)
        begun_anew = ("attempt", "channel_id", "status", "action_ids", "reply_ids", "model", "started_at", "error")
        self._open = opening.on_conflict_do_update(
            index_elements=["campaign_id", "number", "take"],
            set_={name: opening.excluded[name] for name in begun_anew},
            where=turns.c.status != "told",
        ).returning(turns.c.id)

    async def open_turn(self, turn: Turn) -> int:
        """Write down that a turn is being told, for the first time or again, and return its id.

        Raises `LookupError` when a turn of this number was told already.
        """
        row = {
            "campaign_id": turn.campaign_id,
            "number": turn.number,
            "take": turn.take,
            "again": turn.again,
            "attempt": turn.attempt,
            "channel_id": turn.channel_id,
            "status": "telling",
            "action_ids": turn.action_ids,
            "reply_ids": turn.reply_ids,
            "model": turn.model,
            "started_at": turn.started_at or datetime.now(UTC),
            "notes": (),
            "findings": (),
            "error": None,
            "delivered": False,
        }
        async with self._database.autocommit() as connection:
            turn_id = (await connection.execute(self._open, row)).scalar_one_or_none()
        if turn_id is None:
            raise LookupError(f"turn {turn.number} of campaign {turn.campaign_id} was told already")
        return turn_id

    async def commit_turn(self, told: ToldTurn) -> bool:
        """Keep a told turn as a whole and answer its actions; False, and nothing changed, if it was kept before."""
        turn, here = told.turn, {"campaign_id": told.turn.campaign_id, "turn_id": told.turn_id}
        now = datetime.now(UTC)
        guard = result_row(turn, told.turn_id, "told") | {
            "turn_narration": told.narration,
            "turn_state_before": told.state_before,
            "turn_state_after": told.state_after,
            "turn_told_at": now,
            "turn_delivered": turn.delivered,
        }
        rows = (
            [{"id": action_id, "turn_id": told.turn_id} for action_id in turn.action_ids],
            [{**here, "role": one.role, "author": one.author, "content": one.content} for one in told.messages],
            [{**here, **entry_row(entry)} for entry in told.entries],
            rows_of(told.attempts, guild_id=told.guild_id, **here),
            [{"id": turn_id, "reverted_at": now} for turn_id in told.reverts],
            [{"id": turn.campaign_id, "state": told.state_after}],
            [{**here, **fact_row(fact), "made_at": now} for fact in told.facts],
        )
        return await _COMMIT.run(self._database, guard, rows)

    async def fail_turn(self, turn: Turn, turn_id: int, guild_id: int, attempts: Sequence[Attempt]) -> bool:
        """Write down that a turn could not be told, and why; its actions stay unanswered.

        Those of a telling that was to take another's place are answered: that other one stands. Returns False, and
        changes nothing, when the turn was told after all.
        """
        answered = turn.action_ids if turn.again else ()
        rows = (
            rows_of(attempts, guild_id=guild_id, campaign_id=turn.campaign_id, turn_id=turn_id),
            [{"id": action_id, "turn_id": turn_id} for action_id in answered],
        )
        return await _FAIL.run(self._database, result_row(turn, turn_id, "failed"), rows)

    async def add_calls(self, turn: Turn, turn_id: int, guild_id: int, attempts: Sequence[Attempt]) -> None:
        """Keep what was asked of models for a turn that is not over."""
        if attempts:
            rows = rows_of(attempts, guild_id=guild_id, campaign_id=turn.campaign_id, turn_id=turn_id)
            async with self._database.begin() as connection:
                await connection.execute(insert(llm_calls), rows)

    async def mark_delivered(self, turn: Turn, reply_ids: tuple[int, ...]) -> None:
        """Write down that the players have the whole text of a turn, and in which messages."""
        mine = (turns.c.campaign_id == turn.campaign_id) & (turns.c.number == turn.number) & (turns.c.take == turn.take)
        async with self._database.autocommit() as connection:
            await connection.execute(update(turns).where(mine).values(delivered=True, reply_ids=reply_ids))

    async def undelivered(self) -> list[LateReply]:
        """Return the told turns whose text may not have reached the players, oldest first."""
        async with self._database.autocommit() as connection:
            found = (await connection.execute(_UNDELIVERED)).all()
            if not found:
                return []
            lines = (await connection.execute(_SUMMARIES, {"turn_ids": [row.id for row in found]})).all()
        said = {
            row.id: tuple(signed(line.kind, line.summary) for line in lines if line.turn_id == row.id) for row in found
        }
        return [LateReply(turn_of(row), row.narration, said[row.id]) for row in found]

    async def campaigns_with_work(self) -> list[int]:
        """Return the campaigns that have unanswered actions or a turn that was begun and not ended."""
        async with self._database.autocommit() as connection:
            return sorted((await connection.execute(_WITH_WORK)).scalars())

    async def last_turn(self, campaign_id: int) -> Turn | None:
        """Return the turn with the highest number that was not taken back, told or not; None in a new campaign."""
        async with self._database.autocommit() as connection:
            row = (await connection.execute(_LAST, {"campaign_id": campaign_id})).one_or_none()
        return None if row is None else turn_of(row)

    async def last_take(self, campaign_id: int, number: int) -> int:
        """Return the highest take of a turn, whatever became of it; 0 without any."""
        async with self._database.autocommit() as connection:
            return (await connection.execute(_LAST_TAKE, {"campaign_id": campaign_id, "number": number})).scalar_one()

    async def state_before(self, turn_id: int) -> str | None:
        """Return the document of the state a turn began with."""
        async with self._database.autocommit() as connection:
            return (await connection.execute(_STATE_BEFORE, {"turn_id": turn_id})).scalar_one_or_none()

    async def taken_back(self, campaign_id: int, after: int) -> dict[int, int]:
        """Return, by number, how often the turns after one were told before they were taken back."""
        async with self._database.autocommit() as connection:
            found = await connection.execute(_TAKEN_BACK, {"campaign_id": campaign_id, "number": after})
            return {row.number: row.take for row in found}

    async def told_last(self, campaign_id: int) -> KeptTurn | None:
        """Return the turn the story ends with; None before the first."""
        async with self._database.autocommit() as connection:
            row = (await connection.execute(_TOLD_LAST, {"campaign_id": campaign_id})).one_or_none()
        return None if row is None else KeptTurn(row.id, turn_of(row))

    async def transcript(self, campaign_id: int, rows: int) -> list[TranscriptMessage]:
        """Return the newest messages of the story, oldest first."""
        async with self._database.autocommit() as connection:
            found = (await connection.execute(_TRANSCRIPT, {"campaign_id": campaign_id, "rows": rows})).all()
        return [TranscriptMessage(*row) for row in reversed(found)]

    async def latest_discord_ids(self) -> dict[int, int]:
        """Return, by bound channel, the Discord id up to which all is known there; channels without any are left out.

        Where a reply was begun and not ended, that is the reply: more of it may stand among what came after.
        """
        async with self._database.autocommit() as connection:
            rows = (await connection.execute(_NEWEST)).all()
        known = {
            row.channel_id: row.telling
            or [*(row.replies or ()), *(one for one in (row.action, row.heard_up_to) if one is not None)]
            for row in rows
        }
        return {channel_id: max(ids) for channel_id, ids in known.items() if ids}
