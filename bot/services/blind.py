"""Have a decided turn told by a model whose words nobody sees until they are whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from bot.domain.attempt import Attempt, known_cost
from bot.domain.conversation import Prompt
from bot.domain.duel import STORY_LENGTH, SideFacts
from bot.domain.plaintext import blank
from bot.domain.secrecy import Confidences
from bot.errors import SkaldError
from bot.i18n import N_
from bot.llm.attempts import tell
from bot.llm.chat import Finished, TextDelta
from bot.llm.errors import Empty
from bot.llm.patience import Patience
from bot.llm.speaker import Speaker
from bot.prompts.duel import RETELLING_VERSION
from bot.services.story import told

SECONDS: Final = 60.0
"""How long one may take to begin: a table that waits for two sees nothing meanwhile."""

# What models and their makers call themselves; "gemini" alone is a constellation, "opus" a work.
_MAKERS: Final = re.compile(
    r"\b(open ?ai|chat ?gpt|gpt-?\d\S*|anthropic|claude|deep ?seek|ollama|llama ?\d|mistral ai|qwen ?\d?|gemma ?\d|"
    r"(?:as an|je suis une?) (?:ai|ia)\b|language model|mod[eè]le de langage)",
    re.IGNORECASE,
)


class CutShort(SkaldError):
    sentence = N_("{model} did not come to the end of its telling.")


class NamedItself(SkaldError):
    sentence = N_("{model} gave away who it is.")


@dataclass(frozen=True, slots=True)
class BlindTelling:
    """One whole telling, and what it took."""

    story: str
    facts: SideFacts


async def tell_blind(
    speaker: Speaker, prompt: Prompt, attempts: list[Attempt], names: Iterable[str], *, first_token_timeout: float
) -> BlindTelling:
    """Return a whole telling; raises `LLMError`, `CutShort` past its length, or `NamedItself`.

    `attempts` gets every attempt, also of what fails; `names` must not come up.
    """
    mine: list[Attempt] = []
    label = speaker.card.label
    story, cut = "", False
    confidences = Confidences(prompt.brief.memory.facts)
    try:
        events = tell(
            speaker,
            prompt,
            purpose="narrate",
            attempts=mine,
            prompt_version=f"duel-{RETELLING_VERSION}",
            patience=Patience(SECONDS),
            first_token_timeout=first_token_timeout,
        )
        async with aclosing(events):
            async for event in events:
                if isinstance(event, TextDelta):
                    story = confidences.kept(told(story + event.text.replace("\x00", "")), len(event.text))
                elif isinstance(event, Finished):
                    cut = event.reason == "length"
    finally:
        attempts.extend(mine)
    story = story.strip()
    if blank(story):
        raise Empty(model=label)
    if cut or len(story) > STORY_LENGTH:
        raise CutShort(model=label)
    if _MAKERS.search(story) or any(name.casefold() in story.casefold() for name in names):
        raise NamedItself(model=label)
    return BlindTelling(story, _facts(mine, len(story)))


def _facts(attempts: list[Attempt], characters: int) -> SideFacts:
    unpriced = any(attempt.cost_usd is None for attempt in attempts)
    return SideFacts(
        tokens=attempts[-1].output_tokens,
        milliseconds=round(sum(attempt.e2e_ms for attempt in attempts), 1),
        cost=None if unpriced else str(known_cost(attempts)),
        characters=characters,
    )
