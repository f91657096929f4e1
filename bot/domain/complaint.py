"""What players say is wrong with a telling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Complained = Literal["rules", "story", "character", "language", "other"]
COMPLAINTS: Final[tuple[Complained, ...]] = ("rules", "story", "character", "language", "other")
WORDS_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class ToldBy:
    """A telling that somebody may complain of; `model` is None where a person told it."""

    turn_id: int
    channel_id: int
    model: str | None
