"""Characters in files: taken along, and brought back from ours or from a text."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from bot.domain.character import Character
from bot.domain.plaintext import blank, fold
from bot.domain.sheet_file import read_sheet, written
from bot.domain.sheet_text import Reading, read_text
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.people import PeopleService, Person
from bot.services.stable import StableService
from bot.storage import Stores

LARGEST_FILE: Final = 256 * 1024
"""The bytes of the largest file that is read."""

_TEXTS = ("utf-8-sig", "cp1252")


class CharacterFileTooLarge(SkaldError):
    sentence = N_("A character’s file has {kilobytes} kB at most. That one is larger.")


class NoText(SkaldError):
    sentence = N_("That file is no text. Bring what /character export wrote, or a sheet as plain text (.txt, UTF-8).")


@dataclass(frozen=True, slots=True)
class Brought:
    """A character that was brought, what of a text could not be read, and what was put right."""

    character: Character
    unread: tuple[str, ...] = ()
    put_right: tuple[str, ...] = ()


class CharacterFiles:
    """Write characters to files and read them back."""

    def __init__(self, stores: Stores, people: PeopleService, stable: StableService) -> None:
        self._stores = stores
        self._people = people
        self._stable = stable

    async def export(self, person: Person, which: str) -> tuple[str, bytes]:
        """Return the name and the content of a file with a person's character."""
        sheet = await self._stable.sheet_of(person, which)
        name = re.sub(r"[^a-z0-9]+", "-", fold(sheet.name)).strip("-")[:40] or "character"
        return f"{name}.json", written(sheet)

    async def bring(self, person: Person, content: bytes) -> Brought:
        """Keep a character from a file, at rest; raises a sentence for what is none, or does not fit the rules."""
        if len(content) > LARGEST_FILE:
            raise CharacterFileTooLarge(kilobytes=LARGEST_FILE // 1024)
        # A file made for it takes some 40 ms to be read.
        reading = await asyncio.to_thread(_reading, content, await self._people.account_of(person))
        return Brought(await self._stores.characters.create(reading.character), reading.unread, reading.put_right)


def _reading(content: bytes, account_id: int) -> Reading:
    text = _text(content)
    if text.lstrip().startswith(("{", "[")):
        return Reading(read_sheet(text, account_id), (), ())
    return read_text(text, account_id)


def _text(content: bytes) -> str:
    """Return a file's text; raises `NoText` for archives, pictures and everything else that is none."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", "replace")
    elif b"\0" in content or content[:4] in (b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"%PDF"):
        raise NoText
    else:
        text = _decoded(content)
    odd = sum((ord(letter) < 32 and letter not in "\t\r\n\f") or letter == "\ufffd" for letter in text)
    if blank(text) or odd > len(text) // 50:
        raise NoText
    return text


def _decoded(content: bytes) -> str:
    for encoding in _TEXTS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoText
