"""Read what the rules say happened in a fight, whatever of it there is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: its role among the fight's frames, who did it, and to whom."""

    role: str
    name: str = ""
    target: str = ""
