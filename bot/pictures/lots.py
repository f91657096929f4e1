"""Choices that look like chance and are always the same for the same words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


class Lots:
    """An endless row of lots drawn from words; the same words draw the same ones, on every machine."""

    def __init__(self, *words: object) -> None:
        text = "\0".join(str(word) for word in words)
        self._seed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).digest()
        self._drawn = 0

    def number(self, most: int) -> int:
        """Return a number from 0 to below `most`."""
        self._drawn += 1
        lot = hashlib.blake2b(self._drawn.to_bytes(8, "big"), key=self._seed, digest_size=8).digest()
        return int.from_bytes(lot, "big") % most

    def share(self) -> float:
        """Return a number from 0 to below 1."""
        return self.number(1 << 30) / (1 << 30)

    def between(self, least: float, most: float) -> float:
        """Return a number between two."""
        return least + (most - least) * self.share()

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Return one of the things; one that stands there twice comes twice as often."""
        return things[self.number(len(things))]
