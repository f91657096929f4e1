"""Run what a model asks of the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.domain.changes import changes
from bot.domain.character import Character
from bot.domain.conversation import Tool, ToolCall
from bot.domain.dice import Dice
from bot.domain.event import Event
from bot.domain.lines import line
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.skills import check_name, find_check
from bot.domain.state import GameState
from bot.domain.tools import belongings, dice_and_checks, fights, harm, magic, remembering
from bot.domain.tools.arguments import read_arguments, squeeze
from bot.domain.tools.rule import BadCall, Found, Moment, Need, Rule, in_fight, in_peace
from bot.domain.turn import LedgerEntry

_RULES: tuple[Rule, ...] = (
    *dice_and_checks.RULES,
    *harm.RULES,
    *fights.RULES,
    *magic.RULES,
    *belongings.RULES,
    *remembering.RULES,
)
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


def offered(state: GameState) -> tuple[Tool, ...]:
    """Return the tools that the moment needs, in an order that never changes."""
    return tuple(rule.tool for rule in _RULES if rule.when(state))


@cache
def heaviest() -> tuple[Tool, ...]:
    """Return the tools of the moment that offers the most, for whoever leaves room for what a turn may come to."""
    offers = [tuple(rule.tool for rule in _RULES if rule.when is not other) for other in (in_fight, in_peace)]
    return max(offers, key=lambda offer: len(json.dumps([[tool.parameters, tool.description] for tool in offer])))


def needs(call: ToolCall, state: GameState) -> tuple[Need, ...]:
    """Return what a call needs to know that no state holds; nothing for a call that is wrong."""
    try:
        rule = _rule(call, state)
        return rule.needs(read_arguments(call.arguments, rule), state)
    except (BadCall, AgainstTheRules):
        return ()


def thrower(call: ToolCall, state: GameState) -> Character | None:
    """Return the character whose player would throw the dice of a call; None where it is nobody's or nothing."""
    try:
        rule = _rule(call, state)
        if rule.thrower is None:
            return None
        return state.named(str(read_arguments(call.arguments, rule).get(rule.thrower, "")))
    except BadCall:
        return None


def spoken(call: ToolCall, state: GameState, language: str) -> str:
    """Say in a few words of a language what a call throws dice for, as far as it tells."""
    try:
        rule = _rule(call, state)
        given = read_arguments(call.arguments, rule)
    except BadCall:
        return ""
    if check := find_check(str(given.get("ability", ""))):
        return check_name(check, language)
    words = (given.get(name) for name in ("ability", "weapon", "spell", "dice", "reason", "kind"))
    return next((str(word) for word in words if word), rule.tool.name.replace("_", " "))


def run(
    call: ToolCall,
    state: GameState,
    dice: Dice,
    language: str,
    found: Found | None = None,
    earlier: Sequence[LedgerEntry] = (),
) -> Outcome:
    """Run one tool call of the model against the state; never raises for anything the model wrote.

    `earlier` is what the rules decided in the same turn already.
    """
    try:
        rule = _rule(call, state)
        ruling = rule.decide(read_arguments(call.arguments, rule), Moment(state, dice, language, found or {}, earlier))
    except BadCall as wrong:
        return Outcome(state, (), _json({"error": str(wrong)}), valid=False)
    except AgainstTheRules as refused:
        return Outcome(state, (), _json({"error": refused.say("en")}), valid=False)
    return Outcome(ruling.state, entries(ruling.events, state, ruling.state, language), _json(ruling.content), True)


def entries(events: tuple[Event, ...], before: GameState, after: GameState, language: str) -> tuple[LedgerEntry, ...]:
    """Write events down for the ledger, what they changed on the last of them."""
    written = [LedgerEntry(event.kind, event.actor, line(event, language), event.detail) for event in events]
    if made := changes(before, after):
        last = written.pop() if written else LedgerEntry("change", "", "", {})
        written.append(LedgerEntry(last.kind, last.actor, last.summary, last.detail, made))
    return tuple(written)


def _rule(call: ToolCall, state: GameState) -> Rule:
    rule = _RULES_BY_NAME.get(squeeze(call.name))
    if rule is None or not rule.when(state):
        names = ", ".join(tool.name for tool in offered(state))
        raise BadCall(f"There is no such tool now. The tools are: {names}.")
    return rule


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
