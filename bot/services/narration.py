"""Let a model adjudicate and narrate: read its stream, do what it asks of the rules, show the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.domain import tools
from bot.domain.attempt import Attempt
from bot.domain.conversation import Message, Prompt, ToolCall
from bot.domain.dice import Dice
from bot.domain.plaintext import blank
from bot.domain.state import GameState
from bot.domain.turn import LedgerEntry
from bot.llm.attempts import tell
from bot.llm.chat import ChatModel, Finished, TextDelta
from bot.llm.errors import Empty
from bot.prompts.turn import PROMPT_VERSION
from bot.services.ports import Reply
from bot.services.story import compose, dice_lines

# A model that asks for tools without end is told to get on with it, and in the end stopped.
MOST_ROUNDS = 5
MOST_TOOL_CALLS = 12
MOST_CHARACTERS = 12_000
ENOUGH = '{"error":"No more rolls this turn. Tell what happens."}'


@dataclass(slots=True)
class Narration:
    """What one turn has gathered so far; `attempts` outlives a failure, so it is the caller's list.

    `before` is the state the turn began with, `state` what the rules have made of it.
    """

    before: GameState
    state: GameState
    dice: Dice
    model: ChatModel
    waiting_since: datetime
    attempts: list[Attempt]
    story: str = ""
    cut: bool = False
    entries: list[LedgerEntry] = field(default_factory=list[LedgerEntry])
    tool_calls: int = 0

    @property
    def text(self) -> str:
        """The whole reply as the players read it."""
        return compose(self.story, self.summaries, self.state.campaign.language, cut=self.cut)

    @property
    def summaries(self) -> list[str]:
        """What the rules decided, in the players' words."""
        return [entry.summary for entry in self.entries]


class Narrator:
    """Read models to the end of their replies."""

    def __init__(self, first_token_timeout: float, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._first_token_timeout = first_token_timeout
        self._now = now

    async def narrate(self, narration: Narration, prompt: Prompt, reply: Reply) -> None:
        """Gather the story and what the rules decided; raises `LLMError` when there is no whole story."""
        for _ in range(MOST_ROUNDS):
            asked: list[ToolCall] = []
            start = len(narration.story)
            await self._read(narration, prompt, reply, asked)
            if not asked or narration.cut:
                break
            said = Message("assistant", narration.story[start:].strip(), tool_calls=tuple(asked))
            results = tuple(self._adjudicate(narration, call) for call in asked)
            narration.waiting_since = self._now()
            prompt = replace(prompt, messages=(*prompt.messages, said, *results))
            if narration.story:
                narration.story = narration.story.rstrip() + "\n\n"
                reply.show(narration.text)
        narration.story = narration.story.strip()
        if blank(narration.story):
            raise Empty(model=narration.model.model)

    async def _read(self, narration: Narration, prompt: Prompt, reply: Reply, asked: list[ToolCall]) -> None:
        waited = self._now() - narration.waiting_since
        events = tell(
            narration.model,
            prompt,
            purpose="adjudicate",
            prompt_version=PROMPT_VERSION,
            attempts=narration.attempts,
            first_token_timeout=self._first_token_timeout,
            queue_ms=round(waited.total_seconds() * 1000, 1),
        )
        # The dice stand already while the words come; what the loop does for every token must be little.
        below = f"\n{dice_lines(narration.summaries)}" if narration.entries else ""
        async for event in events:
            if isinstance(event, TextDelta):
                # PostgreSQL keeps no NUL, and nobody sees one.
                narration.story += event.text.replace("\x00", "")
                if len(narration.story) > MOST_CHARACTERS:
                    narration.story, narration.cut = narration.story[:MOST_CHARACTERS], True
                    await events.aclose()
                    return
                reply.show(narration.story + below)
            elif isinstance(event, ToolCall):
                asked.append(event)
            elif isinstance(event, Finished) and event.reason == "length":
                narration.cut = True

    def _adjudicate(self, narration: Narration, call: ToolCall) -> Message:
        narration.tool_calls += 1
        if narration.tool_calls > MOST_TOOL_CALLS:
            return Message("tool", ENOUGH, tool_call_id=call.id)
        outcome = tools.run(call, narration.state, narration.dice, narration.state.campaign.language)
        narration.state = outcome.state
        narration.entries.extend(outcome.entries)
        if outcome.valid and narration.attempts:
            last = narration.attempts[-1]
            narration.attempts[-1] = replace(last, tool_calls_valid=last.tool_calls_valid + 1)
        return Message("tool", outcome.content, tool_call_id=call.id)
