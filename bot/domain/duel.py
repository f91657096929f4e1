"""Blind duels: two hidden models tell one turn, and the table says which did it better."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any, Final, Literal

Side = Literal["a", "b"]
Choice = Literal["a", "b", "tie", "bad"]
CHOICES: Final[tuple[Choice, ...]] = ("a", "b", "tie", "bad")
DuelStatus = Literal["voting", "closed", "void"]

STORY_LENGTH: Final = 2_400
"""Characters of either telling: both stand in one message, under the same cap."""

VOTE_SECONDS: Final = 180
VOTES_PER_DAY: Final = 20


@dataclass(frozen=True, slots=True)
class SideFacts:
    """What one telling took; times in milliseconds, money in US dollars as text, None when the price is unknown."""

    tokens: int | None
    milliseconds: float
    cost: str | None
    characters: int


@dataclass(frozen=True, slots=True)
class Duel:
    """A turn told twice. `voters` are the accounts that may vote; `frozen` is what the turn came to, as JSON.

    `take` counts the tellings of a turn like a turn's own. `outcome` is what the table decided, `told` whose words
    became the story (a coin's choice where the table named no winner); `why` says of a void one what happened.
    """

    id: int
    guild_id: int
    campaign_id: int
    number: int
    take: int
    channel_id: int
    language: str
    status: DuelStatus
    model_a: str
    model_b: str
    story_a: str
    story_b: str
    facts: Mapping[str, Any]
    voters: tuple[int, ...]
    message_ids: tuple[int, ...]
    made_at: datetime
    closes_at: datetime
    frozen: Mapping[str, Any] | None = None
    outcome: Choice | None = None
    told: Side | None = None
    why: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What the rating needs of one closed duel: who told it on which side, how each voter voted, and their lengths.

    `votes` maps an account to its choice; accounts are numbers without a name here.
    """

    id: int
    guild_id: int | None
    model_a: str
    model_b: str
    votes: Mapping[int, Choice]
    length_a: int
    length_b: int
    closed_at: datetime


def least_compared(names: Sequence[str], met: Mapping[frozenset[str], int], turn: int) -> tuple[str, str] | None:
    """Return the two that met least often, among equals another pair each turn; None where there are no two."""
    pairs = list(combinations(sorted(set(names)), 2))
    if not pairs:
        return None
    fewest = min(met.get(frozenset(pair), 0) for pair in pairs)
    least = [pair for pair in pairs if met.get(frozenset(pair), 0) == fewest]
    return least[turn % len(least)]


def coin(secret: bytes, number: int, take: int, what: str) -> bool:
    """Return a coin's throw that nobody can foresee or repeat: it hangs on the campaign's secret and the turn."""
    return bool(hmac.digest(secret, f"duel:{what}:{number}:{take}".encode(), "sha256")[0] & 1)


def decide(votes: Mapping[int, Choice]) -> Choice:
    """Return what the table decided: the choice with the most votes; a tie where none has more than every other."""
    counts: dict[Choice, int] = {choice: sum(vote == choice for vote in votes.values()) for choice in CHOICES}
    most = max(counts.values())
    best: list[Choice] = [choice for choice, count in counts.items() if count == most]
    return best[0] if most and len(best) == 1 else "tie"
