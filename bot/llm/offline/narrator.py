"""The offline narrator as an ordinary `ChatModel`."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.domain.conversation import Message, Prompt, ToolCall
from bot.llm.chat import Event, Finished, TextDelta, Usage
from bot.llm.offline.book import Book, open_book
from bot.llm.offline.scene import compose, plan
from bot.llm.offline.voice import Result, Step

READING_PACE = 0.03

_WORD = re.compile(r"\S+\s*|\s+")


class OfflineNarrator:
    """Tells a scene from a book of patterns, in the campaign's language, and says that it is no AI.

    The same campaign, turn and deeds, after the same story, always give the same words. It asks the rules for checks
    with the tools that are offered, like any model, and uses no tokens. `pace` is seconds per word.
    """

    provider = "offline"
    model = "narrator"

    def __init__(
        self, *, pace: float = READING_PACE, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._pace = pace
        self._sleep = sleep

    async def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        """Stream the reply: first what the dice must decide, and once that is known the story."""
        book = open_book(prompt.brief.language)
        steps = plan(prompt.brief, book)
        answered = bool(prompt.messages) and prompt.messages[-1].role == "tool"
        calls = () if answered or not prompt.tools_allowed else _calls(prompt, steps, book)
        for call in calls:
            yield call
        if not calls:
            results = [_result(prompt, number) if answered else None for number in range(len(steps))]
            told = [message.content for message in prompt.messages if message.role == "assistant" and message.content]
            for number, word in enumerate(_WORD.findall(compose(prompt.brief, book, results, told))):
                if number and self._pace:
                    await self._sleep(self._pace)
                yield TextDelta(word)
        yield Usage(input_tokens=0, output_tokens=0)
        yield Finished("tool_calls" if calls else "stop", self.model)


def _calls(prompt: Prompt, steps: tuple[Step, ...], book: Book) -> tuple[ToolCall, ...]:
    offered = {tool.name for tool in prompt.tools}
    calls: list[ToolCall] = []
    for number, step in enumerate(steps):
        asked = _asked(step, book)
        if asked and asked[0] in offered:
            arguments = json.dumps(asked[1], ensure_ascii=False)
            calls.append(ToolCall(_call_id(prompt, number), asked[0], arguments))
    return tuple(calls)


def _asked(step: Step, book: Book) -> tuple[str, dict[str, str | int]] | None:
    """Say which tool a deed needs: the dice the player asked for, else a check when it can fail."""
    intent = step.intent
    if intent.dice:
        return "roll_dice", {
            "dice": intent.dice,
            "reason": intent.do or intent.quote,
            **({"character": step.character} if step.character else {}),
        }
    check = book.words.kinds[intent.kind].check if intent.kind else None
    if check and step.character:
        return "ability_check", {
            "character": step.character,
            "ability": check,
            "dc": step.difficulty,
            "reason": intent.do,
        }
    return None


def _call_id(prompt: Prompt, number: int) -> str:
    return f"offline-{prompt.brief.turn}-{number}"


def _result(prompt: Prompt, number: int) -> Result | None:
    """Find what the rules answered to the call of a step; None when it was not asked or went wrong."""
    wanted = _call_id(prompt, number)
    answers = [message for message in prompt.messages if message.role == "tool" and message.tool_call_id == wanted]
    return _read(answers[-1]) if answers else None


def _read(answer: Message) -> Result | None:
    try:
        content: object = json.loads(answer.content)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None  # pyright: ignore[reportUnknownVariableType]
