"""Keep the game master's own notes out of what is told, when a model reads them out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.memory import FACT_LENGTH, SUBJECT_LENGTH, Fact

HIDDEN = "…"

_FEWEST_WORDS = 3
# Between two words, and between a note's subject and its text: marks, quotes, a colon.
_APART = r"[\W_]+"
_BETWEEN = r"[\W_]{0,12}"
_END = 40
_LONGEST = FACT_LENGTH + SUBJECT_LENGTH + 2 * _END
_TAIL = 4 * _LONGEST


@dataclass(frozen=True, slots=True)
class _Note:
    """A secret, in words without case."""

    about: tuple[str, ...]
    words: tuple[str, ...]
    said: str

    def begins(self, words: list[str]) -> bool:
        """Tell whether words are the first ones of the note; the last may be unfinished."""
        *whole, last = words
        place = len(whole)
        return place < len(self.words) and tuple(whole) == self.words[:place] and self.words[place].startswith(last)


class Confidences:
    """The secrets of a campaign, as a story must not have them.

    What is read out is a note with its subject, as the model was given it, or two notes at once. One alone, without
    its subject, may be the moment in which the story shows it. Every piece of every story is looked at, so what is
    looked for first is a note's last word, and patterns are only for what is there.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        notes = (_note(fact.subject, fact.text) for fact in facts if fact.kind == "secret")
        # What is shorter says nothing, or is said by chance.
        self._notes = tuple(note for note in notes if len(note.words) >= _FEWEST_WORDS and note.about)
        self._by_end: dict[str, list[_Note]] = defaultdict(list)
        self._by_subject: dict[tuple[str, ...], list[_Note]] = defaultdict(list)
        for note in self._notes:
            self._by_end[note.words[-1]].append(note)
            self._by_subject[note.about].append(note)

    def kept(self, story: str, fresh: int) -> str:
        """Return a story, whose last `fresh` characters are new, without the notes that it reads out."""
        if not self._notes:
            return story
        words = _words(story[-(fresh + _TAIL) :])
        # A word and what parts it from the next are two characters at least.
        new = dict.fromkeys(words[-((fresh + _END) // 2) :])
        ended = [note for word in new for note in self._by_end.get(word, ())]
        if not ended:
            return story
        end = _spaced(words)
        ended = [note for note in ended if note.said in end]
        if not ended:
            return story
        for note in ended:
            story = _pattern(note.about, note.words).sub(HIDDEN, story)
        whole = _spaced(_words(story))
        told = [note for note in self._notes if note.said in whole]
        for note in told if len(told) > 1 else ():
            story = _pattern(note.words).sub(HIDDEN, story)
        return story

    def shown(self, story: str) -> str:
        """Return as much of a growing story as can be shown: no note that is just being read out."""
        if not self._notes:
            return story
        begin = max(0, len(story) - _LONGEST)
        end = story[begin:].lower()
        for about, notes in self._by_subject.items():
            if about[-1] not in end:
                continue
            for found in _pattern(about, ()).finditer(story, begin):
                words = _words(story[found.end() :])
                if words and any(note.begins(words) for note in notes):
                    return story[: found.start()]
        return story


@lru_cache(maxsize=4096)
def _note(subject: str, text: str) -> _Note:
    words = _words(text)
    return _Note(tuple(_words(subject)), tuple(words), _spaced(words))


@lru_cache(maxsize=512)
def _pattern(*groups: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds groups of words close to one another, whatever parts the words."""
    return re.compile(_BETWEEN.join(_APART.join(map(re.escape, words)) for words in groups), re.IGNORECASE)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _spaced(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "
