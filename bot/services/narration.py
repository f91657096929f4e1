"""Let a model adjudicate and narrate: read its stream, do what it asks of the rules, show the words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.domain import tools
from bot.domain.attempt import Attempt, Purpose
from bot.domain.conversation import Message, Prompt, ToolCall
from bot.domain.dice import SeededDice
from bot.domain.lines import signed
from bot.domain.plaintext import blank
from bot.domain.rules.ruled import Ruled
from bot.domain.secrecy import Confidences
from bot.domain.state import GameState
from bot.domain.turn import LedgerEntry
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.llm.attempts import tell
from bot.llm.chat import Finished, TextDelta
from bot.llm.errors import Empty, LLMError
from bot.llm.patience import Patience
from bot.llm.speaker import Speaker
from bot.prompts.turn import PROMPT_VERSION
from bot.services.library import Library
from bot.services.ports import Reply
from bot.services.rolling import RollDesk
from bot.services.story import CUT, WITHOUT_RULES, compose, dice_lines, note, told

# A model that asks for tools without end is told to get on with it, and in the end stopped.
MOST_ROUNDS = 5
MOST_TOOL_CALLS = 12
MOST_CHARACTERS = 12_000
# A wrong call is corrected once; after the next the turn goes on without.
MOST_CORRECTIONS = 1
ENOUGH = '{"error":"No more rolls this turn. Tell what happens."}'

WITHOUT = '{"error":"Wrong again. Go on without it: tell what happens, and invent no roll."}'


Bears = Callable[[Prompt], Awaitable[bool]]


class Stopped(SkaldError):
    """Somebody at the table wants to hear no more of what is being told."""

    sentence = N_("This scene was stopped.")


def _never() -> bool:
    return False


@dataclass(slots=True, kw_only=True)
class TurnStory:
    """What was told of a turn so far, by whomever, and what the rules made of it.

    `before` is the state the turn began with, `state` what has become of it; `attempts` outlives a failure, so it is
    the caller's list. `findings` are what is wrong with the story, `checked` what it was held against; `exchange` is
    what was asked of the rules, with their answers.
    """

    before: GameState
    state: GameState
    dice: SeededDice
    attempts: list[Attempt]
    story: str = ""
    entries: list[LedgerEntry] = field(default_factory=list[LedgerEntry])
    findings: tuple[Mapping[str, Any], ...] = ()
    checked: int | None = None
    exchange: tuple[Message, ...] = ()

    @property
    def summaries(self) -> list[str]:
        """What the rules decided, in the players' words, each with its sign."""
        return [signed(entry.kind, entry.summary) for entry in self.entries if entry.summary]

    def settle(self, ruled: Ruled) -> None:
        """Let happen what the rules make of this telling."""
        state, events = ruled
        self.entries.extend(tools.entries(events, self.state, state, state.campaign.language))
        self.state = state


@dataclass(slots=True, kw_only=True)
class Narration(TurnStory):
    """What one model has told of a turn so far.

    `route` is the model's place among those of the turn; `stopped` says that somebody wants to hear no more of it.
    """

    speaker: Speaker
    waiting_since: datetime
    patience: Patience
    route: int = 0
    cut: bool = False
    tool_calls: int = 0
    wrong_calls: int = 0
    stopped: Callable[[], bool] = _never

    @property
    def notes(self) -> tuple[str, ...]:
        """What the players should know of this telling."""
        language = self.state.campaign.language
        notes: list[str] = []
        if self.wrong_calls > MOST_CORRECTIONS:
            notes.append(note("⚠️", WITHOUT_RULES, language, model=translate(self.speaker.card.label, language)))
        if self.cut:
            notes.append(note("✂️", CUT, language))
        return tuple(notes)


