"""Say what happened without understanding it: sentences that were told, as they were told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.domain.plaintext import blank, shorten

MOST: Final = 6
_LENGTH: Final = 200

_SENTENCE = re.compile(r".+?[.!?…](?=[\s»”\"]|$)[»”\"]?")
# A title, the head of an annals' entry, what the narrator says of itself, a small line: none of them is the story.
_NO_STORY = re.compile(r"[*#>📜]|-#")
_MARKS = re.compile(r"[*_~`|]")


def gist(told: Sequence[str]) -> str:
    """Return the first sentence of each of the last tellings, oldest first, a line each."""
    sentences = (_first_sentence(telling) for telling in told[-MOST:])
    return "\n".join(sentence for sentence in sentences if not blank(sentence))


def _first_sentence(telling: str) -> str:
    lines = [line.strip() for line in telling.splitlines() if not blank(line)]
    story = next((line for line in lines if not _NO_STORY.match(line)), lines[0] if lines else "")
    # A telling may be one line of any length.
    found = _SENTENCE.match(story[: 2 * _LENGTH])
    return shorten(_MARKS.sub("", found[0] if found else story[: 2 * _LENGTH]).strip(), _LENGTH)
