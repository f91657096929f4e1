"""Run what a model asks of the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.conversation import Tool, ToolCall
from bot.domain.dice import Dice
from bot.domain.state import GameState
from bot.domain.tools.arguments import read_arguments, squeeze
from bot.domain.tools.dice_and_checks import ABILITY_CHECK, ROLL_DICE
from bot.domain.tools.rule import BadCall, Rule
from bot.domain.turn import LedgerEntry

_RULES: tuple[Rule, ...] = (ROLL_DICE, ABILITY_CHECK)
_RULES_BY_NAME = {squeeze(rule.tool.name): rule for rule in _RULES}

TOOLS: tuple[Tool, ...] = tuple(rule.tool for rule in _RULES)


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


def run(call: ToolCall, state: GameState, dice: Dice, language: str) -> Outcome:
    """Run one tool call of the model against the state; never raises for anything the model wrote."""
    try:
        rule = _RULES_BY_NAME.get(squeeze(call.name))
        if rule is None:
            raise BadCall(f"There is no such tool. The tools are: {', '.join(tool.name for tool in TOOLS)}.")
        ruling = rule.decide(read_arguments(call.arguments, rule), state, dice, language)
    except BadCall as wrong:
        return Outcome(state, (), _json({"error": str(wrong)}), valid=False)
    return Outcome(ruling.state, ruling.entries, _json(ruling.content), valid=True)


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
