"""The matrix as data: who may do what, and what the others are told."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

FILE: Final = Path(__file__).with_name("permissions.toml")
YES: Final = "yes"

Kind = Literal["commands", "menus", "buttons"]
_DATA: Final[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
ROLES: Final[Mapping[str, str]] = _DATA["roles"]
NOTES: Final[Mapping[str, str]] = _DATA["notes"]


@dataclass(frozen=True, slots=True)
class Line:
    """A command, menu or button: by role `YES`, or the error that refuses it.

    `command` is the name without what was added in brackets; the rest is as the file says.
    """

    kind: Kind
    name: str
    cells: Mapping[str, str]
    then: str = ""
    foreign: Mapping[str, str] = field(default_factory=dict[str, str])
    prepare: str = ""
    at: str = ""
    hidden: bool = False
    note: str = ""
    id: str = ""

    @property
    def command(self) -> str:
        return self.name.split(" (")[0]


def lines(kind: Kind) -> list[Line]:
    """Read the lines of one kind, in their order; raises KeyError for a right that the file does not explain."""
    return [_line(kind, name, dict(given)) for name, given in _DATA[kind].items()]


def _line(kind: Kind, name: str, given: dict[str, Any]) -> Line:
    right = {**_DATA["rights"][given.pop("may")]}
    right |= {role: given.pop(role) for role in (*ROLES, "no") if role in given}
    granted = right["yes"].split()
    cells = {role: right.get(role) or (YES if role in granted else right["no"]) for role in ROLES}
    return Line(kind, name, cells, **given)
