"""Make docs/permissions.md of the matrix."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Final

from tests.permissions.matrix import NOTES, ROLES, YES, Kind, Line, lines

DOCUMENT: Final = Path(__file__).parent.parent.parent / "docs" / "permissions.md"

_HEADERS: Final = {"gm": "co-GM", "steward": "Manage Channels", "admin": "Manage Server"}
_TITLE: Final = """# Who may do what

<!-- Made of tests/permissions/permissions.toml by `python -m tests.permissions`: change that file, not this one. -->

What each command, menu and button answers to whom, in the channel of a campaign. A test tries every cell of these
tables over the wire, with one's own things and with those of others.

{roles}

✓ works, – is refused with a sentence. Rights are checked whenever something is used, also when a button is pressed that
stood there before somebody lost them. Whoever owns the server, and whoever has the permission Administrator, has Manage
Channels and Manage Server, too. Commands marked ◆ are shown by Discord to those with Manage Server alone; a server can
change that in its settings, and Skald refuses everybody else all the same.
"""
_KINDS: Final[dict[Kind, str]] = {"menus": "Menus on messages and people", "buttons": "Buttons"}


def document() -> str:
    """Write the whole document."""
    meanings = "\n".join(f"- **{_header(role)}**: {meaning}" for role, meaning in ROLES.items())
    parts = [_TITLE.format(roles=meanings)]
    single: list[Line] = []
    for group, found in groupby(lines("commands"), key=lambda line: line.command.split()[0]):
        together = list(found)
        if len(together) == 1 and " " not in together[0].command:
            single += together
        else:
            parts.append(_section(f"/{group}", together))
    parts.append(_section("Other commands", single))
    parts += [_section(title, lines(kind)) for kind, title in _KINDS.items()]
    return "\n".join(parts)


def _section(title: str, found: list[Line]) -> str:
    notes = list(dict.fromkeys(line.note for line in found if line.note))
    head = f"| | {' | '.join(_header(role) for role in ROLES)} |\n|---|{':-:|' * len(ROLES)}"
    rows = "\n".join(_row(line, notes) for line in found)
    footnotes = "".join(f"\n{number}. {NOTES[note]}" for number, note in enumerate(notes, 1))
    return f"## {title}\n\n{head}\n{rows}\n" + (f"{footnotes}\n" if footnotes else "")


def _row(line: Line, notes: list[str]) -> str:
    name = line.name
    if line.kind == "commands":
        name = f"`/{line.command}`{line.name.removeprefix(line.command)}{' ◆' if line.hidden else ''}"
    mark = f" <sup>{notes.index(line.note) + 1}</sup>" if line.note else ""
    cells = " | ".join("✓" if line.cells[role] == YES else "–" for role in ROLES)
    return f"| {name}{mark} | {cells} |"


def _header(role: str) -> str:
    return _HEADERS.get(role, role)
