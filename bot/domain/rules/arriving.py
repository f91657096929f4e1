"""Let a new character join a party."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.character import Character
from bot.domain.event import Event
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.state import MOST_CHARACTERS, GameState
from bot.i18n import N_


class PartyFull(AgainstTheRules):
    sentence = N_("This campaign has {most} characters already, which is the most.")


def room_for_one(state: GameState) -> None:
    """Check that a party can grow; raises `PartyFull`."""
    if len(state.party) >= MOST_CHARACTERS:
        raise PartyFull(most=MOST_CHARACTERS)


def arrive(state: GameState, character: Character) -> Ruled:
    """Add a character to the party, in the order of their ids; nothing happens for one that is in it already."""
    if any(one.id == character.id for one in state.party):
        return state, ()
    room_for_one(state)
    party = tuple(sorted((*state.party, character), key=lambda one: one.id))
    detail = {"character": character.key, "race": character.race, "class": character.class_, "level": character.level}
    return replace(state, party=party), (Event("arrival", character.name, detail),)
