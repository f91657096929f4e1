"""Keep the game master's own notes out of what is told, when a model reads them out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.domain.memory import Fact

HIDDEN = "…"

_FEWEST_WORDS = 3
# Between a note's subject and its text: marks, quotes, a colon.
_BETWEEN = r"\W{0,12}"
_END = 40


class Confidences:
    """The secrets of a campaign, as a story must not have them.

    What is read out is a note with its subject, as the model was given it, or two notes at once. One alone, without
    its subject, may be the moment in which the story shows it.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        secrets = (fact for fact in facts if fact.kind == "secret" and len(fact.text.split()) >= _FEWEST_WORDS)
        self._notes = tuple((_words(fact.text)[-1].casefold(), *_patterns(fact.subject, fact.text)) for fact in secrets)

    def kept(self, story: str, fresh: int) -> str:
        """Return a story, whose last `fresh` characters are new, without the notes that it reads out."""
        if not self._notes:
            return story
        end = story[-(fresh + _END) :].casefold()
        if not any(last in end for last, _, _ in self._notes):
            return story
        for _, line, _ in self._notes:
            story = line.sub(HIDDEN, story)
        told = [note for _, _, note in self._notes if note.search(story)]
        for note in told if len(told) > 1 else ():
            story = note.sub(HIDDEN, story)
        return story


@lru_cache(maxsize=1024)
def _patterns(subject: str, text: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds a note with its subject, and without."""
    note = r"\W+".join(re.escape(word) for word in _words(text))
    about = r"\W+".join(re.escape(word) for word in _words(subject))
    return re.compile(about + _BETWEEN + note, re.IGNORECASE), re.compile(note, re.IGNORECASE)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text) or [text]
