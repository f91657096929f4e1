"""What a tool is to the rules: what the model is offered, how its arguments may be spelled, and who decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.character import Character
from bot.domain.conversation import Tool
from bot.domain.dice import Dice
from bot.domain.plaintext import clean, shorten
from bot.domain.state import GameState
from bot.domain.turn import LedgerEntry

_PARTY_SHOWN = 300


class BadCall(Exception):
    """Why a call cannot be run, in words for the model: what would be right, and nothing of what it wrote."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a call came to: the state after it, what the ledger keeps, and what the model is told, as JSON."""

    state: GameState
    entries: tuple[LedgerEntry, ...]
    content: Mapping[str, Any]


Decide = Callable[[Mapping[str, Any], GameState, Dice, str], Ruling]
"""Decide a call whose arguments fit the tool's schema, in a language; raises `BadCall`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One tool and the rule behind it.

    `other_names` maps what models call an argument instead to its name, and `other_values` does so for the values of
    an argument that is a choice. How a word is spelled (case, accents, blanks) does not matter in either.
    """

    tool: Tool
    decide: Decide
    other_names: Mapping[str, str] = field(default_factory=dict[str, str])
    other_values: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])


def character_named(name: str, state: GameState) -> Character:
    """Return the character a model means; raises `BadCall` naming the party."""
    if character := state.named(name):
        return character
    party = shorten(", ".join(clean(character.name) for character in state.party), _PARTY_SHOWN)
    raise BadCall(f"`character` must be one of the party: {party}." if party else "There are no characters yet.")
