"""What a tool is to the rules: what the model is offered, how its arguments may be spelled, and who decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.domain.character import Character
from bot.domain.conversation import Tool
from bot.domain.dice import Dice
from bot.domain.event import Event
from bot.domain.plaintext import clean, shorten
from bot.domain.state import GameState
from bot.domain.turn import LedgerEntry

_PARTY_SHOWN = 300

NeedKind = Literal["monster", "spell", "item", "entry", "passages"]


class BadCall(Exception):
    """Why a call cannot be run, in words for the model: what would be right, and nothing of what it wrote."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something a call needs to know that no state holds: an entry of the rules by its name, or what was told before.

    A `monster` is found as a `StatBlock`, a `spell` as a `Spell`, an `item` as an `Item`, an `entry` as an `Entry`,
    `passages` as a tuple of `Passage`.
    """

    kind: NeedKind
    name: str


Found = Mapping[Need, Any]
"""What was found of what a call needs; what is not in it does not exist."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a call is decided: the state, the dice, the table's language, and what was found of the call's needs.

    `earlier` is what the ledger has of the same turn already.
    """

    state: GameState
    dice: Dice
    language: str
    found: Found = field(default_factory=dict[Need, Any])
    earlier: Sequence[LedgerEntry] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a call came to: the state after it, what happened, and what the model is told, as JSON."""

    state: GameState
    events: tuple[Event, ...]
    content: Mapping[str, Any]


Decide = Callable[[Mapping[str, Any], Moment], Ruling]
"""Decide a call whose arguments fit the tool's schema; raises `BadCall` or `AgainstTheRules`."""


def always(_: GameState) -> bool:
    """Offer a tool at every moment."""
    return True


def in_fight(state: GameState) -> bool:
    """Offer a tool while there is a fight."""
    return state.combat is not None


def in_peace(state: GameState) -> bool:
    """Offer a tool while there is no fight."""
    return state.combat is None


def nothing(_given: Mapping[str, Any], _state: GameState) -> tuple[Need, ...]:
    """Need nothing beside the state."""
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One tool and the rule behind it.

    `other_names` maps what models call an argument instead to its name, and `other_values` does so for the values of
    an argument that is a choice. How a word is spelled (case, accents, blanks) does not matter in either. `when` says
    at which moments it is offered, `needs` what a call with these arguments needs to know, and `thrower` names the
    character whose dice it throws, None where no player's.
    """

    tool: Tool
    decide: Decide
    other_names: Mapping[str, str] = field(default_factory=dict[str, str])
    other_values: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    when: Callable[[GameState], bool] = always
    needs: Callable[[Mapping[str, Any], GameState], tuple[Need, ...]] = nothing
    thrower: str | None = None


def character_named(name: str, state: GameState) -> Character:
    """Return the character a model means; raises `BadCall` naming the party."""
    if character := state.named(name):
        return character
    party = shorten(", ".join(clean(character.name) for character in state.party), _PARTY_SHOWN)
    raise BadCall(f"`character` must be one of the party: {party}." if party else "There are no characters yet.")
