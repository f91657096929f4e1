"""Follow a fight through the calls of one turn: who is next, and which foes still stand."""

from __future__ import annotations

from dataclasses import dataclass

from bot.llm.offline.view import View


@dataclass(frozen=True, slots=True)
class Field:
    """A fight as far as it is known: whether it is on, whose turn it is, and the foes that stand, the weakest first."""

    on: bool
    now: str = ""
    foes: tuple[str, ...] = ()


def survey(view: View) -> Field:
    """Read the fight from the state the turn began with and from what the rules answered since."""
    return Field(False)
