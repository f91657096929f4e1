"""Tell one turn: from the actions that wait to the committed reply."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.domain import tools
from bot.domain.attempt import Attempt
from bot.domain.dice import SeededDice
from bot.domain.turn import Action, Turn
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.llm.errors import LLMError, NotOffered
from bot.llm.models import Models
from bot.prompts.turn import turn_prompt
from bot.services.keeping import Keeper
from bot.services.narration import Narration, Narrator
from bot.services.ports import CannotSpeak, OutOfReach, Replies, Reply
from bot.services.story import compose
from bot.services.table import Table

log = structlog.stdlib.get_logger(__name__)

KEPT = N_("What you wrote is kept. Try again, or simply write on: everything is answered together.")


class Unforeseen(SkaldError):
    sentence = N_(
        "Something went wrong that nobody foresaw. It is in the log as {id}; whoever runs Skald can look it up."
    )


class NotOfferedHere(SkaldError):
    sentence = N_(
        "{model}, the model of this campaign, is not offered now. Pick another with /campaign model: {offered}."
    )


class Teller:
    """Adjudicate and narrate turns, show them as they come, and commit each in one transaction."""

    def __init__(
        self,
        models: Models,
        replies: Replies,
        narrator: Narrator,
        keeper: Keeper,
        *,
        prompt_chars: int,
        max_tokens: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._models = models
        self._replies = replies
        self._narrator = narrator
        self._keeper = keeper
        self._prompt_chars = prompt_chars
        self._max_tokens = max_tokens
        self._now = now

    async def tell(self, table: Table) -> bool:
        """Answer everything that waits at a table; False when it must wait for a person to try again.

        Raises `CannotSpeak`, with nothing asked of a model, where the channel refuses the game master.
        """
        turn = replace(table.next_turn(table.waiting[-1].channel_id), started_at=self._now())
        actions = tuple(action for action in table.waiting if action.id in turn.action_ids)
        table.heard_more = False
        with structlog.contextvars.bound_contextvars(turn=f"{turn.campaign_id}-{turn.number}"):
            self._replies.check(turn.channel_id)
            reply = self._replies.open(turn.channel_id, _nonce(table, turn), await self._reusable(table, turn))
            attempts: list[Attempt] = []
            try:
                await self._told(table, turn, actions, attempts, reply)
            except asyncio.CancelledError:
                # The program stops, and the next start tells the turn; what was asked of a model counts all the same.
                await self._keeper.leave(table, turn, attempts, reply)
                raise
            except SkaldError as error:
                return await self._failed(table, turn, attempts, reply, error)
            except Exception:
                error = Unforeseen(id=uuid.uuid4().hex[:8])
                log.exception("a turn failed", error_id=error.values["id"])
                return await self._failed(table, turn, attempts, reply, error)
        return True

    async def deliver_late(self, table: Table) -> None:
        """Show what was told while the channel refused the game master; raises `CannotSpeak` when it still does."""
        while table.late:
            late = table.late[0]
            self._replies.check(late.turn.channel_id)
            reply = self._replies.open(late.turn.channel_id, _nonce(table, late.turn), late.turn.reply_ids)
            await reply.finish(compose(late.story, late.summaries, table.state.campaign.language))
            await self._keeper.delivered(late.turn, reply)
            del table.late[0]

    async def _reusable(self, table: Table, turn: Turn) -> tuple[int, ...]:
        """Return the messages the turn is told in: those of its failure when the button was pressed under it."""
        failed, wanted = table.failed, table.retry_wanted
        table.retry_wanted = False
        if failed is None:
            return turn.reply_ids
        if wanted:
            return failed.reply_ids
        # New actions stand below the old notice; a story above them would not be found.
        await self._replies.withdraw(turn.channel_id, failed.reply_ids)
        return ()

    async def _told(
        self, table: Table, turn: Turn, actions: tuple[Action, ...], attempts: list[Attempt], reply: Reply
    ) -> None:
        campaign = table.state.campaign
        try:
            card = await self._models.choose(campaign.model)
        except NotOffered as error:
            wanted = str(error.values["model"])
            known = self._models.card(wanted)
            raise NotOfferedHere(model=known.label if known else wanted, offered=error.values["offered"]) from None
        turn = replace(turn, model=card.name)
        before = table.begin()
        narration = Narration(
            before=before,
            state=replace(before, turn=turn.number),
            dice=SeededDice(campaign.secret, turn.number),
            model=self._models.chat(card),
            waiting_since=min(action.received_at for action in actions),
            attempts=attempts,
        )
        prompt = turn_prompt(
            narration.state,
            table.transcript,
            tuple(action.spoken(turn.number) for action in actions),
            tools.TOOLS,
            limit=self._prompt_chars,
            max_tokens=self._max_tokens,
        )
        begun = asyncio.create_task(self._keeper.begin(turn, reply))
        try:
            await self._narrator.narrate(narration, prompt, reply)
            turn = replace(turn, delivered=await self._delivered(narration.text, reply))
            ended_at = self._now()
            turn_id = await begun if reply.visible_at else await self._keeper.open(turn, reply)
        except LLMError as error:
            error.call_it(card.label)
            raise
        finally:
            begun.cancel()
        await self._keeper.commit(table, turn, turn_id, actions, narration, reply, ended_at)

    async def _delivered(self, text: str, reply: Reply) -> bool:
        try:
            await reply.finish(text)
        except CannotSpeak as error:
            log.warning("a reply could not be shown; it is kept and shown later", reason=str(error))
            return False
        return True

    async def _failed(self, table: Table, turn: Turn, attempts: list[Attempt], reply: Reply, error: SkaldError) -> bool:
        """Tell the table why there is no story and offer to try again; True when somebody already wants to."""
        log.warning("turn failed", error=type(error).__name__, reason=str(error))
        language = table.state.campaign.language
        unseen: CannotSpeak | None = None
        try:
            await reply.fail(f"{error.say(language)}\n-# {translate(KEPT, language)}", language)
        except CannotSpeak as refused:
            log.warning("a failure could not be shown", reason=str(refused))
            unseen = refused
        await self._keeper.fail(table, turn, attempts, reply, str(error))
        if isinstance(unseen, OutOfReach):
            # Nobody can press a button that is not there.
            table.retry_wanted = True
            raise unseen
        # The button, or a new action, may have come while the failure was being written down.
        return table.retry_wanted or table.heard_more


def _nonce(table: Table, turn: Turn) -> str:
    """Name a reply towards Discord, the same after a restart.

    By the campaign's commitment, not its id: another database under the same token counts its campaigns from 1, too,
    and would be answered with this one's message.
    """
    return f"{table.state.campaign.commitment[:8]}-{turn.number}-{turn.attempt}"
