"""Who may act in a fight, and that nobody does so twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.combat import Combat, Combatant
from bot.domain.plaintext import shown
from bot.domain.rules.creatures import Creature, creature
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.state import GameState
from bot.i18n import N_


class NoFight(AgainstTheRules):
    sentence = N_("There is no fight now. Start one first.")


class NotInTheFight(AgainstTheRules):
    sentence = N_("{name} takes no part in this fight.")


class CannotAct(AgainstTheRules):
    sentence = N_("{name} can take no action now: dead, fallen, held, surprised or gone.")


class ActionUsed(AgainstTheRules):
    sentence = N_("{name} has used the action of this round. It is {current}’s turn.")


class NotTheirTurn(AgainstTheRules):
    sentence = N_("It is {current}’s turn, not {name}’s.")


def fight_of(state: GameState) -> Combat:
    """Return the fight; raises `NoFight`."""
    if state.combat is None:
        raise NoFight()
    return state.combat


def place_of(state: GameState, key: str) -> Combatant:
    """Return a creature's place in the fight; raises `NoFight` or `NotInTheFight`."""
    found = next((each for each in fight_of(state).order if each.key == key), None)
    if found is None:
        raise NotInTheFight(name=named(creature(state, key)))
    return found


def mark(state: GameState, key: str, **changes: Any) -> GameState:
    """Return the state with a combatant's marks changed; raises `NoFight`."""
    combat = fight_of(state)
    order = tuple(replace(each, **changes) if each.key == key else each for each in combat.order)
    return replace(state, combat=replace(combat, order=order))


def use_action(state: GameState, key: str) -> GameState:
    """Use the action a creature has this round; outside of a fight anyone able may act.

    By initiative characters act in their own turn only; in other modes once a round, whoever's turn it is. Raises
    `CannotAct`, `ActionUsed`, `NotTheirTurn`, `NotInTheFight`.
    """
    who = creature(state, key)
    if not who.able:
        raise CannotAct(name=named(who))
    if state.combat is None:
        return state
    place, now = place_of(state, key), state.combat.now
    if place.surprised:
        raise CannotAct(name=named(who))
    current = named(creature(state, now.key))
    if place.acted:
        raise ActionUsed(name=named(who), current=current)
    if now.key != key and (who.is_foe or state.campaign.rules.mode == "initiative"):
        raise NotTheirTurn(name=named(who), current=current)
    return mark(state, key, acted=True)


def named(who: Creature) -> str:
    """Return a creature's name as it can stand in a sentence."""
    return shown(who.name)
