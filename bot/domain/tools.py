"""What the game master may ask the rules for: dice and checks, with every argument distrusted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn, cast

from bot.domain.character import Character
from bot.domain.checks import EASIEST_DC, HARDEST_DC, Advantage, Check
from bot.domain.checks import ability_check as roll_check
from bot.domain.conversation import Tool, ToolCall
from bot.domain.dice import BadDice, Dice, parse, roll
from bot.domain.label import Label
from bot.domain.plaintext import clean, escape, shorten
from bot.domain.skills import check_name, find_check
from bot.domain.state import GameState
from bot.domain.turn import LedgerEntry

ARGUMENTS_LENGTH = 4000
REASON_LENGTH = 200
_REASON_SHOWN = 60
_NAME_SHOWN = 40

_ADVANTAGES = ("none", "advantage", "disadvantage")
_ADVANTAGE_NAMES: dict[Advantage, Label] = {
    "none": Label("", ""),
    "advantage": Label("advantage", "avantage"),
    "disadvantage": Label("disadvantage", "désavantage"),
}
_AGAINST = Label("vs DC", "contre DD")
_OUTCOMES = {True: Label("success", "réussite"), False: Label("failure", "échec")}

_CHARACTER = {"type": "string", "maxLength": 80, "description": "The character's name, as in the party."}
_REASON = {"type": "string", "maxLength": REASON_LENGTH, "description": "What it is for, in a few words."}

TOOLS: tuple[Tool, ...] = (
    Tool(
        "roll_dice",
        "Roll dice for anything but an ability check. Never make up a number: what you roll here is what fell.",
        {
            "type": "object",
            "properties": {
                "dice": {"type": "string", "maxLength": 100, "description": "Dice such as 2d6+3, 1d100 or 2d20kh1+5."},
                "reason": _REASON,
                "character": _CHARACTER,
            },
            "required": ["dice", "reason"],
            "additionalProperties": False,
        },
    ),
    Tool(
        "ability_check",
        "Let the rules decide whether a character succeeds at something uncertain. Narrate what the result says.",
        {
            "type": "object",
            "properties": {
                "character": _CHARACTER,
                "ability": {
                    "type": "string",
                    "maxLength": 60,
                    "description": "A skill or an ability, such as Perception, Stealth or Strength.",
                },
                "dc": {
                    "type": "integer",
                    "minimum": EASIEST_DC,
                    "maximum": HARDEST_DC,
                    "description": "5 very easy, 10 easy, 15 medium, 20 hard, 25 very hard, 30 nearly impossible.",
                },
                "advantage": {"type": "string", "enum": list(_ADVANTAGES)},
                "reason": _REASON,
            },
            "required": ["character", "ability", "dc"],
            "additionalProperties": False,
        },
    ),
)

_TOOLS = {tool.name: tool for tool in TOOLS}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool call came to.

    `content` is JSON for the model; a call that was wrong is not `valid`, changes nothing, leaves no entries, and its
    content says what would be right.
    """

    state: GameState
    entries: tuple[LedgerEntry, ...]
    content: str
    valid: bool


class _BadCall(Exception):
    """Why a call cannot be run, in words for the model."""


def run(call: ToolCall, state: GameState, dice: Dice, language: str) -> Outcome:
    """Run one tool call of the model against the state; never raises for anything the model wrote."""
    try:
        if call.name not in _RUNNERS:
            raise _BadCall(f"There is no such tool. The tools are: {', '.join(_RUNNERS)}.")
        entry, content = _RUNNERS[call.name](_arguments(call), state, dice, language)
    except _BadCall as wrong:
        return Outcome(state, (), _json({"error": str(wrong)}), valid=False)
    return Outcome(state, (entry,), _json(content), valid=True)


def _roll_dice(
    given: Mapping[str, Any], state: GameState, dice: Dice, language: str
) -> tuple[LedgerEntry, dict[str, Any]]:
    name = given.get("character")
    character = _character(name, state) if name else None
    try:
        rolled = roll(parse(given["dice"]), dice)
    except BadDice as wrong:
        raise _BadCall(str(wrong)) from None
    actor, reason = character.name if character else "", shorten(clean(given["reason"]), REASON_LENGTH)
    shown = (_shown(actor, _NAME_SHOWN), rolled.text, _shown(reason, _REASON_SHOWN))
    detail = {
        "dice": rolled.expression,
        "total": rolled.total,
        "drawn": [list(die) for die in rolled.drawn],
        "reason": reason,
    }
    content = {"dice": rolled.expression, "rolled": rolled.text.replace("**", ""), "total": rolled.total}
    return LedgerEntry("roll", actor, " · ".join(filter(None, shown)), detail), content


