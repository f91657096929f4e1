"""Write settings into a `.env` and leave everything else in it as it stands: comments, order, line ends."""

from __future__ import annotations

import io
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dotenv import dotenv_values

from bot.errors import OperatorError
from bot.i18n import N_

PRIVATE: Final = 0o600
_PLAIN: Final = re.compile(r"[\w.:/@%+,~?&=*-]*", re.ASCII)
_BEGINNING: Final = "# Written by `python -m bot init`. Every setting there is: .env.example in Skald's repository.\n"


class NotWritten(OperatorError):
    sentence = N_("{file} cannot be written ({what}), and is as it was. Allow it, make room, or name another: --file")


class NotKeepable(OperatorError):
    sentence = N_(
        "The value of {name} cannot be kept in {file}: it has quotes, a line end or ${{…}} in it. Put it into the "
        "environment."
    )


@dataclass(frozen=True, slots=True)
class EnvFile:
    """A `.env` as it stands; nothing when there is none yet."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> EnvFile:
        """Read it with its line ends; a link leads to the file that is meant."""
        try:
            path = path.resolve()
            with path.open(encoding="utf-8", newline="") as file:
                return cls(path, file.read())
        except FileNotFoundError:
            return cls(path, "")
        except RuntimeError as error:
            # Links that lead to one another.
            raise NotWritten(file=path, what=error) from None

    def value(self, name: str) -> str | None:
        """Return what it sets, None for nothing and for an empty value."""
        return _values(self.text).get(name) or None

    def with_values(self, values: Mapping[str, str]) -> EnvFile:
        """Set values: in the place of the old one, else after the line where the setting is offered, else at the end.

        Raises `NotKeepable` for a value that would not be read back as it is.
        """
        end = "\r\n" if "\r\n" in self.text else "\n"
        lines: list[str] = [*(self.text or _BEGINNING).splitlines(keepends=True)]
        for name, value in values.items():
            _set(lines, name, f"{name}={_quoted(value)}{end}", end)
        made = EnvFile(self.path, "".join(lines))
        read = _values(made.text)
        for name, value in {**_values(self.text), **values}.items():
            if read.get(name) != value or "\n" in values.get(name, "") or "\r" in values.get(name, ""):
                raise NotKeepable(name=name, file=self.path)
        return made

    def write(self) -> None:
        """Put it in its place, whole or not at all, for its owner alone to read; raises `NotWritten`."""
        half = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}.part")
        try:
            handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(self.text)
                file.flush()
                os.fsync(file.fileno())
            half.replace(self.path)
        except OSError as error:
            raise NotWritten(file=self.path, what=error.strerror) from None
        finally:
            with suppress(OSError):  # it is in its place, or was never made
                half.unlink()


def _values(text: str) -> dict[str, str | None]:
    return dotenv_values(stream=io.StringIO(text))


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else f"'{value}'"


def _set(lines: list[str], name: str, line: str, end: str) -> None:
    stands = [number for number, old in enumerate(lines) if re.match(rf"\s*(export\s+)?{name}\s*=", old)]
    if stands:
        # The last of several is the one that counts.
        lines[stands[-1]] = line
        return
    offered = [number for number, old in enumerate(lines) if re.match(rf"#\s*{name}=", old)]
    place = offered[0] + 1 if offered else len(lines)
    if lines and not lines[place - 1].endswith(("\n", "\r")):
        lines[place - 1] += end
    lines.insert(place, line)
