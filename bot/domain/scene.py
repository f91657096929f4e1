"""Where the story stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """A place, a time in the story, what it is like, and who is there beside the party.

    `away` holds the ids of the characters that are not there.
    """

    place: str = ""
    time: str = ""
    description: str = ""
    people: tuple[str, ...] = ()
    away: tuple[int, ...] = ()
