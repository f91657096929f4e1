"""What a request gives a model of the story so far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from benchmarks.saga import MARK

_CHAPTER = re.compile(r"^Turns (\d+) to (\d+): ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Seen:
    """One request of a turn: its size in characters, how far its chapters go, and the turns that are in neither.

    `told` counts the turns that it quotes.
    """

    turn: int
    size: int
    chapter: int
    told: int
    missing: tuple[int, ...]


def seen(body: Mapping[str, Any], turn: int) -> Seen | None:
    """Look at a request; None for one that is no turn's."""
    if not body.get("tools"):
        return None
    messages = body["messages"]
    said = [str(one["content"]) for one in messages if one["role"] == "user"]
    chapter = max((int(found[2]) for found in _CHAPTER.finditer(str(messages[0]["content"]))), default=1)
    marks = {int(mark) for text in said[:-1] for mark in MARK.findall(text)}
    missing = tuple(number for number in range(chapter + 1, turn) if number not in marks)
    return Seen(turn, len(orjson.dumps(body).decode()), chapter, len(marks), missing)
