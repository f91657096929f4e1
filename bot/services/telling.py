"""Tell one turn: from the actions that wait to the committed reply."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from bot.domain import tools
from bot.domain.attempt import Attempt
from bot.domain.conversation import Message, Prompt, ToolCall
from bot.domain.dice import Dice, SeededDice
from bot.domain.state import GameState, document
from bot.domain.turn import Action, LedgerEntry, ToldTurn, TranscriptMessage, Turn
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.llm.attempts import tell
from bot.llm.chat import ChatModel, Finished, TextDelta
from bot.llm.errors import Empty
from bot.llm.models import Models
from bot.prompts.turn import PROMPT_VERSION, turn_prompt
from bot.services.ports import CannotSpeak, Replies, Reply
from bot.services.story import compose
from bot.services.table import Table
from bot.storage import Stores
from bot.storage.errors import DatabaseLocked

log = structlog.stdlib.get_logger(__name__)

MOST_ROUNDS = 5
MOST_TOOL_CALLS = 12
MOST_CHARACTERS = 12_000


KEPT = N_("What you wrote is kept. Try again, or simply write on: everything is answered together.")


Written = TypeVar("Written")


class Unforeseen(SkaldError):
    sentence = N_(
        "Something went wrong that nobody foresaw. It is in the log as {id}; whoever runs Skald can look it up."
    )


@dataclass(slots=True)
class _Telling:
    """What one turn has gathered so far."""

    turn: Turn
    actions: tuple[Action, ...]
    state: GameState
    dice: Dice
    model: ChatModel
    narration: str = ""
    cut: bool = False
    entries: list[LedgerEntry] = field(default_factory=list[LedgerEntry])
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    tool_calls: int = 0

    @property
    def text(self) -> str:
        return compose(self.narration, self.entries, self.state.campaign.language, cut=self.cut)


class Teller:
    """Adjudicate and narrate turns, show them as they come, and commit each in one transaction."""

    def __init__(
        self,
        stores: Stores,
        models: Models,
        replies: Replies,
        *,
        prompt_chars: int,
        max_tokens: int,
        first_token_timeout: float,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._stores = stores
        self._models = models
        self._replies = replies
        self._prompt_chars = prompt_chars
        self._max_tokens = max_tokens
        self._first_token_timeout = first_token_timeout
        self._now = now
        self._sleep = sleep

    async def tell(self, table: Table) -> bool:
        """Answer everything that waits at a table; False when it must wait for a person to try again."""
        actions = tuple(table.waiting)
        turn = replace(table.next_turn(actions[-1].channel_id), started_at=self._now())
        with structlog.contextvars.bound_contextvars(turn=f"{turn.campaign_id}-{turn.number}"):
            self._replies.check(turn.channel_id)
            reply = self._replies.open(turn.channel_id, _nonce(turn), await self._reusable(table, turn))
            try:
                await self._told(table, turn, actions, reply)
            except CannotSpeak:
                raise
            except SkaldError as error:
                return await self._failed(table, turn, reply, error)
            except Exception:
                error = Unforeseen(id=uuid.uuid4().hex[:8])
                log.exception("a turn failed", error_id=error.values["id"])
                return await self._failed(table, turn, reply, error)
        return True

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

    async def _told(self, table: Table, turn: Turn, actions: tuple[Action, ...], reply: Reply) -> None:
        state = table.state
        card = await self._models.choose(state.campaign.model)
        telling = _Telling(
            turn=replace(turn, model=card.name),
            actions=actions,
            state=replace(state, turn=turn.number),
            dice=SeededDice(state.campaign.secret, turn.number),
            model=self._models.chat(card),
        )
        prompt = turn_prompt(
            telling.state, table.transcript, actions, tools.TOOLS, limit=self._prompt_chars, max_tokens=self._max_tokens
        )
        begun = asyncio.create_task(self._begin(telling.turn, reply))
        try:
            await self._narrate(telling, prompt, reply)
            if not telling.narration:
                raise Empty(model=card.label)
            delivered = await self._deliver(telling, reply)
            turn_id = await begun if reply.visible_at else await self._open(telling.turn, reply)
        except BaseException:
            table.attempts.extend(telling.attempts)
            raise
        finally:
            begun.cancel()
        await self._commit(table, telling, turn_id, reply, delivered=delivered)

    async def _deliver(self, telling: _Telling, reply: Reply) -> bool:
        try:
            await reply.finish(telling.text)
        except CannotSpeak as error:
            log.warning("a reply could not be shown", reason=str(error))
            return False
        return True

    async def _narrate(self, telling: _Telling, prompt: Prompt, reply: Reply) -> None:
        """Read the model until its reply is whole, doing what it asks of the rules in between."""
        for _ in range(MOST_ROUNDS):
            asked: list[ToolCall] = []
            start = len(telling.narration)
            await self._read(telling, prompt, reply, asked)
            if not asked or telling.cut:
                break
            said = Message("assistant", telling.narration[start:].strip(), tool_calls=tuple(asked))
            results = tuple(self._adjudicate(telling, call) for call in asked)
            prompt = replace(prompt, messages=(*prompt.messages, said, *results))
            if telling.narration:
                telling.narration = telling.narration.rstrip() + "\n\n"
                reply.show(telling.text)
        telling.narration = telling.narration.strip()

    async def _read(self, telling: _Telling, prompt: Prompt, reply: Reply, asked: list[ToolCall]) -> None:
        events = tell(
            telling.model,
            prompt,
            purpose="adjudicate",
            prompt_version=PROMPT_VERSION,
            attempts=telling.attempts,
            first_token_timeout=self._first_token_timeout,
            queue_ms=self._waited_ms(telling.actions),
        )
        dice = compose("", telling.entries, telling.state.campaign.language)
        async for event in events:
            if isinstance(event, TextDelta):
                telling.narration += event.text
                if len(telling.narration) > MOST_CHARACTERS:
                    telling.narration, telling.cut = telling.narration[:MOST_CHARACTERS], True
                    await events.aclose()
                    return
                reply.show(f"{telling.narration}\n{dice}" if dice else telling.narration)
            elif isinstance(event, ToolCall):
                asked.append(event)
            elif isinstance(event, Finished) and event.reason == "length":
                telling.cut = True

    def _adjudicate(self, telling: _Telling, call: ToolCall) -> Message:
        telling.tool_calls += 1
        if telling.tool_calls > MOST_TOOL_CALLS:
            return Message("tool", '{"error":"No more rolls this turn. Tell what happens."}', tool_call_id=call.id)
        outcome = tools.run(call, telling.state, telling.dice, telling.state.campaign.language)
        telling.state = outcome.state
        telling.entries.extend(outcome.entries)
        if outcome.valid and telling.attempts:
            last = telling.attempts[-1]
            telling.attempts[-1] = replace(last, tool_calls_valid=last.tool_calls_valid + 1)
        return Message("tool", outcome.content, tool_call_id=call.id)

    async def _begin(self, turn: Turn, reply: Reply) -> int:
        """Keep which message carries the reply as soon as it stands, so that a restart goes on in it."""
        await reply.visible()
        return await self._open(turn, reply)

    async def _open(self, turn: Turn, reply: Reply) -> int:
        return await self._insist(lambda: self._stores.turns.open_turn(replace(turn, reply_ids=reply.message_ids)))

    async def _commit(self, table: Table, telling: _Telling, turn_id: int, reply: Reply, *, delivered: bool) -> None:
        now = self._now()
        first = min(action.received_at for action in telling.actions)
        turn = replace(
            telling.turn,
            status="told",
            reply_ids=reply.message_ids,
            first_word_ms=_ms(first, reply.visible_at) if reply.visible_at else None,
            last_word_ms=_ms(first, now) if delivered else None,
            delivered=delivered,
        )
        spoken = [
            TranscriptMessage(
                role="user",
                author="" if action.kind == "opening" else action.author,
                content=action.text,
                turn=turn.number,
            )
            for action in telling.actions
        ]
        spoken.append(TranscriptMessage("assistant", None, telling.narration, turn.number))
        told = ToldTurn(
            turn=turn,
            turn_id=turn_id,
            guild_id=telling.state.campaign.guild_id,
            narration=telling.narration,
            messages=tuple(spoken),
            entries=tuple(telling.entries),
            attempts=(*table.attempts, *telling.attempts),
            state_before=document(table.state),
            state_after=document(telling.state),
        )
        await self._insist(lambda: self._stores.turns.commit_turn(told))
        answered = set(turn.action_ids)
        table.waiting = [action for action in table.waiting if action.id not in answered]
        # Sheets may have changed while the turn was told; only what the turn itself changes is its own.
        table.state = replace(table.state, turn=turn.number)
        table.transcript.extend(spoken)
        table.keep_recent(self._prompt_chars // 2)
        table.failed = table.begun = None
        table.attempts.clear()
        log.info("turn told", model=turn.model, first_word_ms=turn.first_word_ms, last_word_ms=turn.last_word_ms)

    async def _failed(self, table: Table, turn: Turn, reply: Reply, error: SkaldError) -> bool:
        """Tell the table why there is no story and offer to try again; True when somebody already wants to."""
        log.warning("turn failed", error=type(error).__name__, reason=str(error))
        language = table.state.campaign.language
        try:
            await reply.fail(f"{error.say(language)}\n-# {translate(KEPT, language)}", language)
        except CannotSpeak as refused:
            log.warning("a failure could not be shown", reason=str(refused))
        failed = replace(turn, status="failed", error=str(error), reply_ids=reply.message_ids)
        attempts = tuple(table.attempts)
        turn_id = await self._open(failed, reply)
        guild_id = table.state.campaign.guild_id
        await self._insist(lambda: self._stores.turns.fail_turn(failed, turn_id, guild_id, attempts))
        table.attempts.clear()
        table.failed, table.begun = failed, None
        # The button, or a new action, may have come while the failure was being written down.
        return table.retry_wanted or len(table.waiting) > len(turn.action_ids)

    async def _insist(self, write: Callable[[], Awaitable[Written]]) -> Written:
        """Write what the players have already read, waiting for as long as another program holds the database."""
        delay = 0.5
        while True:
            try:
                return await write()
            except DatabaseLocked as error:
                log.error("the database is locked; trying again", seconds=delay, reason=str(error))
                await self._sleep(delay)
                delay = min(delay * 2, 30.0)

    def _waited_ms(self, actions: tuple[Action, ...]) -> float:
        return _ms(min(action.received_at for action in actions), self._now())


def _nonce(turn: Turn) -> str:
    return f"{turn.campaign_id}-{turn.number}-{turn.attempt}"


def _ms(start: datetime, end: datetime) -> float:
    return round((end - start).total_seconds() * 1000, 1)
