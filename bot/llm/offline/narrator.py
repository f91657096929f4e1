"""The offline narrator as an ordinary `ChatModel`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.domain.conversation import Prompt, ToolCall
from bot.llm.chat import Event, Finished, TextDelta, Usage
from bot.llm.offline.asking import asked
from bot.llm.offline.book import open_annals, open_book
from bot.llm.offline.fighting import fight_calls, in_fight
from bot.llm.offline.scene import compose
from bot.llm.offline.view import View

READING_PACE = 0.03
CHRONICLER = "chronicler"

_WORD = re.compile(r"\S+\s*|\s+")


class OfflineNarrator:
    """Tells a scene from a book of patterns, in the campaign's language, and says that it is no AI.

    The same campaign, turn and deeds, after the same story, always give the same words. It asks the rules for checks,
    fights, rests and rewards with the tools that are offered, like any model, and uses no tokens. `pace` is seconds per
    word.
    """

    provider = "offline"

    def __init__(
        self,
        model: str = "narrator",
        *,
        pace: float = READING_PACE,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`model` is whose style it is: the narrator's, or the chronicler's, who keeps annals."""
        self.model = model
        self._open = open_annals if model == CHRONICLER else open_book
        self._pace = pace
        self._sleep = sleep

    async def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        """Stream the reply: first what the rules must decide, and once that is known the story."""
        view = View(prompt, self._open(prompt.brief.language))
        calls = _calls(view)
        for call in calls:
            yield call
        if not calls:
            for number, word in enumerate(_WORD.findall(compose(view))):
                if number and self._pace:
                    await self._sleep(self._pace)
                yield TextDelta(word)
        yield Usage(input_tokens=0, output_tokens=0)
        yield Finished("tool_calls" if calls else "stop", self.model)


def _calls(view: View) -> tuple[ToolCall, ...]:
    """Return what the rules are asked next: for the deeds, then for what the world does, then for the fight."""
    if not view.prompt.tools_allowed:
        return ()
    fighting = in_fight(view)
    if not fighting and not view.calls:
        wanted = [asked(view, step) for step in view.steps]
        deeds = [view.call("", number, call) for number, call in enumerate(wanted) if call and call[0] in view.offered]
        if deeds:
            return tuple(deeds)
    if not fighting and not view.asked("story-"):
        story = [view.call("story-", number, call) for number, call in enumerate(view.move.calls)]
        if story:
            return tuple(call for call in story if call.name in view.offered)
    return fight_calls(view)
