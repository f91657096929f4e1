"""Keep the world in a folder, so that a campaign survives the playground, however it ends.

`playground.json` holds servers, people and channels, `playground-messages.db` one row for each message, and
`playground-files` what was attached to them.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import IO

from playground.clock import Clock, Timer
from playground.events import Event, Notice
from playground.world import World
from playground.worldfile import dump, dump_message, restore

# Seconds until what happened is written, and until all else is, such as the key of a seat that was asked for; and
# between two tries when the disk takes nothing.
SOON, LATER, AGAIN = 0.1, 1.0, 5.0
# What such an event tells of stands beside the messages: who writes, and where, is kept no later than what they write.
_BESIDE = ("GUILD_", "CHANNEL_", "THREAD_", "WEBHOOKS_")
_TABLE = "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, body BLOB NOT NULL)"
_TROUBLE = (OSError, sqlite3.Error)
# What was put aside before stays beside what is put aside now.
_MARKS = ("damaged", *(f"damaged-{number}" for number in range(2, 1000)))


class InUse(Exception):
    """Another playground has the folder; the message says so."""


class Store:
    """Load the world at start, and write what changes a moment later; `complain` is told when that fails."""

    def __init__(
        self, folder: Path, clock: Clock | None = None, complain: Callable[[str], None] = lambda sentence: None
    ) -> None:
        self.clock = clock
        self.complain = complain
        self.folder = folder
        self.path = folder / "playground.json"
        self.files = folder / "playground-files"
        self._messages: sqlite3.Connection | None = None
        self._lock: IO[str] | None = None
        self._soon: Timer | None = None
        self._later: Timer | None = None
        self._changed: set[int] = set()
        self._kept: set[int] = set()
        self._written_files: set[int] = set()
        self._written: bytes = b""
        self._failing = False
        self._whole = False

    def load(self) -> tuple[World, str | None]:
        """Return the kept world or a new one, and a sentence when the kept one was damaged.

        Raises InUse while another playground has the folder, OSError where nothing can be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._take()
        raw = self.path.read_bytes() if self.path.exists() else None
        try:
            self._messages = self._open()
            rows = self._messages.execute("SELECT id, body FROM messages").fetchall()
            if raw is None and not rows:
                return World.default(self.clock), None
            if raw is None:
                raise ValueError("it is gone, its messages are not")
            world = restore(raw, (body for _, body in rows), self.clock)
        except sqlite3.OperationalError as problem:
            # A full disk, or one that may not be written: what lies there is whole.
            raise OSError(str(problem)) from problem
        except (ValueError, KeyError, TypeError, AttributeError, sqlite3.DatabaseError) as problem:
            return World.default(self.clock), self._put_aside(str(problem))
        self._kept = {number for number, _ in rows}
        # What an older playground kept in the other file.
        self._changed = world.messages.keys() - self._kept
        self._load_files(world)
        return world, None

    def _take(self) -> None:
        """Let no second playground write the same world."""
        self._lock = (self.folder / "playground.lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.seek(0)
            where = self._lock.read().strip()
            self._lock.close()
            self._lock = None
            raise InUse(f"Skald plays from {self.folder} already{f', at {where}' if where else ''}.") from None

    def say_where(self, url: str) -> None:
        """Let whoever starts a second playground be told where the first one is."""
        if self._lock is not None:
            self._lock.truncate(0)
            self._lock.write(url)
            self._lock.flush()

    def _open(self) -> sqlite3.Connection:
        path = self.folder / "playground-messages.db"
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        found = sqlite3.connect(path, isolation_level=None)
        found.execute("PRAGMA journal_mode = WAL")
        found.execute("PRAGMA synchronous = NORMAL")
        found.execute(_TABLE)
        return found

    def _put_aside(self, problem: str) -> str:
        if self._messages is not None:
            self._messages.close()
        mark = next(each for each in _MARKS if not [*self.folder.glob(f"playground*.{each}.*")])
        aside = self.path.with_suffix(f".{mark}.json")
        for path in self.folder.glob("playground-messages.db*"):
            path.replace(path.with_name(path.name.replace("messages", f"messages.{mark}")))
        if self.path.exists():
            self.path.replace(aside)
        else:
            aside = self.folder / f"playground-messages.{mark}.db"
        self._messages = self._open()
        return f"{self.path} could not be read ({problem}); it was put aside as {aside.name}, the world is new."

    def _load_files(self, world: World) -> None:
        for message in world.messages.values():
            for item in message.attachments:
                kept = self.files / str(item.id)
                if kept.is_file():
                    world.files[item.id] = kept.read_bytes()
                    self._written_files.add(item.id)

    def watch(self, world: World) -> None:
        """Write each change of the world a moment later. Raises OSError where nothing can be written now."""

        def heard(happened: Event | Notice) -> None:
            if happened.message is not None:
                self._changed.add(happened.message.id)
            self._whole = self._whole or _is_beside(happened)
            if self._soon is None:
                self._soon = world.clock.call_later(SOON, lambda: self._try(world, whole=self._whole))

        def touched() -> None:
            if self._later is None:
                self._later = world.clock.call_later(LATER, lambda: self._try(world, whole=True))

        world.hub.pages.append(heard)
        world.hub.on_touch.append(touched)
        try:
            self.write(world)
        except sqlite3.Error as problem:
            raise OSError(str(problem)) from problem

    def _try(self, world: World, *, whole: bool) -> None:
        self._forget_timers(whole=whole)
        try:
            self.write(world) if whole else self._write_messages(world)
        except _TROUBLE as problem:
            if not self._failing:
                self.complain(f"What happens cannot be written to {self.folder} ({problem}). Make room, or allow it.")
            self._failing = True
            if self._later is None:
                self._later = world.clock.call_later(AGAIN, lambda: self._try(world, whole=True))
            return
        if self._failing:
            self.complain(f"What happened meanwhile is written to {self.folder} now.")
        self._failing = False

    def _forget_timers(self, *, whole: bool) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if whole and self._later is not None:
            self._later.cancel()
            self._later = None

    def write(self, world: World) -> None:
        """Write everything, so that a crash leaves either the old state or the new one."""
        # A channel is there before its messages are; one that is gone is gone before they are.
        self._whole = False
        raw = dump(world)
        if raw != self._written:
            _replace(self.path, raw)
            self._written = raw
        self._write_messages(world)

    def _write_messages(self, world: World) -> None:
        try:
            self._write_files(world)
        finally:
            # What is said needs less room than what was sent along with it.
            self._write_rows(world)

    def _write_rows(self, world: World) -> None:
        if self._messages is None:
            raise ValueError("the store was not loaded")
        changed = [world.messages[number] for number in self._changed if number in world.messages]
        gone = self._kept - world.messages.keys()
        if changed or gone:
            self._messages.execute("BEGIN IMMEDIATE")
            try:
                rows = [(item.id, dump_message(item)) for item in changed]
                self._messages.executemany("INSERT OR REPLACE INTO messages VALUES (?, ?)", rows)
                self._messages.executemany("DELETE FROM messages WHERE id = ?", [(number,) for number in gone])
                self._messages.execute("COMMIT")
            except sqlite3.Error:
                if self._messages.in_transaction:
                    self._messages.execute("ROLLBACK")
                raise
        self._kept = (self._kept | {item.id for item in changed}) - gone
        self._changed.clear()

    def _write_files(self, world: World) -> None:
        for number in world.files.keys() - self._written_files:
            self.files.mkdir(exist_ok=True)
            _replace(self.files / str(number), world.files[number])
            self._written_files.add(number)
        for number in self._written_files - world.files.keys():
            (self.files / str(number)).unlink(missing_ok=True)
            self._written_files.discard(number)

    def close(self, world: World) -> None:
        """Write for the last time, every message anew, and let the folder go."""
        self._forget_timers(whole=True)
        self._changed |= world.messages.keys()
        try:
            self.write(world)
        except _TROUBLE as problem:
            self.complain(f"What happened last could not be written to {self.folder} ({problem}).")
        finally:
            self.let_go()

    def let_go(self) -> None:
        """Close what is open, without a last writing."""
        if self._messages is not None:
            self._messages.close()
            self._messages = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _is_beside(happened: Event | Notice) -> bool:
    """Tell whether something else than messages is another now."""
    return happened.kind == "evening" if isinstance(happened, Notice) else happened.name.startswith(_BESIDE)


def _replace(path: Path, data: bytes) -> None:
    new = path.with_name(path.name + ".new")
    # The keys of the seats are in it, so it is nobody else's to read.
    try:
        with open(new, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        # Half a file would take the last room of a full disk.
        new.unlink(missing_ok=True)
        raise
