"""Keep what models were sent and what they answered, where an operator asked for it: of turns, and beside them.

Nothing here is built unless a folder for traces is set, so a turn of any other table passes none of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.config import Settings
from bot.domain.attempt import Attempt
from bot.domain.conversation import Prompt
from bot.domain.turn import Action, Turn
from bot.llm.catalogue import ModelCard
from bot.llm.chat import ChatModel, Event
from bot.llm.keyring import KeyringSource
from bot.llm.models import Models
from bot.llm.speaker import Speaker
from bot.services.chronicler import Chronicler
from bot.services.homecoming import Homecoming
from bot.services.keeping import Keeper
from bot.services.narration import TurnStory
from bot.services.ports import Reply
from bot.services.table import Table
from bot.services.tally import Tally
from bot.services.teller import Teller
from bot.services.telling import Telling
from bot.services.trace import TURN, Ended, Exchange, Trace
from bot.services.trace_shelf import TraceShelf
from bot.services.tracing_beside import Bystander
from bot.storage import Stores


@dataclass(frozen=True, slots=True)
class TracedChat:
    """Another model, whose requests and answers are noted: by the turn it is asked for, or beside the turns."""

    chat: ChatModel
    bystander: Bystander

    @property
    def provider(self) -> str:
        return self.chat.provider

    @property
    def model(self) -> str:
        return self.chat.model

    def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        """Stream the reply; raises `LLMError` as the model itself does."""
        noted = Exchange(self.chat.model, prompt, datetime.now(UTC))
        trace = TURN.get()
        (self.bystander.exchanges if trace is None or trace.closed else trace.exchanges).append(noted)
        return self._noted(prompt, noted)

    async def _noted(self, prompt: Prompt, noted: Exchange) -> AsyncGenerator[Event, None]:
        begun = time.perf_counter()
        stream: Any = self.chat.stream(prompt)
        try:
            async with aclosing(stream):
                async for event in stream:
                    noted.events.append((time.perf_counter() - begun, event))
                    yield event
        finally:
            noted.ended = time.perf_counter() - begun


class TracedModels(Models):
    """Models whose requests are noted."""

    def __init__(self, settings: Settings, bystander: Bystander, keyrings: KeyringSource) -> None:
        super().__init__(settings, keyrings=keyrings)
        self._bystander = bystander

    def speaker(self, card: ModelCard, guild_id: int | None = None) -> Speaker:
        speaker = super().speaker(card, guild_id)
        return replace(speaker, chat=TracedChat(speaker.chat, self._bystander))


class TracedTeller(Teller):
    """A teller whose turns each have a trace."""

    async def tell(self, table: Table) -> bool:
        token = TURN.set(Trace())
        try:
            return await super().tell(table)
        finally:
            TURN.reset(token)


class TracedHomecoming(Homecoming):
    """What a table hears that comes back belongs to the turn it stands above."""

    async def _say(self, channel_id: int, text: str) -> tuple[int, ...]:
        said = await super()._say(channel_id, text)
        trace = TURN.get()
        if trace is not None:
            trace.about = (*trace.about, *said)
        return said


class TracedKeeper(Keeper):
    """A keeper that also writes traces, once a turn is kept: whose words a duel hid is known by then."""

    def __init__(
        self,
        stores: Stores,
        tally: Tally,
        chronicler: Chronicler,
        shelf: TraceShelf,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(stores, tally, chronicler, sleep)
        self._shelf = shelf

    async def commit(
        self,
        table: Table,
        turn: Turn,
        turn_id: int,
        telling: Telling,
        narration: TurnStory,
        ended_at: datetime,
    ) -> None:
        await super().commit(table, turn, turn_id, telling, narration, ended_at)
        trace = TURN.get()
        if trace is None:
            return
        self._close(trace, telling.reply, telling.actions)
        self._shelf.put(
            Ended(
                about=trace.about,
                turn=replace(turn, status="told", reply_ids=telling.reply.message_ids),
                actions=telling.actions,
                exchanges=tuple(trace.exchanges),
                attempts=(*trace.attempts, *narration.attempts),
                entries=tuple(narration.entries),
                first_word_at=telling.reply.visible_at,
                ended_at=ended_at,
            )
        )

    async def fail(self, table: Table, turn: Turn, attempts: Sequence[Attempt], reply: Reply, why: str) -> None:
        # The actions go on waiting, and are known only as long as they do.
        actions = tuple(action for action in table.waiting if action.id in turn.action_ids)
        await super().fail(table, turn, attempts, reply, why)
        trace = TURN.get()
        if trace is None:
            return
        self._close(trace, reply, actions)
        self._shelf.put(
            Ended(
                about=trace.about,
                turn=replace(turn, status="failed", error=why, reply_ids=reply.message_ids),
                actions=actions,
                exchanges=tuple(trace.exchanges),
                attempts=(*trace.attempts, *attempts),
                entries=(),
                first_word_at=reply.visible_at,
                ended_at=datetime.now(UTC),
            )
        )

    def _close(self, trace: Trace, reply: Reply, actions: Sequence[Action]) -> None:
        trace.closed = True
        trace.about = (*trace.about, *reply.message_ids, *(action.discord_id for action in actions))

    async def keep_so_far(self, turn: Turn, guild_id: int, attempts: list[Attempt], reply: Reply) -> None:
        so_far = tuple(attempts)
        await super().keep_so_far(turn, guild_id, attempts, reply)
        trace = TURN.get()
        if trace is not None:
            trace.attempts.extend(so_far)
