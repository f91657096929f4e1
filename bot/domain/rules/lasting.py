"""Spells that let their victims save again at the end of each of their turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.character import Ability
from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.rules.conditions import source_of, tick
from bot.domain.rules.creatures import creature, put
from bot.domain.rules.ruled import Ruled
from bot.domain.rules.saves import saved, saving_throw
from bot.domain.rules.slots import spell_dc
from bot.domain.state import GameState

SAVED_AGAIN: Mapping[str, Ability] = {
    "blindness-deafness": "con",
    "compulsion": "wis",
    "hideous-laughter": "wis",
    "hold-monster": "wis",
    "hold-person": "wis",
    "phantasmal-killer": "wis",
    "sunburst": "con",
    "weird": "wis",
}
"""What a victim of a spell saves with again; the source of its condition names the caster and the spell."""


def wear_off(state: GameState, key: str, dice: Dice) -> Ruled:
    """End a creature's turn for what it is under: it saves again where a spell allows it, and a round goes by."""
    events: tuple[Event, ...] = ()
    for source in dict.fromkeys(affliction.source for affliction in creature(state, key).conditions):
        state, more = _save_again(state, key, source, dice)
        events = (*events, *more)
    state, more = tick(state, key)
    return state, (*events, *more)


def _save_again(state: GameState, key: str, source: str, dice: Dice) -> Ruled:
    spell = source.partition("/")[2]
    caster = next((character for character in state.party if character.key == source_of(source)), None)
    if spell not in SAVED_AGAIN or caster is None or creature(state, key).dead:
        return state, ()
    state, events = saving_throw(state, key, SAVED_AGAIN[spell], spell_dc(caster), "none", dice, spell)
    if not saved(events):
        return state, events
    who = creature(state, key)
    # Whoever fell to the ground still lies there.
    gone = [a for a in who.conditions if a.source == source and a.condition != "prone"]
    state = put(state, replace(who, conditions=tuple(a for a in who.conditions if a not in gone)))
    ended = (
        Event("condition", who.name, {"creature": key, "condition": a.condition, "change": "ends", "source": source})
        for a in gone
    )
    return state, (*events, *ended)
