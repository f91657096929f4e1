"""Keep answers in files, for after a restart."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import stat
from pathlib import Path
from time import monotonic
from typing import Final, NamedTuple

import structlog

from bot.llm.cache.entry import LARGEST, Entry, Lifetime, packed, unpacked

log = structlog.stdlib.get_logger(__name__)

MOST: Final = 1_000
MOST_BYTES: Final = 16 * 1024**2
SWEEP_AFTER: Final = 600.0
"""Seconds between two sweeps, if not so many answers were kept before."""
SWEEP_AFTER_KEPT: Final = 100
_HALF_WRITTEN_FOR: Final = 60.0

_OURS: Final = re.compile(r"[0-9a-f]{64}\.json")
_HALF_WRITTEN: Final = re.compile(r"[0-9a-f]{64}\.[0-9a-f]{16}\.tmp")
# A link is not followed, and a pipe is not waited for.
_READ: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class _Found(NamedTuple):
    path: Path
    size: int
    changed: float


class Disk:
    """One file for each answer, readable by the program's own user alone; a file that is none of ours is a miss.

    Several processes may share the folder.
    """

    def __init__(self, folder: Path, lifetime: Lifetime, *, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._lifetime = lifetime
        self._most = most
        self._most_bytes = most_bytes
        self._kept = 0
        self._swept_at = monotonic()
        self._complained = False

    async def open(self) -> None:
        """Throw away what is no good any more."""
        await asyncio.to_thread(self._sweep)

    async def get(self, key: str) -> Entry | None:
        """Return what was kept under a key and is still good."""
        return await asyncio.to_thread(self._get, key)

    async def put(self, key: str, entry: Entry) -> None:
        """Keep an answer; a disk that is full or cannot be written to is no reason not to give it."""
        await asyncio.to_thread(self._put, key, entry)

    async def clear(self) -> None:
        """Forget every answer."""
        await asyncio.to_thread(lambda: [self._remove(found.path) for found in self._files()])

    async def close(self) -> None:
        """Nothing is open."""

    def _get(self, key: str) -> Entry | None:
        path = self._path(key)
        try:
            written = _read(path)
        except FileNotFoundError:
            return None
        except OSError:
            written = None  # a link, or what else is not a file of ours; it goes
        entry = None if written is None else unpacked(key, written)
        if entry is not None and self._lifetime.left(entry.kept_at):
            return entry
        self._remove(path)
        return None

    def _put(self, key: str, entry: Entry) -> None:
        written = packed(key, entry)
        if written is None:
            return
        path = self._path(key)
        beside = path.with_suffix(f".{secrets.token_hex(8)}.tmp")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(written)
                beside.replace(path)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise
        except OSError as error:
            self._complain(error)
            return
        self._kept += 1
        if self._kept >= SWEEP_AFTER_KEPT or monotonic() - self._swept_at >= SWEEP_AFTER:
            self._sweep()

    def _sweep(self) -> None:
        """Remove what is too old, then the oldest until few enough are left; files of other names are not ours."""
        self._kept, self._swept_at = 0, monotonic()
        good: list[_Found] = []
        for found in self._files():
            if _HALF_WRITTEN.fullmatch(found.path.name):
                if self._lifetime.now() - found.changed > _HALF_WRITTEN_FOR:
                    self._remove(found.path)
            elif self._lifetime.left(found.changed):
                good.append(found)
            else:
                self._remove(found.path)
        good.sort(key=lambda found: found.changed, reverse=True)
        room = self._most_bytes
        for place, found in enumerate(good):
            room -= found.size
            if place >= self._most or room < 0:
                self._remove(found.path)

    def _files(self) -> list[_Found]:
        try:
            with os.scandir(self._folder) as entries:
                named = [each for each in entries if _OURS.fullmatch(each.name) or _HALF_WRITTEN.fullmatch(each.name)]
        except FileNotFoundError:
            return []  # nothing was kept yet
        except OSError as error:
            self._complain(error)
            return []
        return [found for each in named if (found := _found(each)) is not None]

    def _remove(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            self._complain(error)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _complain(self, error: OSError) -> None:
        """Say once that the folder makes trouble."""
        if not self._complained:
            self._complained = True
            log.warning("answers cannot be kept on disk", place=str(self._folder), reason=error.strerror or str(error))


def _found(entry: os.DirEntry[str]) -> _Found | None:
    try:
        about = entry.stat(follow_symlinks=False)
    except OSError:
        return None  # another process removed it just now
    return _Found(Path(entry.path), about.st_size, about.st_mtime)


def _read(path: Path) -> bytes | None:
    """Return what stands in a file of a size an answer can have; None for anything else."""
    handle = os.open(path, _READ)
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
            return None
        # One that is cut short by whatever else writes there is no JSON, and a miss.
        return os.read(handle, LARGEST + 1)
    finally:
        os.close(handle)
