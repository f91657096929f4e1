"""Keep the files of pictures on disk, each under the name of what is in it."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from bot.errors import OperatorError
from bot.i18n import N_
from bot.storage import Stores

FOLDER: Final = "images"
LINGERS: Final = 3600.0
"""Seconds for which a file stays that no picture needs: its row may still be on its way."""

_NAME: Final = re.compile(r"(?P<folder>[0-9a-f]{2})/(?P=folder)[0-9a-f]{62}\.(?:webp|png|jpg)")
_HALF: Final = ".half"
_AT_ONCE: Final = 400


class NoRoomForPictures(OperatorError):
    sentence = N_(
        "Pictures cannot be kept in {place}: {reason}. Make room there, or let whoever runs Skald write to it."
    )


class Gallery:
    """The pictures that were made; a file's name is made of its content, and never of anything a person wrote."""

    def __init__(self, stores: Stores, data_dir: Path, now: Callable[[], float] = time.time) -> None:
        self._stores = stores
        self._place = data_dir / FOLDER
        self._now = now
        # A file must not be taken away in the moment in which the same picture is kept again.
        self._hand = threading.Lock()

    async def keep(self, data: bytes) -> str:
        """Write a PNG, WebP or JPEG down and return its name; raises `NoRoomForPictures`, ValueError for anything else.

        It stands whole or not at all. A picture that is kept already is kept once.
        """
        return await asyncio.to_thread(self._keep, data)

    async def read(self, file: str) -> bytes | None:
        """Return what is in a file, None when it is not there."""
        if _NAME.fullmatch(file) is None:
            return None
        return await asyncio.to_thread(_content, self._place / file)

    async def portrait_of(self, character_id: int) -> bytes | None:
        """Return a character's newest portrait, None where there is none."""
        picture = await self._stores.images.portrait(character_id)
        return None if picture is None else await self.read(picture.file)

    async def campaign_picture(self, campaign_id: int) -> bytes | None:
        """Return the newest picture of a campaign's game master, None where there is none."""
        picture = await self._stores.images.of_campaign(campaign_id)
        return None if picture is None else await self.read(picture.file)

    async def sweep(self) -> int:
        """Remove files that no picture needs and that are older than an hour; return how many."""
        old = await asyncio.to_thread(lambda: list(self._old()))
        removed = 0
        for start in range(0, len(old), _AT_ONCE):
            some = old[start : start + _AT_ONCE]
            needed = await self._stores.images.kept(some)
            removed += await asyncio.to_thread(self._remove, [name for name in some if name not in needed])
        return removed

    def _keep(self, data: bytes) -> str:
        digest = sha256(data).hexdigest()
        name = f"{digest[:2]}/{digest}.{_ending(data)}"
        file = self._place / name
        with self._hand:
            try:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                if file.exists() and file.stat().st_size == len(data):
                    os.utime(file, (self._now(), self._now()))
                    return name
                _write(file, data)
            except OSError as error:
                raise NoRoomForPictures(place=self._place, reason=error.strerror or type(error).__name__) from error
        return name

    def _old(self) -> Iterator[str]:
        """Name the files that were not touched for a while; halves that a crash left are among them."""
        for file in self._place.glob("*/*"):
            name = f"{file.parent.name}/{file.name}"
            if (_NAME.fullmatch(name) or file.suffix == _HALF) and self._is_old(file):
                yield name

    def _is_old(self, file: Path) -> bool:
        try:
            return file.stat().st_mtime < self._now() - LINGERS
        except OSError:  # gone meanwhile
            return False

    def _remove(self, names: list[str]) -> int:
        removed = 0
        for name in names:
            file = self._place / name
            with self._hand:
                if self._is_old(file):
                    file.unlink(missing_ok=True)
                    removed += 1
        return removed


def _write(file: Path, data: bytes) -> None:
    # For its owner only, which is how such a file is made.
    handle, half = tempfile.mkstemp(suffix=_HALF, dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        os.replace(half, file)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _ending(data: bytes) -> str:
    """Tell a picture by how it begins; raises ValueError for what is none."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    raise ValueError("not a picture")
