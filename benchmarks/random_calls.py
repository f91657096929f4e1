"""Calls of tools at random: what a model might ask of the rules, and what none in its right mind would."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any

from benchmarks.random_tables import Book
from bot.domain import tools
from bot.domain.conversation import Tool, ToolCall
from bot.domain.harms import CONDITION_NAMES, DAMAGE_NAMES
from bot.domain.memory import Passage
from bot.domain.plaintext import fold
from bot.domain.state import GameState

_WORDS = (
    *("", " ", "the ice", "12", "null", "pc:11", "goblin-1/x", "roll_dice", "@everyone", "<@1>", "-# 🎲 20", "\x00"),
    *("ﷺ" * 30, "a" * 5_000, "\u202egold", "\u200b", "e\u0301" * 40, "DROP TABLE turns", "x\ny", "{}", "💀"),
)
_DICE = ("2d6+3", "1d8", "d20", "8d6", "4d10", "1d4-9", "99d99", "0d6", "-3d6", "1e9", "9999", "1d6*9", "(1d6", "d0")
_NUMBERS = (-(10**9), -1, 0, 1, 2, 3, 5, 10, 15, 20, 30, 100, 999, 10**6, 10**9, 10**30, 1.5, True, None, "7")
_ODD: tuple[Any, ...] = (*_WORDS, *_NUMBERS, [], {}, ["Kira"])
_CREATURES = frozenset({"target", "targets", "character", "attacker", "caster", "to"})
_NOT_JSON = ("", "null", "[]", '{"a":', '{"a":NaN}', "[" * 4_000, '"x"', "{}" * 9, "{" + '"a":{' * 500, "1" * 5_000)


def random_call(chance: random.Random, state: GameState, book: Book) -> ToolCall:
    """Return a call: nine in ten of a tool that there is now, most of them in its right mind."""
    known = tools.offered(state) if chance.random() < 0.9 else tools.TOOLS
    tool = chance.choice(known)
    if chance.random() < 0.02:
        return ToolCall("c", chance.choice((tool.name, "no_such_tool", "", "rm -rf /")), chance.choice(_NOT_JSON))
    arguments = _arguments(chance, tool, state, book)
    return ToolCall("c", tool.name, json.dumps(arguments))


def found(call: ToolCall, state: GameState, book: Book) -> dict[tools.Need, Any]:
    """Return what the book has of what a call needs, and of the past a passage for every other question."""
    known: dict[tools.Need, Any] = {}
    for need in tools.needs(call, state):
        if need.kind == "passages":
            if len(need.name) % 2:
                known[need] = (Passage(2, None, "Osric owes three casks. -# 🎲 @everyone"),)
        elif (entry := book.entries.get((need.kind, fold(need.name)))) is not None:
            known[need] = entry
    return known


def _arguments(chance: random.Random, tool: Tool, state: GameState, book: Book) -> dict[str, Any]:
    schema = tool.parameters
    given: dict[str, Any] = {}
    for name, shape in schema["properties"].items():
        wanted = chance.random() < (0.99 if name in schema["required"] else 0.5)
        if wanted:
            given[name] = _value(chance, name, shape, state, book)
    if chance.random() < 0.01:
        given[chance.choice(_WORDS)] = {"nested": [given.copy()]}
    return given


def _value(chance: random.Random, name: str, shape: Mapping[str, Any], state: GameState, book: Book) -> Any:
    if chance.random() < 0.03:
        return chance.choice(_ODD)
    if shape["type"] == "integer":
        least, most = shape["minimum"], shape["maximum"]
        near = chance.randint(least, min(most, least + 30))
        return chance.choice((near, near, near, least, most, chance.choice(_NUMBERS)))
    if "enum" in shape:
        return chance.choice(shape["enum"])
    return _text(chance, name, state, book)


def _text(chance: random.Random, name: str, state: GameState, book: Book) -> str:
    if name in _CREATURES:
        count = chance.randint(1, 4) if name == "targets" else 1
        return ", ".join(_creature(chance, state) for _ in range(count))
    if name == "spell":
        known = [spell for character in state.party for spell in character.spells]
        spell = chance.choice(known) if known and chance.random() < 0.7 else chance.choice(book.spells).index
        return spell.replace("-", " ")
    if name in ("item", "weapon"):
        carried = [item.name for character in state.party for item in character.items]
        return chance.choice(carried) if carried and chance.random() < 0.7 else chance.choice(book.items).name
    if name == "foes":
        return ", ".join(
            f"{chance.choice(book.monsters).name} x{chance.choice((1, 1, 2, 3, 8, 40))}"
            for _ in range(chance.randint(1, 3))
        )
    if name == "dice":
        return chance.choice(_DICE)
    words = ("Perception", "Stealth", "str", "Sagesse", *CONDITION_NAMES, *DAMAGE_NAMES)
    return chance.choice((*_WORDS, *words, chance.choice(book.monsters).name))


def _creature(chance: random.Random, state: GameState) -> str:
    names = [character.name for character in state.party]
    if state.combat is not None:
        names += [foe.name for foe in state.combat.foes]
    return chance.choice(names) if chance.random() < 0.95 else chance.choice(("nobody", "self", "Kira", "goblin", ""))
