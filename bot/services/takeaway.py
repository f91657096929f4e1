"""Hand a person everything that is kept of them, in one file."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.gallery import Gallery
from bot.services.takeaway_page import page
from bot.storage import Stores
from bot.storage.personal import Rows

LARGEST: Final = 9_500_000
"""Discord takes 10 MiB in a direct message; pictures past this are named and left out."""
PAUSE: Final = timedelta(hours=1)
KIND: Final = "takeaway"


class AskedJustNow(SkaldError):
    sentence = N_("I sent you your data a moment ago. You can have it again {when}.")


class Takeaway:
    """Write what is kept of a person: as JSON for programs, as Markdown for people, and their pictures."""

    def __init__(
        self, stores: Stores, gallery: Gallery, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._stores = stores
        self._gallery = gallery
        self._now = now
        self._writing: set[int] = set()

    async def write(self, account_id: int, language: str) -> bytes:
        """Return a ZIP with everything of an account; raises `AskedJustNow` within an hour of the last one."""
        now = self._now()
        last = await self._stores.drafts.get(account_id, KIND, 0)
        again = datetime.fromisoformat(str(last["at"])) + PAUSE if last else now
        if account_id in self._writing or now < again:
            raise AskedJustNow(when=f"<t:{int((again if now < again else now + PAUSE).timestamp())}:R>")
        self._writing.add(account_id)
        try:
            rows = await self._stores.personal.of(account_id)
            names = list(dict.fromkeys(str(row["file"]) for row in rows["pictures"]))
            pictures = {name: data for name in names if (data := await self._gallery.read(name)) is not None}
            return await asyncio.to_thread(packed, rows, pictures, language)
        finally:
            self._writing.discard(account_id)

    async def delivered(self, account_id: int) -> None:
        """Keep that the file arrived; one that did not can be asked for again at once."""
        await self._stores.drafts.put(account_id, KIND, 0, {"at": self._now().isoformat()})


def packed(rows: Rows, pictures: Mapping[str, bytes], language: str) -> bytes:
    """Return the ZIP: data.json, read-me.md and the pictures that there is room for."""
    plain = {name: [_plain(name, row) for row in found] for name, found in rows.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("data.json", "w") as file:
            for piece in _pieces(plain):
                file.write(piece.encode())
        left_out: list[str] = []
        room = LARGEST - target.tell()
        for name, data in pictures.items():
            room -= len(data)
            if room < 0:
                left_out.append(name)
                continue
            # Pictures are compressed already.
            archive.writestr(f"pictures/{Path(name).name}", data, zipfile.ZIP_STORED)
        archive.writestr("read-me.md", page(plain, left_out, language))
    return target.getvalue()


def _pieces(plain: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Write JSON row by row: one call for all of it would hold up every other thread."""
    yield "{"
    for place, (name, rows) in enumerate(plain.items()):
        yield f"{',' if place else ''}\n{json.dumps(name)}: ["
        for number, row in enumerate(rows):
            yield f"{',' if number else ''}\n {json.dumps(row, ensure_ascii=False)}"
        yield "]"
    yield "\n}\n"


def _plain(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as JSON has it; Discord's ids as text, and a character's sheet from wherever it stands."""
    made = dict(row)
    if name == "characters":
        state, sheet = made.pop("state", None), made.get("sheet")
        party = cast("dict[str, Any]", json.loads(state)["party"]) if state and sheet is None else {}
        made["sheet"] = sheet or party.get(str(made["id"]))
    return {key: _value(key, value) for key, value in made.items()}


def _value(key: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal) or (key in ("identity", "discord_id") and value is not None):
        return str(value)
    return value
