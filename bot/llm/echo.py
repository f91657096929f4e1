"""Say a model's own calls back to it, or to the model that speaks after it, in a shape no vendor refuses."""

from __future__ import annotations

import re
from typing import Any, Final, cast

import orjson

from bot.domain.conversation import ToolCall

LONGEST_ARGUMENTS: Final = 4000
"""The rules refuse more; a reply of megabytes is not sent back either."""

_NOT_IN_A_NAME = re.compile(r"[^a-zA-Z0-9_-]")
_LONGEST_NAME = 64


def arguments_of(call: ToolCall) -> dict[str, Any] | None:
    """Return the arguments of a call, None when what was written is no JSON object."""
    if len(call.arguments) > LONGEST_ARGUMENTS:
        return None
    try:
        given: object = orjson.loads(call.arguments)
    except orjson.JSONDecodeError:
        return None
    return cast("dict[str, Any]", given) if isinstance(given, dict) else None


def name_of(name: str | None) -> str:
    """Return the name or id of a call with nothing in it that a vendor refuses."""
    # A story told by another vendor's model before may hold any.
    return _NOT_IN_A_NAME.sub("_", (name or "")[:_LONGEST_NAME]) or "call"
