"""The shapes of arguments: what of JSON Schema the tools use, and `arguments.py` checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

CHARACTER: Mapping[str, Any] = {
    "type": "string",
    "maxLength": 80,
    "description": "The character's name, as in the party.",
}


def taking(required: Mapping[str, Any], **optional: Any) -> dict[str, Any]:
    """Return the schema of a tool that takes these arguments and no others."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def choice(among: Iterable[str]) -> dict[str, Any]:
    """Return an argument that is one of these words."""
    return {"type": "string", "maxLength": 40, "enum": list(among)}
