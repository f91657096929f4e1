"""Ask one model for the words of one turn, and measure what comes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Final

from bot.domain.attempt import Attempt, known_cost
from bot.domain.checking import checked
from bot.domain.conversation import ToolCall
from bot.domain.plaintext import blank
from bot.domain.replay import ReplayTelling
from bot.domain.secrecy import Confidences
from bot.llm.attempts import tell
from bot.llm.chat import TextDelta, Usage
from bot.llm.errors import Empty, LLMError
from bot.llm.prices import batch_price_of
from bot.llm.speaker import Speaker
from bot.services.narration import MOST_CHARACTERS
from bot.services.rereading import REREAD_VERSION, Question
from bot.services.story import told

_TIMES: Final = ("ttft_ms", "first_text_ms", "e2e_ms")
_TOKENS: Final = ("input_tokens", "cache_read_tokens", "output_tokens", "chunks", "usage_source", "finish_reason")


async def ask_again(
    speaker: Speaker, question: Question, replay_id: int, attempts: list[Attempt], *, patience: float
) -> ReplayTelling:
    """Return a model's words for a turn, or how it failed; raises `LLMError` where it was not asked at all.

    `attempts` outlives whatever is raised. `patience` is how many seconds the first token may take.
    """
    story, error, called = "", None, 0
    confidences = Confidences(question.prompt.brief.memory.facts)
    events = tell(
        speaker,
        question.prompt,
        purpose="replay",
        attempts=attempts,
        prompt_version=REREAD_VERSION,
        first_token_timeout=patience,
    )
    begun = len(attempts)
    try:
        async with aclosing(events):
            async for event in events:
                if isinstance(event, TextDelta):
                    story = confidences.kept(told(story + event.text.replace("\x00", "")), len(event.text))
                    if len(story) > MOST_CHARACTERS:
                        story = story[:MOST_CHARACTERS]
                        break
                elif isinstance(event, ToolCall):
                    called += 1
    except LLMError as failure:
        if failure.says in ("nothing", "key"):
            # Nothing was asked, or not for the model's own sake: it has not told this turn badly, it has not told it.
            raise
        error = type(failure).__name__
    finally:
        attempts[begun:] = [replace(attempt, replay=replay_id) for attempt in attempts[begun:]]
    story = story.strip()
    if error is None and blank(story):
        error = Empty.__name__
        attempts[-1] = replace(attempts[-1], error_class=error)
    cut = len(story) >= MOST_CHARACTERS or attempts[-1].finish_reason == "length"
    figures = _figures(speaker, attempts[begun:], called, cut=cut)
    if error is not None:
        return ReplayTelling(question.number, speaker.card.name, None, figures, (), error)
    found = checked(story, question.entries, question.before, question.after, question.said, question.past, cut=cut)
    figures["checked"] = found.code
    return ReplayTelling(question.number, speaker.card.name, story, figures, found.written)


def _figures(speaker: Speaker, attempts: Sequence[Attempt], called: int, *, cut: bool) -> dict[str, Any]:
    last = attempts[-1]
    costs = [attempt.cost_usd for attempt in attempts]
    read, written = last.input_tokens, last.output_tokens
    batch = None
    if read is not None and written is not None:
        usage = Usage(read, written, last.cache_read_tokens or 0, last.cache_write_tokens or 0)
        batch = batch_price_of(speaker.card)(usage, last.started_at).usd
    return {
        **{name: getattr(last, name) for name in (*_TIMES, *_TOKENS)},
        "finish_reason": "length" if cut else last.finish_reason,
        "attempts": len(attempts),
        "called": called,
        "cost_usd": None if None in costs else str(known_cost(attempts)),
        "batch_usd": None if batch is None else str(batch),
        "price_date": last.price_date,
    }
