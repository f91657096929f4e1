"""Find the tool calls that a model writes into its reply as text, and keep them from the players.

Skald asks for `<call>{…}</call>`: plain ASCII that no tokenizer reserves and no story needs, short enough for a small
model to close, and nothing like the `<tool_call>` that some servers take out of a reply themselves. What models were
trained on instead is understood, too: `<tool_call>`, `[TOOL_CALLS]`, and a JSON object that names a tool, in a code
fence or bare.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, NoReturn, cast

OPENING: Final = "<call>"
CLOSING: Final = "</call>"

CALL_LENGTH: Final = 4500
"""Characters kept of one call; more is none, and the rules refuse it as too long."""
MOST_CALLS: Final = 12

_OPENINGS = (OPENING, "<calls>", "<tool_call>", "<tool_calls>", "<function_call>", "[TOOL_CALLS]")
_CLOSINGS = (CLOSING, "</calls>", "</tool_call>", "</tool_calls>", "</function_call>", "[/TOOL_CALLS]")
_RESULT, _RESULT_END = "<result>", "</result>"
_FENCE = ("`", "`", "`", "`{0,2}", "[a-z_]{0,12}", r"\s{0,4}")
_SPACE = r"\s{0,4}"
# What may stand between two calls, or between a call and its fence.
_BETWEEN = re.compile("|".join((r"[\s,;\]}]+", "`{3,5}", *map(re.escape, _CLOSINGS))), re.IGNORECASE)
_CLOSED = re.compile("|".join(map(re.escape, _CLOSINGS)), re.IGNORECASE)
_LONGEST_MARK = max(map(len, _CLOSINGS))
_NOTHING_SPECIAL = re.compile(r"[^<`{\[]*")
_GUESSED_NAME = re.compile(r'"(?:tool|name|function)"\s*:\s*"([\w. -]{1,64})')
_NAME = re.compile(r"[\w. -]{1,64}")

_Atom = str | tuple[str, ...]


class WrittenCall(NamedTuple):
    """A call as it was written; `arguments` is JSON, or what stood there instead of it."""

    name: str
    arguments: str


class _Marks(NamedTuple):
    """What ends a stretch of story, whole and as far as a text may end in the middle of it."""

    whole: re.Pattern[str]
    begun: re.Pattern[str]


class CallReader:
    """Divide a reply into story and calls, whatever pieces it comes in.

    After a call nothing is told but further calls: what a model writes there, it tells without knowing the result.
    With `tell_on` it is told, for a model that was asked not to call. `tools` are the names of those on offer.
    """

    def __init__(self, tools: Sequence[str], *, tell_on: bool = False) -> None:
        self._marks = _marks(tuple(tools))
        self._tell_on = tell_on
        self._inside: Literal["story", "call", "result", "between", "rest"] = "story"
        self._held = ""
        self._object = _Object()
        self._calls = 0

    def feed(self, text: str) -> tuple[str, list[WrittenCall]]:
        """Return the story and the calls that the next piece completes."""
        if not self._held and self._inside == "story" and _NOTHING_SPECIAL.fullmatch(text):
            return text, []
        self._held += text
        told: list[str] = []
        calls: list[WrittenCall] = []
        while self._step(told, calls):
            pass
        return "".join(told), calls

    def end(self) -> tuple[str, list[WrittenCall]]:
        """Return what the end of the reply completes; a call it ends in the middle of counts as whole."""
        held, self._held = self._held, ""
        if self._inside == "call":
            return "", self._understood(held[:CALL_LENGTH])
        if self._inside == "story":
            return held, []
        if self._inside == "between" and self._tell_on:
            while between := _BETWEEN.match(held):
                held = held[between.end() :]
            return held, []
        return "", []

    def _step(self, told: list[str], calls: list[WrittenCall]) -> bool:
        """Read on by one stretch; False when the next piece has to come first."""
        match self._inside:
            case "story":
                return self._story(told)
            case "call":
                return self._call(calls)
            case "result":
                return self._result()
            case "between":
                return self._between()
            case "rest":
                self._held = ""
                return False

    def _story(self, told: list[str]) -> bool:
        found = self._marks.whole.search(self._held)
        if found is None:
            begun = self._marks.begun.search(self._held)
            end = begun.start() if begun else len(self._held)
            told.append(self._held[:end])
            self._held = self._held[end:]
            return False
        told.append(self._held[: found.start()])
        self._enter(found)
        return True

    def _enter(self, found: re.Match[str]) -> None:
        self._held = self._held[found.end() :]
        if found.lastgroup == "call":
            self._inside = "call" if self._calls < MOST_CALLS else "rest"
            self._object = _Object()
        elif found.lastgroup == "result":
            self._inside = "result"

    def _call(self, calls: list[WrittenCall]) -> bool:
        closed = _CLOSED.search(self._held)
        ends = [end for end in (closed and closed.start(), self._object.end(self._held)) if end is not None]
        # A mark that begins within the length may end beyond it.
        if not ends and len(self._held) <= CALL_LENGTH + _LONGEST_MARK:
            return False
        end = min(ends, default=CALL_LENGTH + 1)
        calls += self._understood(self._held[: min(end, CALL_LENGTH)])
        self._held = self._held[end:]
        self._inside = "between" if end <= CALL_LENGTH else "rest"
        return True

    def _result(self) -> bool:
        at = self._held.lower().find(_RESULT_END)
        if at < 0:
            self._held = self._held[-len(_RESULT_END) :]
            return False
        self._held = self._held[at + len(_RESULT_END) :]
        self._inside = "story"
        return True

    def _between(self) -> bool:
        found = self._marks.whole.match(self._held)
        if found and found.lastgroup == "call":
            self._enter(found)
            return True
        if not found and (not self._held or self._marks.begun.match(self._held)):
            return False
        if between := _BETWEEN.match(self._held):
            self._held = self._held[between.end() :]
            return True
        self._inside = "story" if self._tell_on else "rest"
        return True

    def _understood(self, text: str) -> list[WrittenCall]:
        room = MOST_CALLS - self._calls
        found = understood(text)[:room]
        self._calls += len(found)
        return found


class _Object:
    """Where a JSON object or list ends, read once however many pieces it comes in."""

    def __init__(self) -> None:
        self._at = 0
        self._depth = 0
        self._in_string = False
        self._escaped = False
        self._none = False

    def end(self, text: str) -> int | None:
        """Return where it ends in a text that has grown since the last call, None while it does not."""
        while self._at < min(len(text), CALL_LENGTH) and not self._none:
            character = text[self._at]
            self._at += 1
            if self._in_string:
                self._in_string = self._escaped or character != '"'
                self._escaped = character == "\\" and not self._escaped
            elif character == '"':
                self._in_string = True
            elif character in "{[":
                self._depth += 1
            elif character in "}]":
                self._depth -= 1
                if self._depth <= 0:
                    return self._at
            elif not self._depth and not character.isspace():
                self._none = True  # no JSON stands here; only a marker ends it
        return None


def understood(text: str) -> list[WrittenCall]:
    """Read the text of a call; what is no JSON object stays as it is, for the rules to answer."""
    try:
        given: object = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        given = None
    several = cast("list[object]", given) if isinstance(given, list) else [given]
    if not several or not all(isinstance(one, dict) for one in several):
        return [_unread(text)]
    return [_call(cast("dict[str, Any]", one)) for one in several]


def _call(given: Mapping[str, Any]) -> WrittenCall:
    inner = given.get("function")
    if isinstance(inner, dict):
        given = cast("dict[str, Any]", inner)
    key = next((key for key in ("tool", "name", "function") if isinstance(given.get(key), str)), "")
    name = str(given.get(key, ""))
    name = name if _NAME.fullmatch(name) else ""
    for nest in ("arguments", "parameters", "args", "input"):
        arguments = given.get(nest)
        if isinstance(arguments, dict):
            return WrittenCall(name, json.dumps(arguments))
        if isinstance(arguments, str) and arguments.lstrip().startswith("{"):
            return WrittenCall(name, arguments)
    return WrittenCall(name, json.dumps({other: value for other, value in given.items() if other != key}))


def _unread(text: str) -> WrittenCall:
    guessed = _GUESSED_NAME.search(text)
    return WrittenCall(guessed[1] if guessed else "", text.strip())


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


@lru_cache(maxsize=16)
def _marks(tools: tuple[str, ...]) -> _Marks:
    """Write the patterns of everything that is no story when these tools are on offer."""
    named: list[_Atom] = [r"\{", _SPACE, '"', ("tool", "name"), '"', _SPACE, ":", _SPACE, '"', tools, '"']
    openings: list[list[_Atom]] = [[*map(re.escape, mark)] for mark in _OPENINGS]
    closings: list[list[_Atom]] = [[*map(re.escape, mark)] for mark in (*_CLOSINGS, _RESULT_END)]
    result: list[_Atom] = [*map(re.escape, _RESULT)]
    fence = f"(?:{''.join(_FENCE)})?"
    calls = "|".join(_whole(opening) for opening in openings)
    bare = f"(?={_whole(named)})" if tools else "(?!)"
    whole = (
        f"(?P<call>{fence}(?:{calls}|{bare}))|(?P<result>{_whole(result)})"
        f"|(?P<closing>{'|'.join(map(_whole, closings))})"
    )
    begun = [*openings, *([named] if tools else [])]
    fenced: list[list[_Atom]] = [[*_FENCE, *atoms] for atoms in begun]
    partly = "|".join(_begun(atoms) for atoms in (*begun, *fenced, *closings, result))
    return _Marks(re.compile(whole, re.IGNORECASE), re.compile(rf"(?:{partly})\Z", re.IGNORECASE))


def _whole(atoms: Sequence[_Atom]) -> str:
    return "".join(atom if isinstance(atom, str) else f"(?:{'|'.join(map(re.escape, atom))})" for atom in atoms)


def _begun(atoms: Sequence[_Atom]) -> str:
    """Write a pattern that fits every beginning of what the atoms describe, of at least one character."""
    pattern = ""
    for atom in reversed(atoms):
        rest = f"(?:{pattern})?" if pattern else ""
        if isinstance(atom, str):
            pattern = f"{atom}{rest}"
        else:
            parts = "|".join(_begun([*map(re.escape, word)]) for word in atom)
            pattern = f"(?:{_whole([atom])}{rest}|{parts})"
    return pattern
