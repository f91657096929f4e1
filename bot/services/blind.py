"""Have a decided turn told by a model whose words nobody sees until they are whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from bot.domain.attempt import Attempt, known_cost
from bot.domain.conversation import Prompt
from bot.domain.duel import STORY_LENGTH, SideFacts
from bot.domain.plaintext import blank, fold
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

# What models and their makers call themselves, folded; "gemini" alone is a constellation, "opus" a work.
_MAKERS: Final = re.compile(
    r"\b(open ?ai|chat ?gpt|gpt\b|gpt ?\d|anthropic|claude\b|deep ?seek|ollama|llama ?\d|mistral ai|mixtral|qwen|"
    r"gemma ?\d|gemini \d|(?:haiku|sonnet|opus) \d|(?:as an|i am an|i m an|je suis une?|en tant qu) (?:ai|ia)\b|"
    r"language model|modele de langage)"
)
_ASIDE: Final = re.compile(r"\([^)]*\)|:\S*$")
"""What stands behind a name: `(small)`, or the size of a local model."""
# Letters of other alphabets that pass for Latin ones.
_LOOKALIKE: Final = str.maketrans("асеорхуіјѕԁɡӏαορυνικτ", "aceopxyijsdglaopuvikt")
_MARKS: Final = re.compile(r"[*_~`|\\]")
_LEAST_NAME: Final = 2


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
    if _gives_away(story, (*names, speaker.card.name)):
        raise NamedItself(model=label)
    return BlindTelling(story, _facts(mine, len(story)))


def _gives_away(story: str, names: Iterable[str]) -> bool:
    """Tell whether a name can be read in a story, also with invisible characters, marks or lookalikes within it."""
    # Marks may stand within a word or between two, so both readings are tried.
    visible = "".join(c for c in story if unicodedata.category(c) != "Cf")
    tellings = [_read(visible), _read(_MARKS.sub("", visible))]
    wanted = [folded for name in names for folded in _called(name) if len(folded) >= _LEAST_NAME]
    return any(_MAKERS.search(text) or any(f" {name} " in f" {text} " for name in wanted) for text in tellings)


def _read(text: str) -> str:
    return fold(unicodedata.normalize("NFKC", text).casefold().translate(_LOOKALIKE))


def _called(name: str) -> tuple[str, str]:
    """Return how a label, or an id like `openai/gpt-4o`, may be told: whole, and without its provider and its aside."""
    return _read(name), _read(_ASIDE.sub("", name.rpartition("/")[2]))


def _facts(attempts: list[Attempt], characters: int) -> SideFacts:
    unpriced = any(attempt.cost_usd is None for attempt in attempts)
    return SideFacts(
        tokens=attempts[-1].output_tokens,
        milliseconds=round(sum(attempt.e2e_ms for attempt in attempts), 1),
        cost=None if unpriced else str(known_cost(attempts)),
        characters=characters,
    )
