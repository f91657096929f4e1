"""What the table has heard lately, so that no sentence comes back too soon."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

TURNS: Final = 40
"""How many tellings are looked back on."""

_END = re.compile(r"(?<=[.!?…])[\s”»\"*]+|\n+")
_FRINGE = ' \u00a0\u202f“”«»"*'


class Heard:
    """The sentences of the last tellings, and those told since; `last` is the last of those before."""

    def __init__(self, tellings: Iterable[str]) -> None:
        lately = list(tellings)[-TURNS:]
        self.last = "\n".join(lately[-1:])
        self.text = "\n".join(lately)
        self._sentences = set(sentences(self.text))

    def fresh(self, text: str) -> bool:
        """Return whether none of a text's sentences was heard."""
        return self._sentences.isdisjoint(sentences(text))

    def add(self, text: str) -> None:
        """Remember what is told now."""
        self.text += f"\n{text}"
        self._sentences.update(sentences(text))


def sentences(text: str) -> list[str]:
    """Split a text into its sentences, without the marks around them."""
    parts = (part.strip(_FRINGE) for part in _END.split(text))
    return [part for part in parts if part]
