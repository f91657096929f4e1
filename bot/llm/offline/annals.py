"""Keep annals: few words, one thing to a line, each entry under its number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.llm.offline.voice import Voice

_ENTRY: Final = re.compile(r"📜 \*\*(?:[IVXLCDM]+|\d+) · .+\*\*")
_ROMAN: Final = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_MOST_ROMAN: Final = 3_999


class Annalist(Voice):
    """Chooses frames as annals do: the same word for the same thing, however often it happened."""

    def fresh(self, frame: str) -> str:
        """Fill a frame, also one that was told lately; nothing when the last entry has it."""
        told = self.fill(frame)
        return "" if told in self.heard.last else told

    def first_fresh(self, frames: Sequence[str]) -> str:
        """Fill the first of frames in their order that was not told lately; nothing when all were."""
        found = next((told for told in map(self.fill, frames) if self.heard.fresh(told)), "")
        self.heard.add(found)
        return found

    def closing(self) -> str:
        """End the entry with something open, on a line of its own."""
        return f"\n→ {super().closing()}"

    def _first(self, frames: Iterable[str], words: Mapping[str, str]) -> str:
        for frame in frames:
            supplies = self._supplies(frame)
            if frame not in self.used and "" not in supplies.values() and not self._misses(frame):
                self.used.add(frame)
                told = self.fill(frame, **words, **supplies)
                # What somebody says and what is found are news once.
                self.heard.add(told)
                return told
        return ""


def entry(turn: int, place: str, paragraphs: Iterable[str]) -> str:
    """Write an entry: its number and place, and under them a line for each thing."""
    lines = [line.strip() for paragraph in paragraphs for line in paragraph.splitlines()]
    return "\n".join([f"📜 **{_numeral(turn)} · {place}**", *filter(None, lines)])


def is_entry(line: str) -> bool:
    """Tell whether a line is the head of an entry."""
    return _ENTRY.fullmatch(line) is not None


def _numeral(number: int) -> str:
    """Write a number as the Romans did; one they could not, in figures."""
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    told = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        told += sign * count
    return told