def _ability_check(
    given: Mapping[str, Any], state: GameState, dice: Dice, language: str
) -> tuple[LedgerEntry, dict[str, Any]]:
    character = _character(given["character"], state)
    asked = find_check(given["ability"])
    if asked is None:
        raise _BadCall("`ability` must be one of the six abilities or a skill, such as Wisdom, Perception or Stealth.")
    check = roll_check(character, asked, int(given["dc"]), given.get("advantage", "none"), dice)
    reason = shorten(clean(given.get("reason", "")), REASON_LENGTH)
    detail = {**asdict(check), "rolls": list(check.rolls), "reason": reason}
    content = {
        "character": character.name,
        "check": check_name(asked, "en"),
        "rolls": list(check.rolls),
        "modifier": check.modifier,
        "total": check.total,
        "dc": check.dc,
        "success": check.success,
    }
    return LedgerEntry("check", character.name, _check_line(character, asked, check, language), detail), content


def _check_line(character: Character, asked: str, check: Check, language: str) -> str:
    """Write the line the players see: `Kira · Perception (Wis) · 14 + 3 = **17** vs DC 15 · success`."""
    dice = str(check.kept)
    if len(check.rolls) > 1:
        kept = check.rolls.index(check.kept)
        dice = f"({', '.join(str(r) if i == kept else f'~~{r}~~' for i, r in enumerate(check.rolls))})"
    sign = "+" if check.modifier >= 0 else "−"
    total = str(check.total).replace("-", "−")
    sum_ = f"{dice} {sign} {abs(check.modifier)} = **{total}** {_AGAINST.say(language)} {check.dc}"
    return " · ".join(
        filter(
            None,
            (
                _shown(character.name, _NAME_SHOWN),
                check_name(asked, language),
                _ADVANTAGE_NAMES[check.advantage].say(language),
                sum_,
                _OUTCOMES[check.success].say(language),
            ),
        )
    )


_Runner = Callable[[Mapping[str, Any], GameState, Dice, str], tuple[LedgerEntry, dict[str, Any]]]
_RUNNERS: dict[str, _Runner] = {"roll_dice": _roll_dice, "ability_check": _ability_check}


def _arguments(call: ToolCall) -> Mapping[str, Any]:
    """Read a call's arguments and hold them against the tool's schema."""
    if len(call.arguments) > ARGUMENTS_LENGTH:
        raise _BadCall(f"The arguments are too long; {ARGUMENTS_LENGTH} characters are the most.")
    try:
        given: object = json.loads(call.arguments, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise _BadCall(f"The arguments must be one JSON object. {_usage(call.name)}") from None
    if not isinstance(given, dict):
        raise _BadCall(f"The arguments must be one JSON object. {_usage(call.name)}")
    arguments = cast("dict[str, Any]", given)
    schema = _TOOLS[call.name].parameters
    for name in schema["required"]:
        if name not in arguments:
            raise _BadCall(f"`{name}` is missing. {_usage(call.name)}")
    for name, value in arguments.items():
        if name not in schema["properties"]:
            raise _BadCall(f"There is an argument too many. {_usage(call.name)}")
        _check_value(name, value, schema["properties"][name])
    return arguments


def _check_value(name: str, value: object, schema: Mapping[str, Any]) -> None:
    if schema["type"] == "string":
        if not isinstance(value, str):
            raise _BadCall(f"`{name}` must be a string.")
        if len(value) > schema.get("maxLength", ARGUMENTS_LENGTH):
            raise _BadCall(f"`{name}` must have at most {schema['maxLength']} characters.")
        if "enum" in schema and value not in schema["enum"]:
            raise _BadCall(f"`{name}` must be one of: {', '.join(schema['enum'])}.")
        return
    whole = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value // 1
    if not whole or not schema["minimum"] <= cast("float", value) <= schema["maximum"]:
        raise _BadCall(f"`{name}` must be a whole number from {schema['minimum']} to {schema['maximum']}.")


def _usage(tool: str) -> str:
    schema = _TOOLS[tool].parameters
    optional = [name for name in schema["properties"] if name not in schema["required"]]
    return f"{tool} takes {', '.join(schema['required'])}; optional: {', '.join(optional)}."


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _character(name: str, state: GameState) -> Character:
    if character := state.named(name):
        return character
    party = ", ".join(_shown(character.name, _NAME_SHOWN) for character in state.party)
    raise _BadCall(f"`character` must be one of the party: {party}." if party else "There are no characters yet.")


def _shown(text: str, length: int) -> str:
    return escape(shorten(clean(text), length))


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
