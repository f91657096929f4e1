"""Use a command, a button or a menu as somebody, and read whether that was refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.errors import SkaldError
from bot.ui.failures import APOLOGY, NOT_YOURS, UNKNOWN_VALUE
from playground.call import Call


async def outcome(call: Call) -> tuple[str, frozenset[str]]:
    """Return what was answered, and the names of the errors that say so; none for what was not refused."""
    await call.answered()
    if call.modal is not None or call.acknowledged == 6:
        return "", frozenset()
    words = (await call.reply()).content
    return words, frozenset(name for name, sentence in _sentences() if sentence.fullmatch(words))


@cache
def _sentences() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Make a pattern of every sentence with which Skald refuses something."""
    found = [(kind.__name__, kind.sentence) for kind in _kinds(SkaldError)]
    found += [("Unforeseen", APOLOGY), ("ForTheOperator", NOT_YOURS), ("UnknownValue", UNKNOWN_VALUE)]
    # Some say only what they are told, which anything is.
    return tuple((name, _pattern(said)) for name, said in found if re.search(r"\w", re.sub(r"\{[^}]*\}", "", said)))


def _kinds(kind: type[SkaldError]) -> Iterator[type[SkaldError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", sentence)
    return re.compile(".+".join(map(re.escape, parts)), re.DOTALL)
