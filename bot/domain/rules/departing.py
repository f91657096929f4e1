"""Let a character leave a party, and nothing of it stay behind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.domain.character import Character
from bot.domain.combat import Combat
from bot.domain.event import Event
from bot.domain.rules.arriving import room_for_one
from bot.domain.rules.concentration import let_go
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.sheets import called, sheet_of
from bot.domain.state import GameState
from bot.i18n import N_


class InTheFight(AgainstTheRules):
    sentence = N_("{name} is in a fight. Let it end, or let {name} flee first.")


def fighting(state: GameState, character: Character) -> bool:
    """Tell whether a character is in a fight and has not fled from it."""
    if state.combat is None or character.dead:
        return False
    place = next((one for one in state.combat.order if one.key == character.key), None)
    return not place.fled if place is not None else character.id not in state.scene.away


def depart(state: GameState, character: Character, reason: str = "") -> Ruled:
    """Take a character out of the party, the scene and its fight, with everything that hung on it.

    Raises `InTheFight` for whoever has not fled from one, `NoSuchSheet` for who is not in the party.
    """
    leaving = sheet_of(state, character.key)
    if fighting(state, leaving):
        raise InTheFight(name=called(leaving))
    state, let_loose = let_go(state, leaving.key, "departed")
    detail = {"character": leaving.key, "level": leaving.level, "reason": reason}
    return _without(state, {leaving.id}), (*let_loose, Event("departure", leaving.name, detail))


def at_rest(character: Character) -> Character:
    """Return the sheet of a character as it goes to rest: what is counted in rounds, or held, is over by then."""
    lasting = tuple(each for each in character.conditions if not each.rounds)
    return replace(character, conditions=lasting, concentration="")


def seated(state: GameState, party: Collection[Character]) -> GameState:
    """Return a state with exactly these characters in the party: with the sheets it has of them, else with these.

    For a state of before that is put in place again: who left since must not play in two places.
    """
    wanted = {one.id: one for one in party}
    state = _without(state, {one.id for one in state.party} - wanted.keys())
    known = {one.id for one in state.party}
    for one in party:
        if one.id not in known:
            room_for_one(state)
            state = replace(state, party=tuple(sorted((*state.party, one), key=lambda each: each.id)))
    return _without(state, set(state.scene.away) - wanted.keys())


def _without(state: GameState, ids: Collection[int]) -> GameState:
    party = tuple(one for one in state.party if one.id not in ids)
    away = tuple(one for one in state.scene.away if one not in ids)
    state = replace(state, party=party, scene=replace(state.scene, away=away))
    if state.combat is None:
        return state
    known = {one.key for one in party} | {foe.key for foe in state.combat.foes}
    return replace(state, combat=_order(state.combat, known))


def _order(combat: Combat, known: Collection[str]) -> Combat | None:
    """Keep the places of those who are known; whose turn it is stays, or becomes the next one's."""
    if all(one.key in known for one in combat.order):
        return combat
    order = tuple(one for one in combat.order if one.key in known)
    if not order:
        return None
    current = sum(one.key in known for one in combat.order[: combat.current])
    if current < len(order):
        return replace(combat, order=order, current=current)
    return replace(combat, order=order, current=0, round=combat.round + 1)
