"""Follow a fight through the calls of one turn: who is next, and which foes still stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from bot.domain.combat import Combat
from bot.domain.state import GameState
from bot.llm.offline.happenings import ended
from bot.llm.offline.view import View
from bot.llm.offline.voice import Result

_WEAKEST = ("bloodied", "hurt", "unhurt")
_GONE = frozenset({"dead", "gone", "fled"})


@dataclass(frozen=True, slots=True)
class Field:
    """A fight as far as it is known: whether it is on, whose turn it is, and the foes that stand, the weakest first.

    `outcome` is how it came out when it is over, "" when there was none.
    """

    on: bool
    now: str = ""
    foes: tuple[str, ...] = ()
    outcome: str = ""


def survey(view: View) -> Field:
    """Read the fight from the state the turn began with and from what the rules answered since."""
    state = view.brief.state
    field = _begun(state, state.combat) if state and state.combat else Field(False)
    for name in view.calls:
        answer = view.answers.get(name)
        if answer is not None and "error" not in answer:
            field = _after(field, answer)
    return field


def _begun(state: GameState, combat: Combat) -> Field:
    names = {character.key: character.name for character in state.party} | {foe.key: foe.name for foe in combat.foes}
    standing = sorted((foe for foe in combat.foes if not foe.dead and not foe.fled), key=lambda foe: foe.hit_points)
    return Field(True, names.get(combat.now.key, ""), tuple(foe.name for foe in standing))


def _after(field: Field, answer: Result) -> Field:
    if answer.get("fight") == "over":
        return Field(False, outcome=ended(answer) or "over")
    now, foes = answer.get("turn"), answer.get("foes")
    if isinstance(now, str):
        field = replace(field, on=True, now=now)
    if isinstance(foes, Mapping):
        looks = cast("Mapping[str, Any]", foes)
        standing = [name for name, look in looks.items() if look not in _GONE]
        order = {look: place for place, look in enumerate(_WEAKEST)}
        field = replace(field, foes=tuple(sorted(standing, key=lambda name: order.get(str(looks[name]), 3))))
    return field
