"""What people mean when they ask for something that was told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.domain.plaintext import fold

QUERY_LENGTH: Final = 200
MOST_WORDS: Final = 16

_LONGEST_WORD = 40
# A word is also looked for with other endings, from this length on; shorter ones would begin too many others.
_STEM = 4
_PLURAL = re.compile(r"(?<=....)(?:s|x|es)$")
_SENTENCE = re.compile(r"(?<=[.!?…»”\"])\s+|\n+")

# Words that nearly every story has, in both languages, without accents.
_ENGLISH = """
a about all also am an and any are as at be been but by can could did do does for from had has have he her here him his
how i if in into is it its just me my no not of on or our out say said she so some tell that the their them then there
they this to told up us was we were what when where which who whom whose why will with would you your
"""
_FRENCH = """
ai as au aux avait avec avez avons c ce ces cet cette chez comme comment d dans de des dit dont du elle elles en est et
etait ete eu il ils j je l la le les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ont ou par pas peut
plus pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont sur t ta te tes toi
ton tu un une vers vos votre vous y
"""
_ORDINARY: Final = frozenset(_ENGLISH.split() + _FRENCH.split())


def words_of(query: str) -> tuple[str, ...]:
    """Return the words to look for, folded: those that say something, or all when none does."""
    said = dict.fromkeys(word[:_LONGEST_WORD] for word in fold(query[: 4 * QUERY_LENGTH]).split())
    telling = [word for word in said if word not in _ORDINARY]
    return tuple(telling or said)[:MOST_WORDS]


def stem(word: str) -> str | None:
    """Return the beginning by which other forms of a word are found, None for a word that is too short for it."""
    short = _PLURAL.sub("", word)
    return short if len(short) >= _STEM and short.isalpha() else None


def excerpt(text: str, words: Sequence[str], length: int) -> str:
    """Return the part of a text that says most of what is looked for, at most `length` characters of it."""
    if len(text) <= length:
        return text
    sentences = [sentence for sentence in _SENTENCE.split(text) if sentence.strip()]
    hits = [_hits(sentence, words) for sentence in sentences]
    best = max(range(len(sentences)), key=lambda place: (hits[place], -place))
    first = last = best
    room = length - len(sentences[best]) - 4
    while True:
        # Later sentences first: what follows says more about it than what came before.
        if last + 1 < len(sentences) and len(sentences[last + 1]) < room:
            last += 1
            room -= len(sentences[last]) + 1
        elif first and len(sentences[first - 1]) < room:
            first -= 1
            room -= len(sentences[first]) + 1
        else:
            break
    shown = " ".join(sentences[first : last + 1])
    before, after = "… " if first else "", " …" if last + 1 < len(sentences) else ""
    return f"{before}{_around(shown, words, length - len(before) - len(after))}{after}"


def _hits(text: str, words: Sequence[str]) -> int:
    there = set(fold(text).split())
    return sum(2 if word in there else any(other.startswith(stem(word) or word) for other in there) for word in words)


def _around(sentence: str, words: Sequence[str], length: int) -> str:
    """Cut a sentence that is too long on its own around the first word that is looked for."""
    if len(sentence) <= length:
        return sentence
    low = sentence.lower()
    found = [place for word in words if (place := low.find(word)) >= 0]
    start = max(0, min([*found, len(sentence)]) - length // 3) if found else 0
    return sentence[start : start + length].strip()
