"""Understand what another model asked of the rules, where an offline narrator is to tell what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from bot.domain.conversation import Message, ToolCall
from bot.domain.plaintext import fold
from bot.llm.offline.steps import Step

_DONE = frozenset({"ability_check", "roll_dice"})
_WHO = ("character", "caster", "attacker")


def own(exchange: Sequence[Message], steps: Sequence[Step], turn: int) -> Iterator[Message]:
    """Yield an exchange with its calls as if the narrator had made them, each for the first deed it may decide.

    What decides no deed is left out: the small lines under the telling show it.
    """
    taken: set[int] = set()
    names: dict[str, str] = {}
    for message in exchange:
        kept: list[ToolCall] = []
        for call in message.tool_calls:
            if call.name in _DONE and (number := _deed(call, steps, taken)) is not None:
                taken.add(number)
                names[call.id] = f"offline-{turn}-{number}"
                kept.append(replace(call, id=names[call.id]))
        if kept:
            yield replace(message, tool_calls=tuple(kept))
        elif message.tool_call_id in names:
            yield replace(message, tool_call_id=names[message.tool_call_id])


def _deed(call: ToolCall, steps: Sequence[Step], taken: set[int]) -> int | None:
    try:
        arguments: object = json.loads(call.arguments)
    except (ValueError, RecursionError):
        return None
    given = cast("dict[str, Any]", arguments) if isinstance(arguments, dict) else {}
    who = {fold(given[key]) for key in _WHO if isinstance(given.get(key), str)}
    found = (n for n, step in enumerate(steps) if n not in taken and step.character and fold(step.character) in who)
    return next(found, None)
