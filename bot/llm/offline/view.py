"""What the narrator sees of one prompt: the deeds, what it asked the rules in this turn, and what they answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from bot.domain.conversation import Brief, Message, Prompt, ToolCall
from bot.llm.offline.book import Book, Palette
from bot.llm.offline.foreign import own
from bot.llm.offline.heard import Heard
from bot.llm.offline.scenery import journey, knows
from bot.llm.offline.steps import plan
from bot.llm.offline.tale import Call, Done, Move, Standing, moved, standing
from bot.llm.offline.voice import Result, Step


@dataclass
class View:
    """One prompt, understood; everything in it follows from the prompt alone."""

    prompt: Prompt
    book: Book

    @property
    def brief(self) -> Brief:
        return self.prompt.brief

    @property
    def blind(self) -> bool:
        """Whether nobody may learn whose words these are, so that the narrator does not say what it is."""
        return self.brief.decided is not None

    @property
    def stranger(self) -> bool:
        """Whether the turn is of a story that is somebody else's, and only the words of this one are wanted."""
        return self.blind and self.newcomer

    @cached_property
    def offered(self) -> frozenset[str]:
        """The names of the tools that may be called, or might have been in a turn that is decided."""
        return frozenset(tool.name for tool in (self.brief.decided or self.prompt).tools)

    @cached_property
    def _exchange(self) -> tuple[Message, ...]:
        """The messages among which the calls of this turn and their answers stand."""
        decided = self.brief.decided
        if decided is None:
            return self.prompt.messages
        if self.stranger:
            return tuple(own(decided.exchange, self.steps, self.brief.turn))
        return decided.exchange

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return plan(self.brief, self.book)

    @cached_property
    def told(self) -> tuple[str, ...]:
        """What was told before this turn, oldest first."""
        before = self.prompt.messages[: self.prompt.settled or None]
        return tuple(message.content for message in before if message.role == "assistant" and message.content)

    @cached_property
    def newcomer(self) -> bool:
        """Whether a story goes on that somebody else told so far."""
        return bool(self.told) and not knows(self.book, Heard(self.told))

    @cached_property
    def journey(self) -> list[Palette]:
        return journey(self.brief, self.book)

    @cached_property
    def tells_tale(self) -> bool:
        """Whether there is a game to carry an adventure in, and the tools to keep its bookmark and its fight."""
        return (
            self.brief.state is not None
            and not self.stranger
            and {"secret_note", "next_combatant"} <= self.offered | self._fight_tools
        )

    @property
    def _fight_tools(self) -> frozenset[str]:
        # In peace nobody is next; whether there can be a fight is what counts.
        return frozenset({"next_combatant"} if "start_combat" in self.offered else ())

    @cached_property
    def at(self) -> Standing:
        return standing(self.brief, self.journey, known=not self.newcomer)

    @cached_property
    def move(self) -> Move:
        """What the world does once the deeds are decided."""
        if not self.tells_tale:
            return Move(self.at)
        done = [Done(step.intent.kind, self._success(number)) for number, step in enumerate(self.steps)]
        return moved(self.brief, self.at, done, self.journey, self.book.grammar)

    @cached_property
    def calls(self) -> Mapping[str, ToolCall]:
        """What was asked in this turn already, by id."""
        own = f"offline-{self.brief.turn}-"
        return {call.id: call for message in self._exchange for call in message.tool_calls if call.id.startswith(own)}

    @cached_property
    def answers(self) -> Mapping[str, Result]:
        """What the rules answered to the calls of this turn, by id; what cannot be read is left out."""
        found: dict[str, Result] = {}
        for message in self._exchange:
            call, content = message.tool_call_id, _json(message.content) if message.role == "tool" else None
            if call is not None and call in self.calls and content is not None:
                found[call] = content
        return found

    def name(self, stage: str, number: int) -> str:
        """Name a call of a stage of this turn; the deeds' own stage is ""."""
        return f"offline-{self.brief.turn}-{stage}{number}"

    def call(self, stage: str, number: int, wanted: Call) -> ToolCall:
        """Write a call down."""
        return ToolCall(self.name(stage, number), wanted[0], json.dumps(wanted[1], ensure_ascii=False))

    def asked(self, stage: str) -> bool:
        """Tell whether a stage's calls were made."""
        return any(self.name(stage, number) in self.calls for number in range(12))

    def answer(self, stage: str, number: int) -> Result | None:
        """Return what the rules answered to a call; None when it was not made, or went wrong."""
        found = self.answers.get(self.name(stage, number))
        return None if found is None or "error" in found else found

    def results(self, stage: str) -> list[tuple[ToolCall, Result]]:
        """Return a stage's calls that came to something, in their order."""
        begin = self.name(stage, 0)[:-1]
        return [
            (call, self.answers[name])
            for name, call in self.calls.items()
            if name.startswith(begin) and name in self.answers and "error" not in self.answers[name]
        ]

    def number(self, name: str, stage: str) -> int | None:
        """Return the number a call's name gives after the name of its stage; None for calls of other stages."""
        own = name.removeprefix(f"offline-{self.brief.turn}-")
        digits = own.removeprefix(stage).partition("-")
        found = digits[0] or digits[2]
        return int(found) if own.startswith(stage) and found.isdecimal() else None

    def _success(self, number: int) -> bool | None:
        answer = self.answer("", number)
        success = answer.get("success") if answer else None
        return success if isinstance(success, bool) else None


def records(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a list in an answer; none of anything else."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("dict[str, Any]", item) for item in items if isinstance(item, dict)]


def _json(text: str) -> Result | None:
    try:
        content: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", content) if isinstance(content, dict) else None
