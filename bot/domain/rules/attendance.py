"""Characters come into a scene and leave it, whenever their players do."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.character import Character
from bot.domain.event import Event
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.state import GameState
from bot.i18n import N_


class ThereAlready(AgainstTheRules):
    sentence = N_("{name} is in the scene already.")


class AwayAlready(AgainstTheRules):
    sentence = N_("{name} is not in the scene.")


def join(state: GameState, character: Character) -> Ruled:
    """Bring a character into the scene, and back into its fight."""
    if character.id not in state.scene.away:
        raise ThereAlready(name=character.name)
    away = tuple(one for one in state.scene.away if one != character.id)
    return _with(state, character, away, fled=False), (Event("joined", character.name),)


def leave(state: GameState, character: Character) -> Ruled:
    """Take a character out of the scene, and out of its fight; nobody waits for it any more."""
    if character.id in state.scene.away:
        raise AwayAlready(name=character.name)
    away = tuple(sorted((*state.scene.away, character.id)))
    return _with(state, character, away, fled=True), (Event("left", character.name),)


def _with(state: GameState, character: Character, away: tuple[int, ...], *, fled: bool) -> GameState:
    state = replace(state, scene=replace(state.scene, away=away))
    if state.combat is None:
        return state
    order = tuple(replace(one, fled=fled) if one.key == character.key else one for one in state.combat.order)
    return replace(state, combat=replace(state.combat, order=order))
