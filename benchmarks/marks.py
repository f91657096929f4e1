"""Marks that tie what a player wrote to what was told, so that nothing can be lost or told twice unseen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, cast

_MARK = re.compile(r"\becho-\d{2,}-\d{3,}\b")
_WORDS = ("the", "lantern", "sways", "while", "something", "in", "the", "dark", "counts", "every", "footstep")
SHORT, LONG = 60, 450
"""Words of a story: one message of Discord, or two."""
LONG_SHARE = 0.1


def mark(table: int, number: int) -> str:
    """Name the action of a table, counted from 1."""
    return f"echo-{table:02}-{number:03}"


def marks_in(text: str) -> tuple[str, ...]:
    """Return the marks of a text, each once, in order."""
    return tuple(dict.fromkeys(_MARK.findall(text)))


def asked(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the marks of the actions that a request to a model asks to answer, in either vendor's dialect."""
    messages: list[Mapping[str, Any]] = body.get("messages") or []
    for message in reversed(messages):
        if message.get("role") == "user" and (found := marks_in(_text(message.get("content")))):
            return found
    return ()


def answers_tool(body: Mapping[str, Any]) -> bool:
    """Tell whether the request ends with the results of tools."""
    messages: list[Mapping[str, Any]] = body.get("messages") or []
    if not messages:
        return False
    last = messages[-1]
    return last["role"] == "tool" or any(part.get("type") == "tool_result" for part in _parts(last.get("content")))


def story_words(marks: Sequence[str]) -> tuple[str, ...]:
    """Return the words of the one story that answers these actions, each with the blank after it."""
    return tuple(word + " " for each in marks for word in _told(each))


def story(*marks: str) -> str:
    """Return the whole story that answers these actions."""
    return "".join(story_words(marks)).rstrip()


def ends(mark: str) -> str:
    """Return the last words of a mark's story."""
    return f"{mark} ends."


def _told(mark: str) -> list[str]:
    length = LONG if Random(f"length of {mark}").random() < LONG_SHARE else SHORT
    return [mark, "begins:", *(_WORDS[i % len(_WORDS)] for i in range(length)), *ends(mark).split()]


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text") or "") for part in _parts(content))


def _parts(content: object) -> list[Mapping[str, Any]]:
    return cast("list[Mapping[str, Any]]", content) if isinstance(content, list) else []
