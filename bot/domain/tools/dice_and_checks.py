"""The tools that roll: dice for anything, and checks that the rules decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.domain.character import Character
from bot.domain.checks import EASIEST_DC, HARDEST_DC, Check, check_edges
from bot.domain.checks import ability_check as roll_check
from bot.domain.conversation import Tool
from bot.domain.dice import BadDice, parse, roll
from bot.domain.event import Event
from bot.domain.plaintext import clean, shorten
from bot.domain.skills import check_name, find_check
from bot.domain.tools.rule import BadCall, Moment, Rule, Ruling, character_named
from bot.domain.tools.schema import CHARACTER, choice, taking

REASON_LENGTH = 200

ADVANTAGES_MEANT: dict[str, str] = {
    "normal": "none",
    "no": "none",
    "no advantage": "none",
    "aucun": "none",
    "sans": "none",
    "adv": "advantage",
    "avantage": "advantage",
    "dis": "disadvantage",
    "désavantage": "disadvantage",
}
_REASON = {"type": "string", "maxLength": REASON_LENGTH, "description": "What it is for, in a few words."}
_OTHER_NAMES = {"personnage": "character", "name": "character", "nom": "character", "raison": "reason"}


def _roll_dice(given: Mapping[str, Any], moment: Moment) -> Ruling:
    name = given.get("character")
    character = character_named(name, moment.state) if name else None
    try:
        rolled = roll(parse(given["dice"]), moment.dice)
    except BadDice as wrong:
        raise BadCall(str(wrong)) from None
    if not rolled.drawn:
        raise BadCall("`dice` must hold a die, such as 1d6: a number that no die decided is not rolled.")
    actor, reason = character.name if character else "", shorten(clean(given["reason"]), REASON_LENGTH)
    detail = {
        "dice": rolled.expression,
        "text": rolled.text,
        "total": rolled.total,
        "drawn": [list(die) for die in rolled.drawn],
        "reason": reason,
    }
    content = {"dice": rolled.expression, "rolled": rolled.text.replace("**", ""), "total": rolled.total}
    return Ruling(moment.state, (Event("roll", actor, detail),), content)


def _ability_check(given: Mapping[str, Any], moment: Moment) -> Ruling:
    character = character_named(given["character"], moment.state)
    asked = find_check(given["ability"])
    if asked is None:
        raise BadCall("`ability` must be one of the six abilities or a skill, such as Wisdom, Perception or Stealth.")
    edges = check_edges(moment.state, character, asked)
    check = roll_check(character, asked, given["dc"], given.get("advantage", "none"), moment.dice, edges)
    reason = shorten(clean(given.get("reason", "")), REASON_LENGTH)
    content: dict[str, Any] = {
        "character": character.name,
        "check": check_name(asked, "en"),
        "rolls": list(check.rolls),
        "modifier": check.modifier,
        "total": check.total,
        "dc": check.dc,
        "success": check.success,
    }
    if check.advantages or check.disadvantages:
        content |= {"advantage": check.advantage, "because": [*check.advantages, *check.disadvantages]}
    return Ruling(
        moment.state, (Event("check", character.name, check_detail(check, character, asked, reason)),), content
    )


def check_detail(check: Check, character: Character, asked: str, reason: str) -> dict[str, Any]:
    """Return what the ledger keeps of a check: everything that it can be recomputed from."""
    return {
        **asdict(check),
        "check": asked,
        "creature": character.key,
        "advantages": list(check.advantages),
        "disadvantages": list(check.disadvantages),
        "rolls": list(check.rolls),
        "drawn": [[20, face] for face in check.rolls],
        "reason": reason,
    }


ROLL_DICE = Rule(
    Tool(
        "roll_dice",
        "Roll dice for anything but an ability check. Never make up a number: what you roll here is what fell.",
        taking(
            {
                "dice": {"type": "string", "maxLength": 100, "description": "Dice such as 2d6+3, 1d100 or 2d20kh1+5."},
                "reason": _REASON,
            },
            character=CHARACTER,
        ),
        example={"dice": "2d6+3", "reason": "damage of the fall"},
    ),
    _roll_dice,
    thrower="character",
    other_names=_OTHER_NAMES | {"dés": "dice", "notation": "dice", "expression": "dice", "roll": "dice"},
)

ABILITY_CHECK = Rule(
    Tool(
        "ability_check",
        "Let the rules decide whether a character succeeds at something uncertain. Narrate what the result says.",
        taking(
            {
                "character": CHARACTER,
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
            },
            advantage=choice(("none", "advantage", "disadvantage")),
            reason=_REASON,
        ),
        example={"character": "Kira", "ability": "Perception", "dc": 15, "reason": "a noise in the dark"},
    ),
    _ability_check,
    thrower="character",
    other_names=_OTHER_NAMES
    | {
        "skill": "ability",
        "check": "ability",
        "compétence": "ability",
        "caractéristique": "ability",
        "difficulty": "dc",
        "difficulty class": "dc",
        "difficulté": "dc",
        "dd": "dc",
        "avantage": "advantage",
    },
    other_values={"advantage": ADVANTAGES_MEANT},
)

RULES: tuple[Rule, ...] = (ROLL_DICE, ABILITY_CHECK)
