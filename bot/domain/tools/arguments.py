"""Read the arguments of a tool call: forgiving about spelling, strict about numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn, cast

from bot.domain.plaintext import fold
from bot.domain.tools.rule import BadCall, Rule

ARGUMENTS_LENGTH = 4000
_NAME_LENGTH = 40


def read_arguments(written: str, rule: Rule) -> dict[str, Any]:
    """Hold the JSON a model wrote against the tool's schema, under the names and values the schema has.

    Raises `BadCall` for anything else, whatever was written.
    """
    if len(written) > ARGUMENTS_LENGTH:
        raise BadCall(f"The arguments are too long; {ARGUMENTS_LENGTH} characters are the most.")
    try:
        given: object = json.loads(written, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise BadCall(f"The arguments must be one JSON object. {_usage(rule)}")
    schema = rule.tool.parameters
    named = _named(cast("dict[str, Any]", given), rule)
    # A model that has nothing to say of an optional argument often says null or nothing.
    arguments = {name: value for name, value in named.items() if name in schema["required"] or value not in (None, "")}
    for name in schema["required"]:
        if name not in arguments:
            raise BadCall(f"`{name}` is missing. {_usage(rule)}")
    return {name: _checked(name, value, rule) for name, value in arguments.items()}


def squeeze(name: str) -> str:
    """Return what is left of a name when neither case, accents, blanks nor dashes matter."""
    return fold(name[:_NAME_LENGTH]).replace(" ", "")


def _named(given: Mapping[str, Any], rule: Rule) -> dict[str, Any]:
    known = {squeeze(other): name for other, name in rule.other_names.items()}
    known |= {squeeze(name): name for name in rule.tool.parameters["properties"]}
    named: dict[str, Any] = {}
    for written, value in given.items():
        name = known.get(squeeze(written))
        if name is None:
            raise BadCall(f"There is an argument too many. {_usage(rule)}")
        if name in named:
            raise BadCall(f"`{name}` is given twice. {_usage(rule)}")
        named[name] = value
    return named


def _checked(name: str, value: object, rule: Rule) -> Any:
    schema = cast("Mapping[str, Any]", rule.tool.parameters["properties"][name])
    if schema["type"] == "integer":
        return _whole(name, value, schema)
    if not isinstance(value, str):
        raise BadCall(f"`{name}` must be a string.")
    if len(value) > schema["maxLength"]:
        raise BadCall(f"`{name}` must have at most {schema['maxLength']} characters.")
    return _choice(name, value, schema, rule) if "enum" in schema else value.strip()


def _choice(name: str, value: str, schema: Mapping[str, Any], rule: Rule) -> str:
    meant = {squeeze(other): choice for other, choice in rule.other_values.get(name, {}).items()}
    meant |= {squeeze(choice): choice for choice in schema["enum"]}
    if (choice := meant.get(squeeze(value))) is None:
        raise BadCall(f"`{name}` must be one of: {', '.join(schema['enum'])}.")
    return choice


def _whole(name: str, value: object, schema: Mapping[str, Any]) -> int:
    least, most = schema["minimum"], schema["maximum"]
    if isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value <= most and value % 1 == 0:
        return int(value)
    raise BadCall(f"`{name}` must be a whole number from {least} to {most}, written as a number.")


def _usage(rule: Rule) -> str:
    schema = rule.tool.parameters
    optional = [name for name in schema["properties"] if name not in schema["required"]]
    takes = f"{rule.tool.name} takes {', '.join(schema['required'])}"
    return f"{takes}; optional: {', '.join(optional)}." if optional else f"{takes}."


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
