"""Keep answers in memory."""

from __future__ import annotations

from collections import OrderedDict

from bot.llm.cache.entry import LARGEST, Entry, Lifetime

MOST = 256
MOST_BYTES = 2 * 1024**2


class Memory:
    """The answers used last, so many of them and so many bytes at most."""

    def __init__(self, lifetime: Lifetime, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._lifetime = lifetime
        self._most = most
        self._most_bytes = most_bytes
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> Entry | None:
        """Return what was kept under a key and is still good."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if not self._lifetime.left(entry.kept_at):
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry

    def put(self, key: str, entry: Entry) -> None:
        """Keep an answer that is still good, in the place of those that were not used for longest."""
        self._drop(key)
        if not self._lifetime.left(entry.kept_at) or _size(entry) > LARGEST:
            return
        self._entries[key] = entry
        self._bytes += _size(entry)
        while len(self._entries) > self._most or self._bytes > self._most_bytes:
            self._drop(next(iter(self._entries)))

    def clear(self) -> None:
        """Forget every answer."""
        self._entries.clear()
        self._bytes = 0

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= _size(entry)


def _size(entry: Entry) -> int:
    # As Python keeps it: up to four bytes for each character once one of them needs so many.
    return 4 * len(entry.text)
