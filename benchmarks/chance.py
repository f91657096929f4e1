"""A vendor that fails by chance: the same seed lets the same requests fail in the same way, whoever asks first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal, get_args

from benchmarks.marks import answers_tool, asked, story_words
from benchmarks.model_wire import Reply, ToolUse

Mishap = Literal["429", "500", "drop", "truncate", "stall", "malformed"]
MISHAPS: tuple[Mishap, ...] = get_args(Mishap)
RETRY_AFTER = "1"
TOOL_CHUNKS = 2
"""A call of a tool comes in at least so many pieces, in either dialect."""
OPENING = ("Rain ", "falls ", "on ", "the ", "harbour.")


@dataclass(frozen=True, slots=True)
class Fortune:
    """How much of what is asked goes wrong and in which ways, and how much of it needs a roll of dice first."""

    share: float = 0.0
    seed: int = 1
    kinds: Sequence[Mishap] = MISHAPS
    rolls: float = 0.0


class Teller:
    """Decide what each request gets: a story that bears the marks of what it answers, whole or broken."""

    def __init__(self, fortune: Fortune, first: float, rate: float) -> None:
        self._fortune = fortune
        self._plain = Reply(first=first, rate=rate)
        self._times: Counter[tuple[str, ...]] = Counter()

    def __call__(self, body: Mapping[str, Any]) -> Reply:
        """Answer a request; the n-th one about the same actions always meets the same fortune."""
        marks = asked(body)
        self._times[marks] += 1
        chance = Random(f"{self._fortune.seed} {' '.join(marks)} {self._times[marks]}")
        reply = replace(self._plain, tokens=story_words(marks) or OPENING)
        if marks and not answers_tool(body) and _rolls(marks, self._fortune.rolls):
            reply = replace(reply, tokens=(), tools=(ToolUse("roll_dice", '{"dice":"1d20","reason":"the dark"}'),))
        if chance.random() >= self._fortune.share:
            return reply
        return _broken(reply, chance.choice(self._fortune.kinds), chance)


def _rolls(marks: Sequence[str], share: float) -> bool:
    # The same for every model, so that a fallback asks for what the first one asked for.
    return Random(f"dice of {' '.join(marks)}").random() < share


def _broken(reply: Reply, mishap: Mishap, chance: Random) -> Reply:
    if mishap == "429":
        return replace(reply, status=429, headers={"Retry-After": RETRY_AFTER})
    if mishap == "500":
        return replace(reply, status=500)
    return replace(reply, fault=mishap, after=chance.randrange(max(len(reply.tokens), TOOL_CHUNKS)))
