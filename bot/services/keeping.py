"""Write turns down: that one was begun, that it was told, that it failed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import structlog

from bot.domain.attempt import Attempt
from bot.domain.changes import changes
from bot.domain.memory import FACT, fact_of
from bot.domain.state import GameState, document
from bot.domain.turn import Action, KeptTurn, LateReply, LedgerEntry, ToldTurn, TranscriptMessage, Turn
from bot.errors import OperatorError
from bot.services.chronicler import Chronicler
from bot.services.insistence import insist
from bot.services.narration import TurnStory
from bot.services.ports import Reply
from bot.services.table import Table
from bot.services.tally import Tally
from bot.services.telling import Telling
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

Written = TypeVar("Written")


class Keeper:
    """Keep what the players have read, however long the database takes to be there again."""

    def __init__(
        self,
        stores: Stores,
        tally: Tally,
        chronicler: Chronicler,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._stores = stores
        self._tally = tally
        self._chronicler = chronicler
        self._sleep = sleep

    async def begin(self, turn: Turn, reply: Reply) -> int:
        """Keep which messages carry a reply as soon as it stands, so that a restart goes on in them."""
        await reply.visible()
        return await self.open(turn, reply)

    async def open(self, turn: Turn, reply: Reply) -> int:
        """Keep that a turn is being told and return its id."""
        return await self._insist(lambda: self._stores.turns.open_turn(replace(turn, reply_ids=reply.message_ids)))

    async def commit(
        self,
        table: Table,
        turn: Turn,
        turn_id: int,
        telling: Telling,
        narration: TurnStory,
        ended_at: datetime,
    ) -> None:
        """Keep a told turn, whose last word stood there at `ended_at`, as a whole, and bring the table up to it."""
        felt = _felt(turn, telling.actions, telling.reply, ended_at)
        spoken = (*telling.said, TranscriptMessage("assistant", None, narration.story, turn.number))
        told = ToldTurn(
            turn=felt,
            turn_id=turn_id,
            guild_id=narration.state.campaign.guild_id,
            narration=narration.story,
            messages=spoken,
            entries=tuple(narration.entries),
            attempts=tuple(narration.attempts),
            state_before="",
            state_after="",
            reverts=(table.told.id,) if felt.again and table.told is not None else (),
            facts=tuple(fact_of(entry.detail, turn.number) for entry in narration.entries if entry.kind == FACT),
        )
        # What people change by hand meanwhile is written after this, so it cannot be overwritten by it.
        async with table.pen:
            before, after = table.after(narration.before), table.after(narration.state)
            told = replace(told, state_before=document(before), state_after=document(after))
            if table.changed_meanwhile:
                told = replace(told, entries=_rebased(told.entries, before, after))
            await self._insist(lambda: self._stores.turns.commit_turn(told))
            if felt.again:
                # It was told again from what people had changed since, which the ledger must know to come before it.
                await self._insist(lambda: self._stores.undo.precede(felt.campaign_id, felt.number))
            table.close_turn(KeptTurn(turn_id, felt), spoken, narration.before, narration.state, told.facts)
        if not felt.delivered:
            table.late.append(LateReply(felt, narration.story, tuple(narration.summaries)))
        self._count(felt, told.attempts)
        self._chronicler.look_after(table, telling.story_room)
        log.info("turn told", model=turn.model, first_word_ms=felt.first_word_ms, last_word_ms=felt.last_word_ms)

    async def fail(self, table: Table, turn: Turn, attempts: Sequence[Attempt], reply: Reply, why: str) -> None:
        """Keep that a turn could not be told, and what was tried; its actions go on waiting."""
        failed = replace(turn, status="failed", error=why, reply_ids=reply.message_ids)
        turn_id = await self.open(failed, reply)
        guild_id = table.state.campaign.guild_id
        await self._insist(lambda: self._stores.turns.fail_turn(failed, turn_id, guild_id, attempts))
        self._count(failed, attempts)
        if failed.again:
            table.give_up(failed)
        else:
            table.failed, table.begun = failed, None

    async def keep_so_far(self, turn: Turn, guild_id: int, attempts: list[Attempt], reply: Reply) -> None:
        """Keep what a turn took until now, and empty the list: the turn's end adds only what comes after."""
        turn_id = await self.open(turn, reply)
        kept = tuple(attempts)
        await self._insist(lambda: self._stores.turns.add_calls(turn, turn_id, guild_id, kept))
        self._tally.count(kept)
        attempts.clear()

    async def leave(self, table: Table, turn: Turn, attempts: Sequence[Attempt], reply: Reply) -> None:
        """Keep of a turn that a stop interrupts how far it came, where that can be done at once."""
        left = replace(turn, reply_ids=reply.message_ids)
        self._count(left, attempts)
        try:
            turn_id = await self._stores.turns.open_turn(left)
            await self._stores.turns.add_calls(left, turn_id, table.state.campaign.guild_id, attempts)
        except LookupError:
            return  # told and kept at the last moment
        except OperatorError as error:
            log.warning("what an interrupted turn took is not kept", reason=str(error))

    def _count(self, turn: Turn, attempts: Sequence[Attempt]) -> None:
        self._tally.count(attempts)
        self._tally.turn(turn, withdrawn=any(attempt.withdrawn for attempt in attempts))

    async def delivered(self, turn: Turn, reply: Reply) -> None:
        """Keep that the players have the whole text after all."""
        await self._insist(lambda: self._stores.turns.mark_delivered(turn, reply.message_ids))

    async def _insist(self, write: Callable[[], Awaitable[Written]]) -> Written:
        return await insist(write, self._sleep, "a turn")


def _rebased(entries: Sequence[LedgerEntry], before: GameState, after: GameState) -> tuple[LedgerEntry, ...]:
    """Let a turn's changes lead from the state that people changed meanwhile to the one it left.

    The ledger then leads to each state by itself: what people changed stands in it before the turn.
    """
    made = changes(before, after)
    kept = [replace(entry, changes=()) for entry in entries]
    if made:
        last = kept.pop() if kept else LedgerEntry("change", "", "", {})
        kept.append(replace(last, changes=made))
    return tuple(kept)


def _felt(turn: Turn, actions: Sequence[Action], reply: Reply, ended_at: datetime) -> Turn:
    """Add what the players felt: the wait for the first and the last word, from their first action on."""
    first = min(action.received_at for action in actions)
    return replace(
        turn,
        status="told",
        reply_ids=reply.message_ids,
        first_word_ms=_ms(first, reply.visible_at) if reply.visible_at else None,
        last_word_ms=_ms(first, ended_at) if turn.delivered else None,
    )


def _ms(start: datetime, end: datetime) -> float:
    return round((end - start).total_seconds() * 1000, 1)
