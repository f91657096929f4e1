"""Falling and dying, whichever rule brings them about."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.character import Affliction
from bot.domain.event import Event
from bot.domain.plaintext import shown
from bot.domain.rules.actions import mark
from bot.domain.rules.concentration import let_go
from bot.domain.rules.creatures import Creature, creature, put
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.state import GameState
from bot.i18n import N_

FALLEN = "fallen"
"""The source of the conditions that come with 0 hit points."""


class IsDead(AgainstTheRules):
    sentence = N_("{name} is dead: neither wounds nor healing change that any more.")


def living(state: GameState, key: str) -> Creature:
    """Return the creature with a key; raises `IsDead`, or `NoSuchCreature`."""
    found = creature(state, key)
    if found.dead:
        raise IsDead(name=shown(found.name))
    return found


def fall(state: GameState, fallen: Creature) -> Ruled:
    """Let a character drop to 0 hit points: unconscious, prone and dying."""
    others = tuple(affliction for affliction in fallen.conditions if affliction.source != FALLEN)
    down = (Affliction("unconscious", FALLEN), Affliction("prone", FALLEN))
    state = put(
        state,
        replace(
            fallen,
            hit_points=0,
            conditions=(*others, *down),
            stable=False,
            death_successes=0,
            death_failures=0,
        ),
    )
    if state.combat is not None:
        # Whoever cannot act dodges no more, also when they wake before their next turn.
        state = mark(state, fallen.key, dodging=False)
    return let_go(state, fallen.key, "unconscious")


def die(state: GameState, dying: Creature) -> Ruled:
    """Let a creature die."""
    state = put(state, replace(dying, hit_points=0, temporary_hit_points=0, stable=False, dead=True))
    return let_go(state, dying.key, "dead")


def wake(state: GameState, woken: Creature) -> GameState:
    """Let a fallen character with hit points come to; in a fight it still lies on the ground."""
    prone = (Affliction("prone", FALLEN),) if state.combat is not None and _fell(woken, "prone") else ()
    others = tuple(affliction for affliction in woken.conditions if affliction.source != FALLEN)
    up = replace(woken, conditions=(*others, *prone), stable=False, death_successes=0, death_failures=0)
    return put(state, up)


def rouse(state: GameState, sleeper: Creature) -> Ruled:
    """Let a blow wake whoever is unconscious for another reason than 0 hit points, as sleep and its poisons have it."""
    asleep = [a for a in sleeper.conditions if a.condition == "unconscious" and a.source != FALLEN]
    if not asleep or sleeper.hit_points == 0:
        return state, ()
    kept = tuple(affliction for affliction in sleeper.conditions if affliction not in asleep)
    detail = {"creature": sleeper.key, "condition": "unconscious", "change": "ends", "source": asleep[0].source}
    state = put(state, replace(sleeper, conditions=kept))
    return state, (Event("condition", sleeper.name, detail),)


def _fell(creature: Creature, condition: str) -> bool:
    return Affliction(condition, FALLEN) in creature.conditions
