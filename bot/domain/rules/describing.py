"""What players say about their characters: a name, looks, a history. No number is changed by it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.campaign import NAME_LENGTH
from bot.domain.character import Character
from bot.domain.event import Event
from bot.domain.plaintext import clean, fold
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.sheets import called, sheet_of, with_sheet
from bot.domain.sheet import (
    DESCRIPTION_LENGTH,
    HISTORY_LENGTH,
    CharacterNameTooLong,
    DescriptionTooLong,
    HistoryTooLong,
    NamelessCharacter,
)
from bot.domain.state import GameState
from bot.i18n import N_


class NameTaken(AgainstTheRules):
    sentence = N_("The party has somebody called {name} already. Choose another name with /character edit.")


def described(character: Character, name: str, description: str, history: str) -> Character:
    """Return a sheet with other words on it; raises a `SkaldError` for what is no name or too long."""
    name, description, history = clean(name), clean(description), clean(history)
    if not any(letter.isalnum() for letter in name):
        raise NamelessCharacter()
    if len(name) > NAME_LENGTH:
        raise CharacterNameTooLong(length=len(name), limit=NAME_LENGTH)
    if len(description) > DESCRIPTION_LENGTH:
        raise DescriptionTooLong(length=len(description), limit=DESCRIPTION_LENGTH)
    if len(history) > HISTORY_LENGTH:
        raise HistoryTooLong(length=len(history), limit=HISTORY_LENGTH)
    return replace(character, name=name, description=description, history=history)


def describe(state: GameState, key: str, name: str, description: str, history: str) -> Ruled:
    """Put other words on a character's sheet; raises what `described` raises, and `NameTaken`."""
    before = sheet_of(state, key)
    after = described(before, name, description, history)
    if after == before:
        return state, ()
    unnamed_twice(state, after)
    detail = {"character": key, "before": before.name, "name": after.name}
    return with_sheet(state, after), (Event("described", before.name, detail),)


def unnamed_twice(state: GameState, character: Character) -> None:
    """Check that nobody else of the party has a character's name; raises `NameTaken`."""
    if any(one.id != character.id and fold(one.name) == fold(character.name) for one in state.party):
        raise NameTaken(name=called(character))
