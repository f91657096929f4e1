"""Keep the game master's own notes out of what is told, when a model reads them out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.memory import FACT_LENGTH, SUBJECT_LENGTH, Fact

HIDDEN = "…"

_FEWEST_WORDS = 3
# Between a note's subject and its text: marks, quotes, a colon.
_BETWEEN = r"\W{0,12}"
_END = 40
_LONGEST = FACT_LENGTH + SUBJECT_LENGTH + 2 * _END


@dataclass(frozen=True, slots=True)
class _Note:
    """A secret: its words, and what finds it with its subject, without, and up to where its text begins."""

    words: tuple[str, ...]
    subject: str
    line: re.Pattern[str]
    text: re.Pattern[str]
    start: re.Pattern[str]

    def begins(self, words: list[str]) -> bool:
        """Tell whether words are the first ones of the note; the last may be unfinished."""
        *whole, last = words
        place = len(whole)
        return place < len(self.words) and tuple(whole) == self.words[:place] and self.words[place].startswith(last)


class Confidences:
    """The secrets of a campaign, as a story must not have them.

    What is read out is a note with its subject, as the model was given it, or two notes at once. One alone, without
    its subject, may be the moment in which the story shows it.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        notes = (_note(fact.subject, fact.text) for fact in facts if fact.kind == "secret")
        # What is shorter says nothing, or is said by chance.
        self._notes = tuple(note for note in notes if len(note.words) >= _FEWEST_WORDS and note.subject)

    def kept(self, story: str, fresh: int) -> str:
        """Return a story, whose last `fresh` characters are new, without the notes that it reads out."""
        if not self._notes:
            return story
        end = story[-(fresh + _END) :].casefold()
        if not any(note.words[-1] in end for note in self._notes):
            return story
        for note in self._notes:
            story = note.line.sub(HIDDEN, story)
        told = [note for note in self._notes if note.text.search(story)]
        for note in told if len(told) > 1 else ():
            story = note.text.sub(HIDDEN, story)
        return story

    def shown(self, story: str) -> str:
        """Return as much of a growing story as can be shown: no note that is just being read out."""
        if not self._notes:
            return story
        begin = max(0, len(story) - _LONGEST)
        end = story[begin:].casefold()
        for note in self._notes:
            if note.subject not in end:
                continue
            for found in note.start.finditer(story, begin):
                words = _words(story[found.end() :].casefold())
                if words and note.begins(words):
                    return story[: found.start()]
        return story


@lru_cache(maxsize=1024)
def _note(subject: str, text: str) -> _Note:
    words, about = _words(text), _words(subject)
    said = r"\W+".join(map(re.escape, words))
    named = r"\W+".join(map(re.escape, about))
    return _Note(
        words=tuple(word.casefold() for word in words),
        subject=about[-1].casefold() if about else "",
        line=re.compile(named + _BETWEEN + said, re.IGNORECASE),
        text=re.compile(said, re.IGNORECASE),
        start=re.compile(named + _BETWEEN, re.IGNORECASE),
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
