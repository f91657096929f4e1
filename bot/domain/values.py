"""Read frozen values back from JSON, distrusting every byte of it."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Value = TypeVar("Value")
Read = Callable[[Any], Any]

LARGEST = 2**63 - 1


class NotAValue(ValueError):
    """Why a document cannot be read: where in it, and what should stand there."""


def read(kind: type[Value], content: object) -> Value:
    """Build a dataclass from what JSON gave; raises `NotAValue` for anything that is not exactly its shape."""
    return cast("Value", _reader(kind)(content))


def default_of(field: Field[Any]) -> Any:
    """Return a field's default, `MISSING` where it has none."""
    return field.default if field.default_factory is MISSING else field.default_factory()


@cache
def _reader(kind: Any) -> Read:
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _of_dataclass(cast("type[Any]", kind))
    if origin is tuple:
        return _of_tuple(inner)
    if origin is Literal:
        return lambda given: _one_of(given, inner)
    if origin in (Union, types.UnionType):
        readers = [_reader(each) for each in inner if each is not type(None)]
        return lambda given: None if given is None else readers[0](given)
    if kind is Any:
        return lambda given: given
    if origin is dict:
        return lambda given: _plain(given, dict)
    return lambda given: _plain(given, kind)


def _of_dataclass(kind: type[Any]) -> Read:
    hints = get_type_hints(kind)
    known = {field.name: (_reader(hints[field.name]), default_of(field)) for field in fields(kind) if field.init}

    def build(given: object) -> Any:
        if not isinstance(given, dict):
            raise NotAValue(f"{kind.__name__} must be an object")
        content = cast("dict[str, Any]", given)
        if strange := content.keys() - known.keys():
            raise NotAValue(f"{kind.__name__} has no {min(map(str, strange))[:40]}")
        values: dict[str, Any] = {}
        for name, (reader, default) in known.items():
            if name in content:
                values[name] = reader(content[name])
            elif default is MISSING:
                raise NotAValue(f"{kind.__name__} lacks {name}")
        return kind(**values)

    return build


def _of_tuple(inner: tuple[Any, ...]) -> Read:
    endless = len(inner) == 2 and inner[1] is ...
    readers = [_reader(each) for each in inner if each is not ...]

    def build(given: object) -> tuple[Any, ...]:
        if not isinstance(given, list | tuple):
            raise NotAValue("a list is missing")
        content = cast("list[Any]", given)
        if endless:
            return tuple(readers[0](each) for each in content)
        if len(content) != len(readers):
            raise NotAValue(f"a list of {len(readers)} is missing")
        return tuple(reader(each) for reader, each in zip(readers, content, strict=True))

    return build


def _one_of(given: object, choices: tuple[Any, ...]) -> Any:
    # `True == 1`: the kind counts as well.
    if any(given == choice and type(given) is type(choice) for choice in choices):
        return given
    raise NotAValue(f"one of {', '.join(map(str, choices))} is missing")


def _plain(given: object, kind: Any) -> Any:
    if type(given) is not kind or (kind is int and abs(cast("int", given)) > LARGEST):
        raise NotAValue(f"a {kind.__name__} is missing")
    return given
