"""Find a sheet in a state, and put it back changed."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.character import Character
from bot.domain.plaintext import shown
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.state import GameState
from bot.i18n import N_


class NoSuchSheet(AgainstTheRules):
    sentence = N_("Nobody of the party is meant; only characters have belongings.")


def called(character: Character) -> str:
    """Return a character's name so that it can stand in a sentence."""
    return shown(character.name)


def sheet_of(state: GameState, key: str) -> Character:
    """Return the character with a key; raises `NoSuchSheet` for foes and strangers."""
    found = next((character for character in state.party if character.key == key), None)
    if found is None:
        raise NoSuchSheet()
    return found


def with_sheet(state: GameState, sheet: Character) -> GameState:
    """Return the state with a character's sheet in the place of what it was."""
    return replace(state, party=tuple(sheet if one.id == sheet.id else one for one in state.party))