class Narrator:
    """Read models to the end of their replies."""

    def __init__(
        self,
        first_token_timeout: float,
        library: Library,
        desk: RollDesk,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._first_token_timeout = first_token_timeout
        self._library = library
        self._desk = desk
        self._now = now

    async def narrate(self, narration: Narration, prompt: Prompt, reply: Reply, bears: Bears) -> Prompt:
        """Gather the story and what the rules decided; raises `LLMError` when there is no whole story.

        `bears` says before each further round whether the turn may go on asking the rules. Returns the prompt as it
        was when the story ended.
        """
        for last_but in reversed(range(MOST_ROUNDS)):
            asked: list[ToolCall] = []
            start = len(narration.story)
            await self._read(narration, prompt, reply, asked)
            # What nobody would narrate any more must not happen either.
            if not asked or narration.cut or not last_but:
                break
            said = Message("assistant", narration.story[start:].strip(), tool_calls=tuple(asked))
            results = [await self._adjudicate(narration, call, reply, allowed=prompt.tools_allowed) for call in asked]
            narration.waiting_since = self._now()
            narration.exchange = (*narration.exchange, said, *results)
            prompt = replace(prompt, messages=(*prompt.messages, said, *results))
            if (narration.state.combat is None) is not (narration.before.combat is None):
                # A fight began or ended, and with it what can be asked of the rules.
                prompt = replace(prompt, tools=tools.offered(narration.state))
            enough = narration.wrong_calls > MOST_CORRECTIONS or narration.tool_calls > MOST_TOOL_CALLS
            if last_but == 1 or enough or not await bears(prompt):
                prompt = replace(prompt, tools_allowed=False)
            if narration.story:
                narration.story = narration.story.rstrip() + "\n\n"
                reply.show(compose(narration.story, narration.summaries))
        narration.story = narration.story.strip()
        if blank(narration.story):
            _mend_last(narration, error_class=Empty.__name__)
            raise Empty(model=narration.speaker.card.id)
        return prompt

    async def correct(self, narration: Narration, prompt: Prompt, words: str, reply: Reply) -> None:
        """Have a story told once more, from what the rules decided, in the place of one that does not agree with it.

        Raises `LLMError`, with the story as it was, when nothing whole comes of it.
        """
        first, narration.story = narration.story, ""
        said = (Message("assistant", first), Message("user", words))
        prompt = replace(prompt, messages=(*prompt.messages, *said), tools_allowed=False)
        narration.waiting_since = self._now()
        try:
            await self._read(narration, prompt, reply, [], purpose="narrate")
            narration.story = narration.story.strip()
            if blank(narration.story):
                _mend_last(narration, error_class=Empty.__name__)
                raise Empty(model=narration.speaker.card.id)
        except LLMError:
            narration.story = first
            raise

    async def _read(
        self,
        narration: Narration,
        prompt: Prompt,
        reply: Reply,
        asked: list[ToolCall],
        purpose: Purpose = "adjudicate",
    ) -> None:
        waited = self._now() - narration.waiting_since
        events = tell(
            narration.speaker,
            prompt,
            purpose=purpose,
            prompt_version=PROMPT_VERSION,
            attempts=narration.attempts,
            patience=narration.patience,
            route=narration.route,
            first_token_timeout=self._first_token_timeout,
            queue_ms=round(waited.total_seconds() * 1000, 1),
        )
        confidences = Confidences(prompt.brief.memory.facts)
        # The dice stand already while the words come; what the loop does for every token must be little.
        below = f"\n{dice_lines(narration.summaries)}" if narration.entries else ""
        async for event in events:
            if narration.stopped():
                await events.aclose()
                # Closed by us: the model did nothing wrong.
                _mend_last(narration, error_class=None)
                raise Stopped
            if isinstance(event, TextDelta):
                # PostgreSQL keeps no NUL, and nobody sees one.
                grown = told(narration.story + event.text.replace("\x00", ""))
                narration.story = confidences.kept(grown, len(event.text))
                if len(narration.story) > MOST_CHARACTERS:
                    narration.story, narration.cut = narration.story[:MOST_CHARACTERS], True
                    await events.aclose()
                    # Closed by us at our limit: the model did nothing wrong.
                    _mend_last(narration, error_class=None, finish_reason="length")
                    return
                reply.show(confidences.shown(narration.story) + below)
            elif isinstance(event, ToolCall):
                asked.append(event)
            elif isinstance(event, Finished) and event.reason == "length":
                narration.cut = True

    async def _adjudicate(self, narration: Narration, call: ToolCall, reply: Reply, *, allowed: bool) -> Message:
        narration.tool_calls += 1
        if not allowed or narration.tool_calls > MOST_TOOL_CALLS:
            return Message("tool", ENOUGH, tool_call_id=call.id)
        state, campaign = narration.state, narration.state.campaign
        needs = tools.needs(call, state)
        found = await self._library.find(needs, campaign.id) if needs else None
        if campaign.rules.rolls == "players" and (character := tools.thrower(call, state)) is not None:
            shown = compose(narration.story, narration.summaries)
            # A player's time is no wait for the model.
            narration.patience.rest()
            await self._desk.throw(reply, campaign, character, shown, tools.spoken(call, state, campaign.language))
            narration.patience.run()
            if narration.stopped():
                raise Stopped
        thrown = narration.dice.counter
        outcome = tools.run(call, state, narration.dice, campaign.language, found, narration.entries)
        if not outcome.valid:
            # What never happened threw no dice: the ledger holds every die of a turn.
            narration.dice.counter = thrown
        narration.state = outcome.state
        narration.entries.extend(outcome.entries)
        if outcome.valid and narration.attempts:
            last = narration.attempts[-1]
            narration.attempts[-1] = replace(last, tool_calls_valid=last.tool_calls_valid + 1)
        if not outcome.valid:
            narration.wrong_calls += 1
            if narration.wrong_calls > MOST_CORRECTIONS:
                return Message("tool", WITHOUT, tool_call_id=call.id)
        return Message("tool", outcome.content, tool_call_id=call.id)


def _mend_last(narration: Narration, **changes: str | None) -> None:
    """Say of the last attempt what only whoever read all of it knows."""
    if narration.attempts:
        narration.attempts[-1] = replace(narration.attempts[-1], **changes)
