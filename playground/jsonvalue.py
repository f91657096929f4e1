"""JSON as it comes in: untyped until it is looked at."""

from __future__ import annotations

from typing import Any, cast

Json = dict[str, Any]


def objects(value: object) -> list[Json]:
    """Return the objects of a list; anything that is no list of objects has none."""
    return [cast(Json, item) for item in things(value) if isinstance(item, dict)]


def things(value: object) -> list[Any]:
    """Return a list as it is; anything else is an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def an_object(value: object) -> Json:
    """Return an object as it is; anything else is an empty one."""
    if isinstance(value, dict):
        return cast(Json, value)
    return {}
